package org.mneme.responses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.mneme.evaluate.Figure;
import org.mneme.progress.Progress;

/**
 * How reliable scores are: participants are split into two random halves many times, each half's
 * answers make scores of their own, and these are correlated (Isola, Xiao, Torralba and Oliva,
 * 2011, <i>CVPR</i>; Bainbridge, Isola and Oliva, 2013, <i>Journal of Experimental Psychology:
 * General</i> 142, 1323-1334). The last point of the curve has all participants; the others have
 * random parts of them, so that it is seen how agreement grows with the number of responses.
 *
 * <p>By the Spearman-Brown formula, scores of {@code k} responses a picture have the reliability
 * {@code k r / (1 + (k - 1) r)}, with {@code r} that of a single response (Spearman, 1910; Brown,
 * 1910). {@code r} is taken from the halves of all participants. That consistency of memorability
 * follows this formula is in Goetschalckx, Moors and Wagemans (2018, <i>Memory</i> 26, 581-588).
 *
 * @param halvings number of random halvings
 * @param curve rising in the number of responses; the last point is of the halves of all
 * @param single reliability of one response a picture, by the formula; NaN where halves do not
 *     agree at all
 */
public record Reliability(int halvings, List<ReliabilityPoint> curve, double single) {
  private static final int POINTS = 10;

  /** A point stands for the pictures only if its halves have scores of most of them. */
  private static final double MOST_PICTURES = .9;

  /**
   * Keeps a copy.
   *
   * @param halvings number of random halvings
   * @param curve rising in the number of responses
   * @param single reliability of one response a picture
   * @throws IllegalArgumentException if the curve has no point
   */
  public Reliability {
    curve = List.copyOf(curve);
    if (curve.isEmpty()) {
      throw new IllegalArgumentException("a curve of reliability needs a point");
    }
  }

  /** {@return the halves of all participants} */
  public ReliabilityPoint halves() {
    return curve.get(curve.size() - 1);
  }

  /** {@return the reliability of the scores of all participants, by the Spearman-Brown formula} */
  public double whole() {
    return at(2 * halves().responses());
  }

  /**
   * {@return the reliability of scores of this many responses a picture; NaN if not known}
   *
   * @param responses above 0; need not be whole
   */
  public double at(double responses) {
    return responses * single / (1 + (responses - 1) * single);
  }

  /**
   * {@return how many responses a picture a reliability needs; empty where halves do not agree}
   *
   * @param reliability above 0 and below 1
   * @throws IllegalArgumentException for another number
   */
  public OptionalLong responsesFor(double reliability) {
    if (!(reliability > 0 && reliability < 1)) {
      throw new IllegalArgumentException(
          "a reliability is above 0 and below 1, such as 0.8, not " + reliability);
    }
    double needed = reliability * (1 - single) / (single * (1 - reliability));
    // A whole number that rounding has carried a little above itself is still that number.
    return single > 0 ? OptionalLong.of((long) Math.ceil(needed - 1e-9)) : OptionalLong.empty();
  }

  /** The reliability of one response, from that of {@code k}. */
  static double single(double ofMany, double k) {
    double single = ofMany / (k - (k - 1) * ofMany);
    return ofMany > 0 && single > 0 && single <= 1 ? single : Double.NaN;
  }

  /**
   * Splits participants at random.
   *
   * @param into takes the scores of the halves of all, in pairs
   * @throws IllegalArgumentException if there are too few participants or pictures
   */
  static Reliability of(
      CountedTrials trials, int halvings, long seed, List<double[]> into, Progress progress) {
    int all = trials.participants();
    if (all < 4 || trials.images().size() < 3) {
      throw new IllegalArgumentException(
          "%d participants and %d pictures with scores are left: for random halves at least 4 and 3"
                  .formatted(all, trials.images().size())
              + " are needed");
    }
    progress.begin("Splitting participants into halves", halvings, "halvings");
    Random random = new Random(seed);
    int[] sizes =
        IntStream.rangeClosed(1, POINTS)
            .map(i -> all / 2 * i / POINTS)
            .filter(s -> s > 1)
            .distinct()
            .toArray();
    List<List<Halves>> bySize = new ArrayList<>();
    Arrays.stream(sizes).forEach(size -> bySize.add(new ArrayList<>()));
    List<Integer> order = new ArrayList<>(IntStream.range(0, all).boxed().toList());
    for (int halving = 0; halving < halvings; halving++) {
      progress.check();
      Collections.shuffle(order, random);
      int[] drawn = order.stream().mapToInt(who -> who).toArray();
      for (int s = 0; s < sizes.length; s++) {
        boolean last = s == sizes.length - 1;
        int[] first = Arrays.copyOfRange(drawn, 0, sizes[s]);
        int[] second = Arrays.copyOfRange(drawn, sizes[s], last ? all : 2 * sizes[s]);
        CountedTrials.Scored one = trials.score(first);
        CountedTrials.Scored two = trials.score(second);
        bySize.get(s).add(Halves.of(one, two));
        if (last) {
          into.add(one.scores());
          into.add(two.scores());
        }
      }
      progress.advance(halving + 1L);
    }
    List<ReliabilityPoint> points = new ArrayList<>();
    for (int s = 0; s < sizes.length; s++) {
      ReliabilityPoint point = point(sizes[s], bySize.get(s));
      if (s == sizes.length - 1 || point.pictures() >= MOST_PICTURES * trials.images().size()) {
        points.add(point);
      }
    }
    ReliabilityPoint halves = points.get(points.size() - 1);
    Reliability bare =
        new Reliability(halvings, points, single(halves.spearman(), halves.responses()));
    return new Reliability(
        halvings,
        points.stream().map(point -> point.withExpected(bare.at(point.responses()))).toList(),
        bare.single);
  }

  /** How two groups agree. */
  private record Halves(int pictures, double responses, double spearman, double pearson) {
    static Halves of(CountedTrials.Scored one, CountedTrials.Scored two) {
      int[] both =
          IntStream.range(0, one.scores().length)
              .filter(i -> !Double.isNaN(one.scores()[i]) && !Double.isNaN(two.scores()[i]))
              .toArray();
      double[] first = Arrays.stream(both).mapToDouble(i -> one.scores()[i]).toArray();
      double[] second = Arrays.stream(both).mapToDouble(i -> two.scores()[i]).toArray();
      boolean enough = both.length > 2;
      return new Halves(
          both.length,
          .5 * (one.responses() + two.responses()),
          enough ? Figure.SPEARMAN.of(first, second) : Double.NaN,
          enough ? Figure.PEARSON.of(first, second) : Double.NaN);
    }
  }

  private static ReliabilityPoint point(int participants, List<Halves> halves) {
    double[] spearman =
        halves.stream().mapToDouble(Halves::spearman).filter(Double::isFinite).toArray();
    double[] pearson =
        halves.stream().mapToDouble(Halves::pearson).filter(Double::isFinite).toArray();
    return new ReliabilityPoint(
        participants,
        halves.stream().mapToDouble(Halves::responses).average().orElse(0),
        halves.stream().mapToInt(Halves::pictures).average().orElse(0),
        Arrays.stream(spearman).average().orElse(Double.NaN),
        Arrays.stream(spearman).min().orElse(Double.NaN),
        Arrays.stream(spearman).max().orElse(Double.NaN),
        Arrays.stream(pearson).average().orElse(Double.NaN),
        Double.NaN);
  }
}
