package org.mneme.spark;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.Figure;
import org.mneme.progress.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Evaluates predictions that are too many for one machine; for {@code spark-submit --class
 * org.mneme.spark.EvaluateScores mneme-spark.jar}. Exit codes: 0, or 1 for an error, told in one
 * line, and 2 for bad usage.
 */
@Command(
    name = "EvaluateScores",
    description = "Evaluates predictions against human scores with Apache Spark.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true)
public final class EvaluateScores implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-i", "--input"},
      required = true,
      arity = "1..*",
      paramLabel = "TABLE",
      description = "Tables with predictions, such as the output of ScoreImages.")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      description =
          "parquet, csv, json, or table for one of the catalogue. Default: ${DEFAULT-VALUE}.")
  private ScoreStore.Format inputFormat = ScoreStore.Format.PARQUET;

  @Option(
      names = "--prediction-column",
      paramLabel = "NAME",
      description = "Column of the predictions. Default: ${DEFAULT-VALUE}.")
  private String predictionColumn = ScoreStore.SCORE;

  @Option(
      names = "--human-column",
      required = true,
      paramLabel = "NAME",
      description = "Column of the human scores.")
  private String humanColumn = "";

  @Option(
      names = "--humans",
      paramLabel = "TABLE",
      description = "Table with the human scores, if they are not in the table of predictions.")
  private @Nullable String humans;

  @Option(
      names = "--humans-format",
      paramLabel = "FORMAT",
      description = "Format of that table. Default: ${DEFAULT-VALUE}.")
  private ScoreStore.Format humansFormat = ScoreStore.Format.CSV;

  @Option(
      names = "--key",
      paramLabel = "NAME",
      description = "Column with which both tables name an image. Default: ${DEFAULT-VALUE}.")
  private String key = ScoreStore.IMAGE;

  @Option(
      names = "--skip-missing",
      description = "Leave out images that lack a human score or a prediction.")
  private boolean skipMissing;

  @Option(
      names = "--replicates",
      paramLabel = "N",
      description =
          "Bootstrap replicates for the intervals, 0 for no intervals. Default: ${DEFAULT-VALUE}.")
  private int replicates = 400;

  @Option(
      names = "--level",
      paramLabel = "P",
      description = "Probability that an interval is to cover. Default: ${DEFAULT-VALUE}.")
  private double level = .95;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the bootstrap. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "CSV file for the figures, on any Hadoop file system. Default: only print them.")
  private @Nullable String output;

  private final PrintStream out;
  private final PrintStream err;

  EvaluateScores(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    int exit = run(args, System.out, System.err);
    if (exit != 0) {
      System.exit(exit);
    }
  }

  static int run(String[] args, PrintStream out, PrintStream err) {
    return SparkProgram.run(new EvaluateScores(out, err), args, err);
  }

  @Override
  public Integer call() throws Exception {
    ScoreEvaluation.Bootstrap bootstrap;
    try {
      bootstrap = new ScoreEvaluation.Bootstrap(replicates, level, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
    }
    SparkSession spark = SparkSession.builder().appName("mneme").getOrCreate();
    ScoreEvaluation evaluation =
        ScoreEvaluation.of(scores(spark), skipMissing, bootstrap, Progress.SILENT);
    StringBuilder csv = new StringBuilder("figure,value,low,high\n");
    evaluation.figures().forEach((figure, estimate) -> csv.append(row(figure, estimate)));
    if (output != null) {
      write(spark, output, csv.toString());
    }
    out.print(csv);
    out.flush();
    err.printf(
        Locale.ROOT,
        "%,d images, %,d left out; intervals of %s %% by %,d Poisson bootstrap replicates%n",
        evaluation.images(),
        evaluation.missing(),
        Double.toString(100 * level).replaceFirst("\\.0$", ""),
        replicates);
    return 0;
  }

  private Dataset<Row> scores(SparkSession spark) throws IOException {
    Dataset<Row> predictions = Tables.read(spark, inputFormat, inputs);
    Column prediction = number(predictions, predictionColumn).as(ScoreEvaluation.PREDICTION);
    if (humans == null) {
      return predictions.select(
          number(predictions, humanColumn).as(ScoreEvaluation.TRUTH), prediction);
    }
    Dataset<Row> people = Tables.read(spark, humansFormat, List.of(humans));
    Dataset<Row> truths =
        people.select(
            named(people, key, humans).as("mneme_key"),
            number(people, humanColumn).as(ScoreEvaluation.TRUTH));
    if (truths.groupBy("mneme_key").count().filter(col("count").gt(1)).limit(1).count() > 0) {
      throw new IOException(
          "%s: names images twice in the column '%s'; one row for each image is needed"
              .formatted(humans, key));
    }
    Dataset<Row> scores =
        predictions.select(named(predictions, key, inputs.get(0)).as("mneme_key"), prediction);
    // Images that nobody predicted, or of which nobody asked people, are those that are missing.
    return scores
        .join(truths, "mneme_key")
        .select(ScoreEvaluation.TRUTH, ScoreEvaluation.PREDICTION);
  }

  private static Column named(Dataset<Row> table, String column, String what) {
    int at = Columns.index(table.schema(), column, what);
    return Tables.column(table, table.schema().fieldNames()[at]).cast("string");
  }

  /** A CSV file's numbers are text; text that is no number counts as missing. */
  private static Column number(Dataset<Row> table, String column) throws IOException {
    int at = Columns.index(table.schema(), column, "the table");
    DataType type = table.schema().fields()[at].dataType();
    Column found = Tables.column(table, table.schema().fieldNames()[at]);
    if (type instanceof StringType) {
      return found.try_cast("double");
    }
    if (type instanceof NumericType) {
      return found.cast("double");
    }
    throw new IOException(
        "the column '%s' is %s; numbers are needed".formatted(column, type.simpleString()));
  }

  private static String row(Figure figure, Estimate estimate) {
    return String.join(
            ",",
            figure.plainName(),
            text(estimate.value()),
            text(estimate.low()),
            text(estimate.high()))
        + "\n";
  }

  /** Shortest that reads back as the same number; empty where there is none. */
  private static String text(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  private static void write(SparkSession spark, String name, String text) throws IOException {
    Path file = new Path(name);
    try (FSDataOutputStream stream =
        file.getFileSystem(spark.sparkContext().hadoopConfiguration()).create(file, true)) {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
