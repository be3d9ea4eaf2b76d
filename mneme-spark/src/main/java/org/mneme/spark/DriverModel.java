package org.mneme.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.mneme.catalog.Catalog;
import org.mneme.files.KeptHashes;
import org.mneme.image.ImageDecoder;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.score.Scorer;
import org.mneme.score.ScoringModel;

/**
 * A model as the driver knows it.
 *
 * @param settings what decides the scores beside the model, in one line
 * @param precision as the model's file says it; empty where it says nothing
 * @param sure whether the model tells how sure its scores are
 */
record DriverModel(
    ShippedModel shipped, WorkerOptions options, String settings, String precision, boolean sure) {

  /**
   * Finds a model, opens it once to see that it can be scored with, and makes it known to the
   * workers.
   *
   * @param name a published model's, which is fetched on this machine if it has to be; or a file:
   *     its path here, or an address of any Hadoop file system
   * @param onWorkers whether the file lies at the same path on every worker, which then open it
   *     there
   * @throws IllegalArgumentException if there is no such model
   */
  static DriverModel of(
      SparkContext spark,
      String name,
      Optional<Precision> precision,
      WorkerOptions options,
      boolean onWorkers,
      Progress progress)
      throws IOException {
    Catalog catalog = Catalog.ofUser();
    Path file = isAddress(name) ? fetched(spark, name) : catalog.resolve(name, precision, progress);
    KeptHashes hashes = isAddress(name) ? KeptHashes.NONE : catalog.hashes();
    ScoringModel scoring = ScoringModel.of(file, options.scorer(1), hashes);
    boolean sure;
    try (Scorer scorer = scoring.open()) {
      sure = scorer.tellsSureness();
      scorer.preprocessingChoice().note().ifPresent(progress::say);
    }
    return new DriverModel(
        onWorkers
            ? ShippedModel.onWorkers(file, scoring.settings().identity())
            : ShippedModel.ship(spark, file, scoring.settings().identity()),
        options,
        "%s, pixels %d".formatted(scoring.settings().describe(), ImageDecoder.VERSION),
        scoring.settings().precision().map(Precision::title).orElse(""),
        sure);
  }

  String sha256() {
    return shipped.sha256();
  }

  /** Mneme's. */
  String version() {
    String version = DriverModel.class.getPackage().getImplementationVersion();
    return version == null ? "(not from a jar)" : version;
  }

  /** A scheme has more than one letter; a letter alone is a drive of Windows. */
  private static boolean isAddress(String name) {
    return name.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
  }

  private static Path fetched(SparkContext spark, String address) throws IOException {
    org.apache.hadoop.fs.Path from = new org.apache.hadoop.fs.Path(address);
    Path folder = Files.createTempDirectory("mneme-spark-model");
    Path file = folder.resolve(from.getName());
    folder.toFile().deleteOnExit();
    file.toFile().deleteOnExit();
    try {
      from.getFileSystem(spark.hadoopConfiguration())
          .copyToLocalFile(false, from, new org.apache.hadoop.fs.Path(file.toUri()), true);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "%s: cannot be fetched (%s); check the name and the cluster's settings for its file system"
              .formatted(address, Failures.firstLine(e)),
          e);
    }
    return file;
  }
}
