package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.data.Item;
import org.mneme.data.Problem;
import org.mneme.data.Readings;
import org.mneme.evaluate.Confounds;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.Intervals;
import org.mneme.statistics.ImageStatistics;
import org.mneme.statistics.MeasuredImage;

/** Which statistics of images go with the scores that a file has for them, as text. */
record ConfoundsTable(String text, List<String> notes) {
  ConfoundsTable {
    notes = List.copyOf(notes);
  }

  /**
   * Correlates measured images with a file of scores.
   *
   * @throws IOException if the file has no score for any of the images
   */
  static ConfoundsTable read(
      Path file, @Nullable String column, List<MeasuredImage> images, List<Path> covariates)
      throws IOException {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      String name = images.get(i).image();
      items.add(new Item("images", name, Path.of(name), 0, null, null, null, null, file, i + 1));
    }
    Readings readings = Readings.predictions(file, items, null, column, true);
    Map<String, double[]> found = readings.byId();
    if (found.isEmpty()) {
      throw new IOException(
          "%s: has no score for any of these images; its rows must name them by their files"
              .formatted(file));
    }
    double[] scores = new double[images.size()];
    List<Optional<ImageStatistics>> statistics = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      double[] score = found.get(images.get(i).image());
      scores[i] = score == null ? Double.NaN : score[0];
      statistics.add(Optional.ofNullable(images.get(i).statistics()));
    }
    List<String> notes =
        new ArrayList<>(readings.problems().stream().map(Problem::toString).toList());
    if (found.size() < images.size()) {
      notes.add(
          "%s: has no score for %s"
              .formatted(file, Counted.of(images.size() - found.size(), "image")));
    }
    if (readings.unknown() > 0) {
      notes.add("%s: has %s more".formatted(file, Counted.of(readings.unknown(), "score")));
    }
    List<Confounds.Covariate> measured = new ArrayList<>(Confounds.Covariate.of(statistics));
    measured.addAll(
        CovariateFiles.read(
            covariates, images.stream().map(MeasuredImage::image).toList(), notes::add));
    Confounds confounds = Confounds.of(scores, measured, Intervals.DEFAULT.level());
    return new ConfoundsTable(text(confounds, readings.columns().get(0)), notes);
  }

  private static String text(Confounds confounds, String score) {
    TextTable table =
        new TextTable(List.of("STATISTIC", "SPEARMAN", "95 % INTERVAL", "P (HOLM)", "IMAGES"));
    boolean clear = false;
    for (Confounds.Row row : confounds.rows()) {
      Estimate rho = row.spearman();
      clear |= row.isClear();
      table.add(
          List.of(
              row.statistic(),
              Double.isNaN(rho.value()) ? "constant" : number("%+.3f", rho.value()),
              Double.isNaN(rho.low())
                  ? "-"
                  : number("%+.3f", rho.low()) + " to " + number("%+.3f", rho.high()),
              p(row.corrected()) + (row.isClear() ? " *" : ""),
              String.format(Locale.ROOT, "%,d", row.images())));
    }
    return "Rank correlation of image statistics with %s:\n".formatted(Rows.printable(score))
        + table
        + (clear
            ? "* goes with the score beyond chance, all statistics considered: a confound of these images.\n"
            : "None goes with the score beyond chance, all statistics considered.\n");
  }

  private static String p(double value) {
    return Double.isNaN(value) ? "-" : value < .001 ? "<0.001" : number("%.3f", value);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
