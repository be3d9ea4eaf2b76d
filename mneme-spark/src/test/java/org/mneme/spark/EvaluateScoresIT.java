package org.mneme.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.Evaluation;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.Intervals;
import org.mneme.evaluate.Missing;
import org.mneme.evaluate.ScoreTable;
import org.mneme.progress.Progress;

/** Figures of a cluster beside those of one machine, in one process with two cores. */
class EvaluateScoresIT {
  private static final int IMAGES = 5000;
  private static final double[] TRUTH = new double[IMAGES];
  private static final float[] PREDICTIONS = new float[IMAGES];
  @TempDir private static Path shared;
  private static SparkSession spark;

  @TempDir private Path folder;

  private record Outcome(int exit, String out, String err) {}

  /** Human scores of two decimals, so that most tie, and predictions of which some tie. */
  @BeforeAll
  static void start() throws IOException {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("mneme tests")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "5")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    Random random = new Random(11);
    List<Row> rows = new ArrayList<>();
    StringBuilder humans = new StringBuilder("image,memorability\n");
    for (int i = 0; i < IMAGES; i++) {
      TRUTH[i] = Math.round(100 * random.nextDouble()) / 100.0;
      PREDICTIONS[i] =
          i % 7 == 0 ? .5f : (float) Math.min(1, .4 + .3 * TRUTH[i] + .2 * random.nextDouble());
      rows.add(RowFactory.create("p" + i, PREDICTIONS[i], TRUTH[i]));
      humans.append("p").append(i).append(',').append(TRUTH[i]).append('\n');
    }
    StructType schema =
        new StructType()
            .add("image", DataTypes.StringType)
            .add("score", DataTypes.FloatType)
            .add("human", DataTypes.DoubleType);
    spark.createDataFrame(rows, schema).write().parquet(shared.resolve("scores").toString());
    rows.add(RowFactory.create("broken", null, .5));
    spark.createDataFrame(rows, schema).write().parquet(shared.resolve("broken").toString());
    Files.writeString(shared.resolve("humans.csv"), humans);
    Files.writeString(shared.resolve("twice.csv"), humans + "p7,0.5\n");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Outcome run(String table, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--input", shared.resolve(table).toString()));
    arguments.addAll(List.of(more));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        EvaluateScores.run(
            arguments.toArray(String[]::new),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Outcome(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static Map<String, double[]> figures(String csv) {
    Map<String, double[]> figures = new TreeMap<>();
    csv.lines()
        .skip(1)
        .forEach(
            line -> {
              String[] cells = line.split(",", -1);
              double[] values = new double[3];
              for (int i = 0; i < 3; i++) {
                values[i] = cells[i + 1].isEmpty() ? Double.NaN : Double.parseDouble(cells[i + 1]);
              }
              figures.put(cells[0], values);
            });
    return figures;
  }

  private static double[] predictions() {
    double[] predictions = new double[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      predictions[i] = PREDICTIONS[i];
    }
    return predictions;
  }

  /**
   * The sums are added in another order: 1e-12. The intervals are made by other methods, a
   * bootstrap here and the jackknife there: their ends differ by less than a third of the
   * interval's length.
   */
  @Test
  void figuresAreThoseOfOneMachineAndIntervalsAreClose() {
    Outcome outcome = run("scores", "--human-column", "human");
    assertEquals(0, outcome.exit(), outcome.err());
    Map<String, double[]> found = figures(outcome.out());
    Map<Figure, Estimate> local =
        Evaluation.of(
                ScoreTable.of(TRUTH).withModel("m", predictions()),
                Missing.REFUSE,
                Intervals.DEFAULT)
            .models()
            .get(0)
            .figures();
    assertEquals(local.size(), found.size());
    local.forEach(
        (figure, estimate) -> {
          double[] values = found.get(figure.plainName());
          String name = figure.plainName();
          // Kendall's tau is made of whole numbers.
          assertEquals(estimate.value(), values[0], figure == Figure.KENDALL ? 0 : 1e-12, name);
          double third = (estimate.high() - estimate.low()) / 3;
          assertEquals(estimate.low(), values[1], third, name);
          assertEquals(estimate.high(), values[2], third, name);
        });
  }

  /** Half of all images share one truth, and a third one prediction: groups of one value. */
  @Test
  void kendallsTauIsThatOfOneMachineWithManyTies() {
    Random random = new Random(3);
    double[] truth = new double[IMAGES];
    double[] predictions = new double[IMAGES];
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      truth[i] = i % 2 == 0 ? .5 : random.nextDouble();
      predictions[i] = i % 3 == 0 ? .6 : (truth[i] + random.nextDouble()) / 2;
      rows.add(RowFactory.create(truth[i], predictions[i]));
    }
    StructType schema =
        new StructType()
            .add(ScoreEvaluation.TRUTH, DataTypes.DoubleType)
            .add(ScoreEvaluation.PREDICTION, DataTypes.DoubleType);
    ScoreEvaluation found =
        ScoreEvaluation.of(
            spark.createDataFrame(rows, schema),
            false,
            new ScoreEvaluation.Bootstrap(0, .95, 1),
            Progress.SILENT);

    Estimate kendall = found.figures().get(Figure.KENDALL);
    assertEquals(Figure.KENDALL.of(truth, predictions), kendall.value(), 0);
  }

  @Test
  void humanScoresMayComeFromAnotherTableAndFiguresGoToAFile() throws IOException {
    Path file = folder.resolve("figures.csv");
    Outcome joined =
        run(
            "scores",
            "--human-column",
            "memorability",
            "--humans",
            shared.resolve("humans.csv").toString(),
            "--replicates",
            "0",
            "--output",
            file.toString());
    assertEquals(0, joined.exit(), joined.err());
    assertEquals(joined.out(), Files.readString(file));
    double[] spearman = figures(joined.out()).get("spearman");
    assertEquals(Figure.SPEARMAN.of(TRUTH, predictions()), spearman[0], 1e-12);
    assertTrue(Double.isNaN(spearman[1]));
  }

  @Test
  void whatCannotBeEvaluatedIsSaidInOneLine() {
    assertEquals(
        new Outcome(
            1,
            "",
            "mneme: 1 of 5001 images lack a human score or a prediction; leave such images out, or score them\n"),
        run("broken", "--human-column", "human"));
    Outcome skipped =
        run("broken", "--human-column", "human", "--skip-missing", "--replicates", "0");
    assertEquals(0, skipped.exit(), skipped.err());
    assertTrue(skipped.err().startsWith("5,000 images, 1 left out"), skipped.err());
    assertEquals(
        new Outcome(1, "", "mneme: the table has no column 'people'; it has image, score, human\n"),
        run("scores", "--human-column", "people"));
    assertEquals(
        "mneme: %s: names images twice in the column 'image'; one row for each image is needed\n"
            .formatted(shared.resolve("twice.csv")),
        run(
                "scores",
                "--human-column",
                "memorability",
                "--humans",
                shared.resolve("twice.csv").toString())
            .err());
    assertEquals(2, run("scores", "--human-column", "human", "--level", "2").exit());
    Outcome missing = run("absent", "--human-column", "human");
    assertEquals(1, missing.err().lines().count(), missing.err());
  }
}
