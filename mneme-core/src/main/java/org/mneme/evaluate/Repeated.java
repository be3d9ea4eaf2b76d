package org.mneme.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A figure on several subsets of the same data, such as the test sets of repeated splits; in the
 * figure's own unit. Parts share images, so the deviation is no standard error.
 *
 * @param parts on how many it is defined
 * @param mean over them; NaN if there are none, as all that follows
 * @param sd with n - 1; NaN for one part
 * @param min the least of them
 * @param max the largest of them
 */
public record Repeated(int parts, double mean, double sd, double min, double max) {
  /** What is told of parts. */
  public static final Set<Figure> FIGURES =
      Collections.unmodifiableSet(
          EnumSet.of(Figure.SPEARMAN, Figure.PEARSON, Figure.MSE, Figure.SD_RATIO));

  /**
   * {@return every model's {@link #FIGURES} on parts of a table}
   *
   * @param table human scores and predictions, one row for each image
   * @param parts each the rows of one part
   * @param missing what becomes of an image without a score
   * @throws IllegalArgumentException for no set, or one that has no image with all its scores; as
   *     {@link Evaluation#of} for missing scores
   */
  public static Map<String, Map<Figure, Repeated>> of(
      ScoreTable table, List<int[]> parts, Missing missing) {
    Map<String, Map<Figure, List<Double>>> all = new LinkedHashMap<>();
    for (int[] part : parts) {
      ScoreTable some = table.rows(part).complete(missing);
      for (String model : some.models()) {
        Map<Figure, List<Double>> ofModel =
            all.computeIfAbsent(model, each -> new EnumMap<>(Figure.class));
        for (Figure figure : FIGURES) {
          ofModel
              .computeIfAbsent(figure, each -> new ArrayList<>())
              .add(figure.of(some.truth(), some.predictions(model)));
        }
      }
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "no subset of the data, or no model, to repeat figures on");
    }
    Map<String, Map<Figure, Repeated>> summed = new LinkedHashMap<>();
    all.forEach(
        (model, figures) -> {
          Map<Figure, Repeated> ofModel = new EnumMap<>(Figure.class);
          figures.forEach((figure, values) -> ofModel.put(figure, of(values)));
          summed.put(model, Collections.unmodifiableMap(ofModel));
        });
    return summed;
  }

  private static Repeated of(List<Double> values) {
    double[] defined = values.stream().mapToDouble(v -> v).filter(Double::isFinite).toArray();
    if (defined.length == 0) {
      return new Repeated(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    Summary summary = Summary.of(defined);
    return new Repeated(defined.length, summary.mean(), summary.sd(), summary.min(), summary.max());
  }
}
