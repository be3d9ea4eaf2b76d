package org.mneme.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mneme.statistics.ImageStatistics;
import org.mneme.statistics.Statistic;

/**
 * Which simple statistics of pictures go with a score: luminance, contrast, colourfulness, edges,
 * spectral slope, size, and whatever else was measured of them, such as how much of a picture a
 * class of objects takes up. What goes with the score of a set of stimuli is a confound of whatever
 * is explained by the score.
 *
 * <p>Each is Spearman's rank correlation over the images that have both, with the jackknife's
 * interval as in an evaluation. There are several at once, so each has a p corrected for the others
 * (S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
 * Statistics 6, 1979).
 *
 * @param rows a row for each statistic, the strongest correlation first; those that are the same
 *     for every image last
 */
public record Confounds(List<Row> rows) {
  /**
   * One statistic.
   *
   * @param statistic what was measured, as a column is named
   * @param title the same for people
   * @param spearman its rank correlation with the score; NaN where either is the same for every
   *     image
   * @param corrected p of "there is no correlation", corrected for the number of statistics; NaN
   *     where there is no interval
   * @param images that have both the score and the statistic
   */
  public record Row(
      String statistic, String title, Estimate spearman, double corrected, int images) {
    /** {@return whether the correlation is told from 0 with all statistics in mind, at 5 %} */
    public boolean isClear() {
      return corrected < .05;
    }
  }

  /**
   * What was measured of each image.
   *
   * @param name as a column is named
   * @param title the same for people
   * @param values one an image, in the order of the scores; NaN where it is missing
   */
  public record Covariate(String name, String title, List<Double> values) {
    /**
     * Copies the list.
     *
     * @param name as a column is named
     * @param title the same for people
     * @param values one an image, in the order of the scores; NaN where it is missing
     */
    public Covariate {
      values = List.copyOf(values);
    }

    /**
     * {@return the image statistics of Mneme, each as a covariate}
     *
     * @param statistics one an image; empty where it could not be measured
     */
    public static List<Covariate> of(List<Optional<ImageStatistics>> statistics) {
      List<Covariate> found = new ArrayList<>();
      for (Statistic statistic : Statistic.values()) {
        List<Double> values =
            statistics.stream().map(s -> s.map(statistic::of).orElse(Double.NaN)).toList();
        found.add(new Covariate(statistic.column(), statistic.title(), values));
      }
      return found;
    }
  }

  /**
   * Copies the list.
   *
   * @param rows a row for each statistic
   */
  public Confounds {
    rows = List.copyOf(rows);
  }

  /**
   * Correlates every covariate with a score.
   *
   * @param scores one an image; NaN where it is missing
   * @param covariates what was measured of the same images
   * @param level of the intervals, such as .95
   * @return a row for each covariate
   * @throws IllegalArgumentException if there are not as many of one as of the other
   */
  public static Confounds of(double[] scores, List<Covariate> covariates, double level) {
    List<Row> rows = new ArrayList<>();
    for (Covariate covariate : covariates) {
      if (scores.length != covariate.values.size()) {
        throw new IllegalArgumentException(
            "%d scores for the %s of %d images"
                .formatted(scores.length, covariate.name, covariate.values.size()));
      }
      rows.add(row(covariate, scores, level));
    }
    return new Confounds(corrected(rows));
  }

  private static Row row(Covariate covariate, double[] scores, double level) {
    double[] values = covariate.values.stream().mapToDouble(value -> value).toArray();
    int[] both =
        IntStream.range(0, scores.length)
            .filter(i -> Double.isFinite(scores[i]) && Double.isFinite(values[i]))
            .toArray();
    if (both.length < 2) {
      return new Row(
          covariate.name, covariate.title, Estimate.without(Double.NaN), Double.NaN, both.length);
    }
    RankedPairs pairs =
        new RankedPairs(
            IntStream.of(both).mapToDouble(i -> scores[i]).toArray(),
            IntStream.of(both).mapToDouble(i -> values[i]).toArray(),
            EnumSet.of(Figure.SPEARMAN));
    int place = Figure.SPEARMAN.place();
    LeftOut rho = LeftOut.of(pairs.values()[place], Jackknife.figures(pairs, true)[place], true);
    return new Row(
        covariate.name,
        covariate.title,
        rho.interval(Scale.CORRELATION, level),
        rho.pOfZero(Scale.CORRELATION),
        both.length);
  }

  /** Holm's correction, and the strongest first. */
  private static List<Row> corrected(List<Row> rows) {
    List<Row> tested =
        rows.stream()
            .filter(row -> !Double.isNaN(row.corrected))
            .sorted(Comparator.comparingDouble(Row::corrected))
            .toList();
    List<Row> all = new ArrayList<>();
    double before = 0;
    for (int i = 0; i < tested.size(); i++) {
      Row row = tested.get(i);
      before = Math.min(1, Math.max(before, (tested.size() - i) * row.corrected));
      all.add(new Row(row.statistic, row.title, row.spearman, before, row.images));
    }
    rows.stream().filter(row -> Double.isNaN(row.corrected)).forEach(all::add);
    all.sort(
        Comparator.comparingDouble(
            row -> Double.isNaN(row.spearman.value()) ? 1 : -Math.abs(row.spearman.value())));
    return all;
  }
}
