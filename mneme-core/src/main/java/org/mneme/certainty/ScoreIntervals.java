package org.mneme.certainty;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Prediction intervals by conformal prediction (Vovk, Gammerman and Shafer, 2005): around a score
 * {@code s} lies {@code s - factor * width(s)} to {@code s + factor * width(s)}, cut to the scale,
 * with {@code width(s) = max(least, intercept + slope * s)}, a straight line of how large errors
 * are where the model gives {@code s}. Of pictures like those that it was fitted to, the share
 * {@code level} has its human score in the interval, whatever the errors' distribution.
 *
 * <p>The errors must be those of pictures that the model was not fitted to: held-out ones (split
 * conformal; Papadopoulos, Proedrou, Vovk and Gammerman, 2002; normalised as in Lei et al., 2018),
 * or all, each scored by a fit without it (cross-conformal; Vovk, 2015, <i>Annals of Mathematics
 * and Artificial Intelligence</i> 74, 9-28). The line for a picture's own error is fitted without
 * that picture, in five parts; the interval then has the line of all.
 *
 * @param level share of pictures that an interval is to hold, above 0 and below 1
 * @param intercept of the line of absolute errors over scores
 * @param slope of it
 * @param least the least width, which keeps the line above 0
 * @param factor the quantile of errors over widths
 * @param from lower end of the scale; negative infinity for none
 * @param to upper end of the scale; infinity for none
 * @param images that it was fitted to
 * @param kind how their errors were found
 */
public record ScoreIntervals(
    double level,
    double intercept,
    double slope,
    double least,
    double factor,
    double from,
    double to,
    int images,
    Kind kind) {
  /** The note of a model's card that holds {@link #toNote}. */
  public static final String NOTE = "intervals";

  /** The level that is usual: nine of ten. */
  public static final double USUAL_LEVEL = .9;

  /** Fewer pictures than this tell too little about errors. */
  public static final int FEWEST = 30;

  private static final int PARTS = 5;

  /** The smallest difficulty, as a share of the mean error. */
  private static final double LEAST_SHARE = .4;

  private static final String VERSION = "1";

  /** How the errors were found. */
  public enum Kind {
    /** The errors are those of held-out pictures. */
    SPLIT,
    /** The errors are those of all pictures, each by a fit without it. */
    CROSS
  }

  /**
   * Checks the numbers.
   *
   * @param level share of pictures that an interval is to hold, above 0 and below 1
   * @param intercept of the line of absolute errors over scores
   * @param slope of it
   * @param least the least width
   * @param factor the quantile of errors over widths
   * @param from lower end of the scale
   * @param to upper end of the scale
   * @param images that it was fitted to
   * @param kind how their errors were found
   * @throws IllegalArgumentException if a number cannot be
   */
  public ScoreIntervals {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "the share that an interval holds is above 0 and below 1, such as 0.9, not " + level);
    }
    if (!(least >= 0 && factor >= 0 && from < to)
        || !Double.isFinite(intercept + slope + least + factor)) {
      throw new IllegalArgumentException("intervals of no width, or of an empty scale");
    }
  }

  /**
   * Fits.
   *
   * @param predicted scores of pictures by a model that was not fitted to them
   * @param truth human scores of the same pictures
   * @param level share of pictures that an interval is to hold
   * @param from lower end of the scale; negative infinity for none
   * @param to upper end of the scale; infinity for none
   * @param kind how {@code predicted} was made
   * @return the intervals
   * @throws IllegalArgumentException if there are fewer than {@link #FEWEST} pictures, or too few
   *     for the level
   */
  public static ScoreIntervals fit(
      double[] predicted, double[] truth, double level, double from, double to, Kind kind) {
    int n = predicted.length;
    if (n != truth.length || n < FEWEST) {
      throw new IllegalArgumentException(
          "intervals need at least %d pictures with a prediction and a human score, not %d"
              .formatted(FEWEST, Math.min(n, truth.length)));
    }
    double[] errors = new double[n];
    for (int i = 0; i < n; i++) {
      errors[i] = Math.abs(truth[i] - predicted[i]);
      if (!Double.isFinite(errors[i])) {
        throw new IllegalArgumentException("a score is no finite number");
      }
    }
    int[] places = shuffled(n);
    double[] relative = new double[n];
    for (int part = 0; part < PARTS; part++) {
      int own = part;
      Line line =
          Line.of(
              predicted,
              errors,
              IntStream.range(0, n).filter(k -> k % PARTS != own).map(k -> places[k]).toArray());
      for (int k = part; k < n; k += PARTS) {
        relative[places[k]] = errors[places[k]] / line.width(predicted[places[k]]);
      }
    }
    Arrays.sort(relative);
    int rank = (int) Math.ceil((n + 1) * level - 1e-9);
    if (rank > n) {
      throw new IllegalArgumentException(
          "intervals for %s of the pictures need more than %d of them".formatted(level, n));
    }
    Line line = Line.of(predicted, errors, places);
    return new ScoreIntervals(
        level, line.intercept, line.slope, line.least, relative[rank - 1], from, to, n, kind);
  }

  /** The same for the same number, so that the same data have the same intervals. */
  private static int[] shuffled(int n) {
    List<Integer> places = new ArrayList<>(IntStream.range(0, n).boxed().toList());
    Collections.shuffle(places, new Random(n));
    return places.stream().mapToInt(place -> place).toArray();
  }

  /** How large errors are, by score. */
  private record Line(double intercept, double slope, double least) {
    static Line of(double[] scores, double[] errors, int[] places) {
      double meanScore = Arrays.stream(places).mapToDouble(i -> scores[i]).average().orElse(0);
      double meanError = Arrays.stream(places).mapToDouble(i -> errors[i]).average().orElse(0);
      double squares = 0;
      double products = 0;
      for (int i : places) {
        squares += (scores[i] - meanScore) * (scores[i] - meanScore);
        products += (scores[i] - meanScore) * (errors[i] - meanError);
      }
      double slope = squares > 0 ? products / squares : 0;
      return new Line(
          meanError - slope * meanScore,
          slope,
          Math.max(LEAST_SHARE * meanError, Double.MIN_NORMAL));
    }

    double width(double score) {
      return Math.max(least, intercept + slope * score);
    }
  }

  private double half(double score) {
    return factor * Math.max(least, intercept + slope * score);
  }

  /**
   * {@return the lower end of the interval}
   *
   * @param score that the model gives
   */
  public double low(double score) {
    return Math.max(from, Math.min(to, score - half(score)));
  }

  /**
   * {@return the upper end of the interval}
   *
   * @param score that the model gives
   */
  public double high(double score) {
    return Math.max(from, Math.min(to, score + half(score)));
  }

  /** {@return one line that {@link #parse} reads, the same in every locale} */
  public String toNote() {
    return "version=%s level=%s intercept=%s slope=%s least=%s factor=%s from=%s to=%s images=%d kind=%s"
        .formatted(
            VERSION,
            level,
            intercept,
            slope,
            least,
            factor,
            from,
            to,
            images,
            kind.name().toLowerCase(Locale.ROOT));
  }

  /**
   * {@return what a note says; empty for one of another version of Mneme, or that is no such note}
   *
   * @param note as {@link #toNote} wrote it
   */
  public static Optional<ScoreIntervals> parse(String note) {
    Map<String, String> facts = new HashMap<>();
    for (String fact : note.strip().split(" +", -1)) {
      int equals = fact.indexOf('=');
      if (equals > 0) {
        facts.put(fact.substring(0, equals), fact.substring(equals + 1));
      }
    }
    if (!VERSION.equals(facts.get("version"))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ScoreIntervals(
              number(facts, "level"),
              number(facts, "intercept"),
              number(facts, "slope"),
              number(facts, "least"),
              number(facts, "factor"),
              number(facts, "from"),
              number(facts, "to"),
              (int) number(facts, "images"),
              Kind.valueOf(facts.getOrDefault("kind", "").toUpperCase(Locale.ROOT))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * {@return what to say where a file is made of a model and cannot keep its intervals, in one
   * line; empty for a model that has none}
   *
   * @param what the file is, such as "The int8 file"
   * @param model that the intervals belong to
   * @param notes of its card
   */
  public static Optional<String> lost(String what, String model, Map<String, String> notes) {
    return Optional.ofNullable(notes.get(NOTE))
        .map(
            note ->
                "%s has no intervals: those of %s hold for its own scores alone. Calibrate the new file in an evaluation on scored images, and it has its own"
                    .formatted(what, model));
  }

  private static double number(Map<String, String> facts, String name) {
    return Double.parseDouble(facts.getOrDefault(name, ""));
  }
}
