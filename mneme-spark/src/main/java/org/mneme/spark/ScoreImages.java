package org.mneme.spark;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.onnx.Precision;
import org.mneme.predict.PredictionJob;
import org.mneme.progress.Progress;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Scores images on a cluster; for {@code spark-submit --class org.mneme.spark.ScoreImages
 * mneme-spark.jar}. Exit codes: 0, or 1 for an error, told in one line, and 2 for bad usage.
 */
@Command(
    name = "ScoreImages",
    description = "Scores images with Apache Spark: 0 to 1, higher is more memorable.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true)
public final class ScoreImages implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-i", "--input"},
      required = true,
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Folders (with all below), globs and files of any Hadoop file system; or, with"
              + " --input-format, tables.")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      description = "The inputs are tables: parquet, csv, json, or table for one of the catalogue.")
  private ScoreStore.@Nullable Format inputFormat;

  @Option(
      names = "--path-column",
      paramLabel = "NAME",
      description = "Of a table: the column with the paths of images.")
  private @Nullable String pathColumn;

  @Option(
      names = "--bytes-column",
      paramLabel = "NAME",
      description = "Of a table: the column with the bytes of image files.")
  private @Nullable String bytesColumn;

  @Option(
      names = "--name-column",
      paramLabel = "NAME",
      description =
          "With --bytes-column: the column with what each image is called. Default: the SHA-256 of"
              + " its bytes.")
  private @Nullable String nameColumn;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUTPUT",
      description = "A folder, or the name of a table.")
  private String output = "";

  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      description =
          "parquet, csv, json, or table for one of the catalogue. Default: ${DEFAULT-VALUE}.")
  private ScoreStore.Format outputFormat = ScoreStore.Format.PARQUET;

  @Option(
      names = "--resume",
      description =
          "Score only images that have no row from this model yet; a file that was changed since"
              + " counts as another.")
  private boolean resume;

  @Option(names = "--overwrite", description = "Delete what the output has.")
  private boolean overwrite;

  @Option(
      names = "--slice",
      paramLabel = "N",
      description =
          "Rows appear each time so many images are done. Default: 2000 for each core of the"
              + " cluster; all at once with --bytes-column.")
  private long slice;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description =
          "Published model or ONNX file, here or on a Hadoop file system. Default: resmem.")
  private String model = "resmem";

  @Option(
      names = "--model-on-workers",
      description = "The model's file lies at the same path on every worker; do not ship it.")
  private boolean modelOnWorkers;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description = "auto, fp32 or int8. auto is fp32 for a published model. Default: auto.")
  private String precision = "auto";

  @Option(
      names = "--crops",
      paramLabel = "CROPS",
      description = "centre, or ten for the mean of ten. Default: centre.")
  private Crops crops = Crops.CENTRE;

  @Option(
      names = "--decode",
      paramLabel = "MODE",
      description =
          "natural shows images as people see them, pillow as the Python package does. Default:"
              + " natural.")
  private DecodeMode decode = DecodeMode.NATURAL;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Crops in one run of the network. Default: ${DEFAULT-VALUE}.")
  private int batch = WorkerOptions.DEFAULTS.batch();

  @Option(
      names = "--model-output",
      paramLabel = "NAME",
      description = "The output that is the score, of an ONNX file that has several.")
  private @Nullable String modelOutput;

  @ArgGroup(exclusive = false, heading = GivenPreprocessing.HEADING)
  private @Nullable GivenPreprocessing preprocessing;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress and no summary.")
  private boolean quiet;

  private final PrintStream err;

  ScoreImages(PrintStream err) {
    this.err = err;
  }

  public static void main(String[] args) {
    int exit = run(args, System.err);
    if (exit != 0) {
      System.exit(exit);
    }
  }

  /** Runs it with the Spark session that is there, or one of spark-submit's settings. */
  static int run(String[] args, PrintStream err) {
    return SparkProgram.run(new ScoreImages(err), args, err);
  }

  @Override
  public Integer call() throws Exception {
    ScoringPlan plan;
    WorkerOptions options;
    Optional<Precision> wanted;
    try {
      plan = plan();
      options = options();
      wanted = wanted();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
    }
    SparkSession spark = SparkSession.builder().appName("mneme").getOrCreate();
    Progress progress = new Lines(quiet ? null : err);
    DriverModel driver =
        DriverModel.of(spark.sparkContext(), model, wanted, options, modelOnWorkers, progress);
    Instant start = Instant.now();
    ScoringJob.Summary summary = new ScoringJob(spark, plan, driver, progress).run();
    if (!quiet) {
      err.println(text(summary, Duration.between(start, Instant.now())));
    }
    return 0;
  }

  private ScoringPlan plan() {
    if (resume && overwrite) {
      throw new IllegalArgumentException("--resume and --overwrite contradict each other");
    }
    return new ScoringPlan(
        inputs,
        inputFormat,
        pathColumn,
        bytesColumn,
        nameColumn,
        new ScoreStore(outputFormat, output),
        resume
            ? ScoringPlan.Existing.RESUME
            : overwrite ? ScoringPlan.Existing.REPLACE : ScoringPlan.Existing.REFUSE,
        slice);
  }

  private WorkerOptions options() {
    WorkerOptions options =
        new WorkerOptions(
            crops,
            decode,
            batch,
            modelOutput,
            preprocessing == null ? null : WorkerOptions.Given.of(preprocessing.preprocessing()),
            preprocessing != null && preprocessing.override());
    return options.checked();
  }

  private Optional<Precision> wanted() {
    return switch (precision.toLowerCase(Locale.ROOT)) {
      case "auto" -> Optional.empty();
      case "fp32" -> Optional.of(Precision.FP32);
      case "int8" -> Optional.of(Precision.INT8);
      default ->
          throw new IllegalArgumentException(
              "--precision is auto, fp32 or int8, not '%s'".formatted(precision));
    };
  }

  private static String text(ScoringJob.Summary summary, Duration taken) {
    String images =
        new PredictionJob.Summary(
                summary.scored(), summary.failed(), summary.finished(), summary.mean(), true)
            .describe(taken);
    return String.format(
        Locale.ROOT,
        "%s; the network was opened by %,d process%s",
        images,
        summary.opened(),
        summary.opened() == 1 ? "" : "es");
  }

  /** Progress in lines, one when a slice is done: logs of a cluster show no bars. */
  private record Lines(@Nullable PrintStream err) implements Progress {
    @Override
    public void begin(String stage, long total, String unit) {
      print("%s: %,d %s", stage, total, unit);
    }

    @Override
    public void advance(long done) {
      print("%,d done", done);
    }

    @Override
    public void say(String line) {
      print("%s", line);
    }

    private void print(String format, Object... values) {
      if (err != null) {
        err.println(String.format(Locale.ROOT, format, values));
      }
    }
  }
}
