package org.mneme.spark;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.mneme.evaluate.Concordance;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.FigureSums;
import org.mneme.progress.Progress;

/**
 * Figures of predictions against human scores of the same images, however many: those of {@code
 * mneme evaluate} but Kendall's tau, each on all images, with percentile intervals of a Poisson
 * bootstrap.
 *
 * <p>Only the replicates of Spearman's correlation take images together: those of the same 512th of
 * the truths and of the predictions.
 *
 * @param images that the figures are of
 * @param missing images without a human score or a prediction, which are left out
 * @param figures in the order of {@link Figure}
 */
record ScoreEvaluation(long images, long missing, Map<Figure, Estimate> figures) {
  static final String TRUTH = "mneme_truth";
  static final String PREDICTION = "mneme_prediction";
  private static final String TRUTH_RANK = "mneme_truth_rank";
  private static final String PREDICTION_RANK = "mneme_prediction_rank";
  private static final int GROUPS = 512;

  /**
   * How the intervals are made.
   *
   * @param replicates how often the images are drawn
   * @param level the probability that an interval is to cover
   */
  record Bootstrap(int replicates, double level, long seed) {
    Bootstrap {
      if (replicates < 0 || replicates > 10_000) {
        throw new IllegalArgumentException(
            "replicates must be 0 to 10000, not %d".formatted(replicates));
      }
      if (!(level > 0 && level < 1)) {
        throw new IllegalArgumentException("level must be between 0 and 1, not " + level);
      }
    }
  }

  ScoreEvaluation {
    figures = Collections.unmodifiableMap(new EnumMap<>(figures));
  }

  /**
   * Evaluates.
   *
   * @param scores the columns {@link #TRUTH} and {@link #PREDICTION}, numbers of any type
   * @param omit whether images of which one of the two is missing are left out
   * @throws IllegalArgumentException if a score is infinite, or missing and that is not to be left
   *     out, or there is none
   */
  static ScoreEvaluation of(
      Dataset<Row> scores, boolean omit, Bootstrap bootstrap, Progress progress) {
    // Adding 0 makes -0 equal to 0.
    Dataset<Row> numbers =
        scores.select(
            col(TRUTH).cast("double").plus(lit(0.0)).as(TRUTH),
            col(PREDICTION).cast("double").plus(lit(0.0)).as(PREDICTION));
    Column missing =
        col(TRUTH)
            .isNull()
            .or(col(PREDICTION).isNull())
            .or(isnan(col(TRUTH)))
            .or(isnan(col(PREDICTION)));
    Dataset<Row> pairs = numbers.filter(not(missing)).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Row all =
          pairs
              .agg(
                  count(lit(1)),
                  avg(TRUTH),
                  avg(PREDICTION),
                  sum(expr("if(abs(%s) = double('inf'), 1, 0)".formatted(TRUTH))),
                  sum(expr("if(abs(%s) = double('inf'), 1, 0)".formatted(PREDICTION))))
              .first();
      long images = all.getLong(0);
      long omitted = numbers.count() - images;
      if (omitted > 0 && !omit) {
        throw new IllegalArgumentException(
            "%d of %d images lack a human score or a prediction; leave such images out, or score them"
                .formatted(omitted, omitted + images));
      }
      if (images == 0) {
        throw new IllegalArgumentException(
            "nothing to evaluate: none of %d images has a human score and a prediction"
                .formatted(omitted));
      }
      if (all.getLong(3) + all.getLong(4) > 0) {
        throw new IllegalArgumentException(
            "%d human scores and %d predictions are infinite; finite numbers are needed"
                .formatted(all.getLong(3), all.getLong(4)));
      }
      progress.begin("Evaluating", images, "images");
      PairSums sums = sums(pairs, all.getDouble(1), all.getDouble(2), bootstrap);
      progress.check();
      Map<Figure, Estimate> figures = new EnumMap<>(Figure.class);
      sums.figures()
          .forEach(
              (figure, value) ->
                  figures.put(
                      figure, interval(value, 0, sums.replicates(figure), bootstrap.level())));
      figures.putAll(ofRanks(pairs, images, bootstrap));
      progress.advance(images);
      return new ScoreEvaluation(images, omitted, figures);
    } finally {
      pairs.unpersist();
    }
  }

  private static PairSums sums(
      Dataset<Row> pairs, double truthMean, double predictionMean, Bootstrap bootstrap) {
    int replicates = bootstrap.replicates();
    long seed = bootstrap.seed();
    return pairs
        .toJavaRDD()
        .mapPartitionsWithIndex(
            (index, rows) ->
                List.of(
                        new PairSums(truthMean, predictionMean, replicates)
                            .addAll(rows, CountedPairs.random(seed, index)))
                    .iterator(),
            false)
        .treeReduce(PairSums::add);
  }

  /** Exact on all images; the replicates are those of a table of 512 by 512 counts. */
  private static Map<Figure, Estimate> ofRanks(
      Dataset<Row> pairs, long images, Bootstrap bootstrap) {
    Dataset<Row> ranked =
        Ranking.twiceCentred(
            Ranking.twiceCentred(pairs, TRUTH, TRUTH_RANK, images),
            PREDICTION,
            PREDICTION_RANK,
            images);
    ranked =
        ranked
            .select(
                group(TRUTH_RANK, images).as("t"),
                group(PREDICTION_RANK, images).as("p"),
                col(TRUTH_RANK),
                col(PREDICTION_RANK))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Column truth = col(TRUTH_RANK).cast("double");
      Column prediction = col(PREDICTION_RANK).cast("double");
      List<Row> cells =
          ranked
              .groupBy("t", "p")
              .agg(
                  count(lit(1)),
                  sum(truth.multiply(prediction)),
                  sum(truth.multiply(truth)),
                  sum(prediction.multiply(prediction)))
              .collectAsList();
      CountedPairs counted =
          new CountedPairs(
              cells.stream().mapToInt(cell -> cell.getInt(0)).toArray(),
              cells.stream().mapToInt(cell -> cell.getInt(1)).toArray(),
              cells.stream().mapToLong(cell -> cell.getLong(2)).toArray(),
              GROUPS);
      double spearman = FigureSums.correlation(sumOf(cells, 3), sumOf(cells, 4), sumOf(cells, 5));
      double kendall =
          Concordance.kendall(
              counted.concordance().sum(counted.images())
                  + Concordances.withinGroups(
                      ranked,
                      new Concordances.Order(TRUTH_RANK, "t"),
                      new Concordances.Order(PREDICTION_RANK, "p")),
              images,
              Concordances.ties(ranked, TRUTH_RANK),
              Concordances.ties(ranked, PREDICTION_RANK));
      return Map.of(
          Figure.SPEARMAN,
          interval(
              spearman,
              spearman - counted.spearman(),
              counted.replicates(bootstrap.replicates(), bootstrap.seed()),
              bootstrap.level()),
          Figure.KENDALL,
          interval(
              kendall,
              kendall - counted.kendall(),
              counted.kendallReplicates(bootstrap.replicates(), bootstrap.seed()),
              bootstrap.level()));
    } finally {
      ranked.unpersist();
    }
  }

  private static double sumOf(List<Row> cells, int column) {
    return cells.stream().mapToDouble(cell -> cell.getDouble(column)).sum();
  }

  /** The 512th of all ranks in which a rank is. */
  private static Column group(String rank, long images) {
    return floor(
            col(rank)
                .cast("double")
                .plus(lit((double) images))
                .divide(lit(2.0 * images))
                .multiply(lit((double) GROUPS)))
        .cast("int");
  }

  /** The middle part of the replicates, each shifted. */
  private static Estimate interval(double value, double shift, double[] replicates, double level) {
    double[] sorted = Arrays.stream(replicates).filter(Double::isFinite).sorted().toArray();
    if (sorted.length < 2 || Double.isNaN(value)) {
      return Estimate.without(value);
    }
    return new Estimate(
        value, shift + quantile(sorted, .5 - level / 2), shift + quantile(sorted, .5 + level / 2));
  }

  private static double quantile(double[] sorted, double probability) {
    double at = probability * (sorted.length - 1);
    int below = (int) Math.floor(at);
    double above = sorted[Math.min(below + 1, sorted.length - 1)];
    return sorted[below] + (at - below) * (above - sorted[below]);
  }
}
