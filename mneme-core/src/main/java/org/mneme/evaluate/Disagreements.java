package org.mneme.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mneme.data.Item;
import org.mneme.explain.Explainer;
import org.mneme.explain.Explanation;
import org.mneme.explain.MapSettings;
import org.mneme.explain.PictureScores;
import org.mneme.image.ImageException;
import org.mneme.image.Rgb;
import org.mneme.progress.Progress;
import org.mneme.score.Scorer;

/**
 * The images of a data set about which two models disagree most, each with what either model's
 * score depends on there. Models may score on scales of their own, so they are compared by where
 * they put an image among all: its percentile.
 *
 * @param set the data set's name
 * @param first a model's label
 * @param second another model's label
 * @param cases the largest disagreement first
 */
public record Disagreements(String set, String first, String second, List<Case> cases) {
  /**
   * What one model says of an image.
   *
   * @param score in the model's unit
   * @param percentile 0..100 among the images that both models scored
   * @param explanation what the score depends on; empty if the image cannot be read any more
   */
  public record Side(double score, double percentile, Optional<Explanation> explanation) {}

  /**
   * An image about which they disagree.
   *
   * @param item the image, with its human score
   * @param percentile of the human score among the same images, 0..100
   * @param first what the first model says
   * @param second what the second model says
   */
  public record Case(Item item, double percentile, Side first, Side second) {}

  /**
   * Copies the list.
   *
   * @param set the data set's name
   * @param first a model's label
   * @param second another model's label
   * @param cases the largest disagreement first
   */
  public Disagreements {
    cases = List.copyOf(cases);
  }

  /**
   * Finds them and draws their maps, by the usual method of {@link MapSettings#defaults}.
   *
   * @param set an evaluated data set that both models scored
   * @param first a model of it
   * @param second another model of it
   * @param count how many images, 1 or more
   * @param progress hears how many are drawn, and can end it
   * @return the largest disagreements
   * @throws org.mneme.progress.CancelledException if {@code progress} cancels
   * @throws IOException if a model cannot be opened, or fails
   */
  public static Disagreements of(
      EvaluatedSet set, EvaluatedModel first, EvaluatedModel second, int count, Progress progress)
      throws IOException {
    double[] a = set.table().predictions(first.label());
    double[] b = set.table().predictions(second.label());
    double[] truth = set.table().truth();
    int[] rows =
        IntStream.range(0, truth.length)
            .filter(
                i -> Double.isFinite(a[i]) && Double.isFinite(b[i]) && Double.isFinite(truth[i]))
            .toArray();
    double[] placesA = percentiles(a, rows);
    double[] placesB = percentiles(b, rows);
    double[] placesTruth = percentiles(truth, rows);
    List<Integer> most =
        IntStream.range(0, rows.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(placesA[i] - placesB[i])))
            .limit(count)
            .toList();
    progress.begin(
        "Maps of %s and %s".formatted(first.label(), second.label()), most.size(), "images");
    List<Case> cases = new ArrayList<>();
    try (Scorer one = first.model().open();
        Scorer other = second.model().open()) {
      for (int i : most) {
        progress.check();
        Item item = set.items().get(rows[i]);
        cases.add(
            new Case(
                item,
                placesTruth[i],
                new Side(a[rows[i]], placesA[i], explanation(one, item, progress)),
                new Side(b[rows[i]], placesB[i], explanation(other, item, progress))));
        progress.advance(cases.size());
      }
    }
    return new Disagreements(set.name(), first.label(), second.label(), cases);
  }

  /** Where each row stands among all, equal ones in the middle of theirs: 0..100. */
  private static double[] percentiles(double[] values, int[] rows) {
    double[] own = IntStream.of(rows).mapToDouble(i -> values[i]).toArray();
    Ranks ranks = Ranks.of(own);
    int[] below = new int[ranks.groups() + 1];
    for (int group = 0; group < ranks.groups(); group++) {
      below[group + 1] = below[group] + ranks.size()[group];
    }
    double[] places = new double[own.length];
    for (int i = 0; i < own.length; i++) {
      int group = ranks.group()[i];
      places[i] = 50.0 * (below[group] + below[group + 1]) / own.length;
    }
    return places;
  }

  private static Optional<Explanation> explanation(Scorer scorer, Item item, Progress progress)
      throws IOException {
    Rgb picture;
    try {
      picture = scorer.decode(item.image());
    } catch (ImageException e) {
      progress.say(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    Progress within =
        new Progress() {
          @Override
          public boolean isCancelled() {
            return progress.isCancelled();
          }
        };
    return Optional.of(
        new Explainer(PictureScores.of(scorer), MapSettings.defaults().forwardMethods())
            .explain(item.id(), picture, within));
  }
}
