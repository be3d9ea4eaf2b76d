package org.mneme.select;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.mneme.progress.Progress;
import org.mneme.statistics.ImageStatistics;
import org.mneme.statistics.MeasuredImage;
import org.mneme.statistics.Statistic;
import org.mneme.statistics.StatisticsJob;

/** Measures what a pool lacks of its images. */
public final class MeasuredPool {
  private MeasuredPool() {}

  /**
   * Adds the image statistics that are to be matched, and the hash that tells near-duplicates,
   * where the pool does not have them.
   *
   * @param pool of images
   * @param settings what is wanted of it
   * @param files where an image is
   * @param job how images are measured
   * @param progress is told how many are done, and can end it
   * @return the pool with those columns; an image that cannot be read has no value, so that it is
   *     not selected where a value is needed
   * @throws IOException if a statistic is needed and no image can be read
   */
  public static Pool complete(
      Pool pool,
      SelectSettings settings,
      Function<String, Path> files,
      StatisticsJob job,
      Progress progress)
      throws IOException {
    List<Statistic> missing = new ArrayList<>();
    for (Matching matching : settings.match()) {
      Optional<Statistic> statistic = Statistic.named(matching.column());
      if (statistic.isPresent() && !pool.numberColumns().contains(matching.column())) {
        missing.add(statistic.get());
      }
    }
    boolean hash = settings.near() >= 0 && !pool.labelColumns().contains("hash");
    if (missing.isEmpty() && !hash) {
      return pool;
    }
    List<Path> images = pool.images().stream().map(files).toList();
    if (images.stream().noneMatch(Files::exists)) {
      if (missing.isEmpty()) {
        progress.say("The image files were not found, so near-duplicates are not looked for.");
        return pool;
      }
      throw new IOException(
          "%s: no such image, and no other of the pool; %s is measured of the images, so say in which folder they are"
              .formatted(images.get(0), missing.get(0).title()));
    }
    List<MeasuredImage> measured = job.run(images, progress);
    Pool more = pool;
    for (Statistic statistic : missing) {
      double[] values = new double[pool.size()];
      Arrays.setAll(values, i -> value(statistic, measured.get(i)));
      more = more.withNumbers(statistic.column(), values);
    }
    return hash
        ? more.withLabels(
            "hash", IntStream.range(0, pool.size()).mapToObj(i -> hash(measured.get(i))).toList())
        : more;
  }

  private static double value(Statistic statistic, MeasuredImage image) {
    ImageStatistics statistics = image.statistics();
    return statistics == null ? Double.NaN : statistic.of(statistics);
  }

  private static String hash(MeasuredImage image) {
    ImageStatistics statistics = image.statistics();
    return statistics == null ? "" : statistics.hash().toString();
  }
}
