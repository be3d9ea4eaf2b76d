package org.mneme.spark;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.timestamp_millis;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.mneme.progress.Progress;

/**
 * Scores images on a cluster: from paths or bytes to rows of {@link ScoreStore#schema}, each image
 * once, in slices. When a slice is done its rows appear; a killed job loses no more than the slice
 * that it was at, and one that resumes scores what has no row yet.
 *
 * <p>Which slice an image belongs to follows from its name alone, so that nothing changes when a
 * worker is lost and part of the input is read again.
 */
public final class ScoringJob {
  /** This many images are some minutes of a core's work with a large network. */
  private static final long SLICE_OF_CORE = 2000;

  private static final int IMAGES_OF_TASK = 250;
  private static final long ROWS_OF_FILE = 1_000_000;

  /** The column with the image itself; its name is one that no table has. */
  private static final String CONTENT = "mneme_content";

  private static final String REPEAT = "mneme_repeat";

  private final SparkSession spark;
  private final ScoringPlan plan;
  private final DriverModel model;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final LongAccumulator opened;
  private final Progress progress;

  /**
   * What a job came to.
   *
   * @param scored images that got a score in this run
   * @param failed images that got an error in this run
   * @param finished rows of these images that were there before
   * @param mean of this run's scores; NaN without any
   * @param opened how often a worker process opened the network
   */
  public record Summary(long scored, long failed, long finished, double mean, long opened) {}

  ScoringJob(SparkSession spark, ScoringPlan plan, DriverModel model, Progress progress) {
    this.spark = spark;
    this.plan = plan;
    this.model = model;
    this.progress = progress;
    this.hadoop = hadoop(spark);
    this.opened = spark.sparkContext().longAccumulator("mneme networks opened");
  }

  static Broadcast<SerializableConfiguration> hadoop(SparkSession spark) {
    return spark
        .sparkContext()
        .broadcast(
            new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()),
            scala.reflect.ClassTag$.MODULE$.apply(SerializableConfiguration.class));
  }

  /**
   * Runs it.
   *
   * @throws IOException in one line: when an input names nothing, a table lacks a column, or there
   *     are scores already and the plan says to refuse then
   */
  public Summary run() throws IOException {
    boolean exists = plan.output().exists(spark);
    if (exists && plan.existing() == ScoringPlan.Existing.REFUSE) {
      throw new IOException(
          "%s: there is output already. Continue it (--resume), replace it (--overwrite), or name another output"
              .formatted(plan.output().target()));
    }
    Dataset<Row> images = images();
    if (exists && plan.existing() == ScoringPlan.Existing.REPLACE) {
      plan.output().clear(spark);
    }
    boolean holdsPaths = plan.bytesColumn() == null;
    long finished = 0;
    if (exists && plan.existing() == ScoringPlan.Existing.RESUME) {
      Dataset<Row> done =
          plan.output().finished(spark, model.sha256(), model.settings(), model.sure());
      if (holdsPaths) {
        images = images.persist(StorageLevel.MEMORY_AND_DISK());
      }
      finished = images.count();
      images = unfinished(images, done);
    }
    if (holdsPaths) {
      images = images.persist(StorageLevel.MEMORY_AND_DISK());
    }
    long total = images.count();
    finished = finished == 0 ? 0 : finished - total;
    return score(images, total, finished);
  }

  /** The columns {@link ImageListing#IMAGE}, {@link ImageListing#MODIFIED} and {@link #CONTENT}. */
  private Dataset<Row> images() throws IOException {
    if (plan.inputFormat() == null) {
      return ImageListing.of(spark, plan.inputs(), hadoop).withColumn(CONTENT, col("image"));
    }
    Dataset<Row> table = Tables.read(spark, plan.inputFormat(), plan.inputs());
    String path = plan.pathColumn();
    if (path != null) {
      Column name = Tables.column(table, path, DataTypes.StringType);
      Dataset<Row> paths =
          table.select(
              name.as(ImageListing.IMAGE),
              lit(null).cast(DataTypes.LongType).as(ImageListing.MODIFIED),
              name.as(CONTENT));
      // What has been scored before is known by the file's time too.
      return plan.existing() == ScoringPlan.Existing.RESUME
          ? paths.mapPartitions(new ModifiedTimes(hadoop), Encoders.row(paths.schema()))
          : paths;
    }
    Column bytes = Tables.column(table, String.valueOf(plan.bytesColumn()), DataTypes.BinaryType);
    String names = plan.nameColumn();
    return table.select(
        (names == null
                ? concat(lit("sha256:"), sha2(bytes, 256))
                : Tables.column(table, names, DataTypes.StringType))
            .as(ImageListing.IMAGE),
        lit(null).cast(DataTypes.LongType).as(ImageListing.MODIFIED),
        bytes.as(CONTENT));
  }

  /**
   * The images that have fewer rows than they come in the input: a path that a table has twice has
   * two rows in the end.
   */
  private static Dataset<Row> unfinished(Dataset<Row> images, Dataset<Row> done) {
    Dataset<Row> numbered =
        images.withColumn(
            REPEAT,
            row_number()
                .over(
                    Window.partitionBy(ImageListing.IMAGE, ImageListing.MODIFIED)
                        .orderBy(ImageListing.IMAGE)));
    Dataset<Row> counts =
        done.select(
            col(ScoreStore.IMAGE).as("mneme_done_image"),
            expr("unix_millis(" + ScoreStore.MODIFIED + ")").as("mneme_done_modified"),
            col(ScoreStore.COUNT));
    return numbered
        .join(
            counts,
            col(ImageListing.IMAGE)
                .eqNullSafe(col("mneme_done_image"))
                .and(col(ImageListing.MODIFIED).eqNullSafe(col("mneme_done_modified"))),
            "left")
        .filter(col(REPEAT).gt(coalesce(col(ScoreStore.COUNT), lit(0))))
        .select(ImageListing.IMAGE, ImageListing.MODIFIED, CONTENT);
  }

  private Summary score(Dataset<Row> images, long total, long finished) {
    int cores = spark.sparkContext().defaultParallelism();
    boolean holdsPaths = plan.bytesColumn() == null;
    long size = plan.slice();
    if (size == 0) {
      // Bytes are not kept between slices: each would read the table again.
      size = holdsPaths ? SLICE_OF_CORE * cores : Math.max(1, total);
    }
    int slices = (int) Math.min(1 << 20, Math.max(1, (total + size - 1) / size));
    ScoreRows rows =
        new ScoreRows(
            model.shipped(),
            model.options(),
            2,
            holdsPaths ? ScoreRows.Kind.PATHS : ScoreRows.Kind.BYTES,
            0,
            new int[] {0},
            model.sure(),
            hadoop,
            opened);
    progress.begin("Scoring", total, "images");
    long scored = 0;
    long failed = 0;
    double sum = 0;
    for (int slice = 0; slice < slices && total > 0; slice++) {
      progress.check();
      Dataset<Row> part =
          slices == 1
              ? images
              : images.filter(
                  pmod(xxhash64(col(ImageListing.IMAGE)), lit((long) slices)).equalTo(slice));
      if (holdsPaths) {
        part = part.repartition(tasks(total / slices, cores));
      }
      Observation observed = new Observation();
      plan.output()
          .append(
              finished(part, rows, (int) (1 + total / slices / ROWS_OF_FILE))
                  .observe(
                      observed,
                      count(lit(1)).as("rows"),
                      count(ScoreStore.SCORE).as("scored"),
                      coalesce(avg(col(ScoreStore.SCORE).cast("double")), lit(0.0)).as("mean")),
              ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE));
      Row seen = observed.getRow();
      long here = seen.getLong(1);
      scored += here;
      failed += seen.getLong(0) - here;
      sum += seen.getDouble(2) * here;
      progress.advance(scored + failed);
    }
    images.unpersist();
    return new Summary(
        scored, failed, finished, scored == 0 ? Double.NaN : sum / scored, opened.value());
  }

  /** How many tasks: at least one a core while there are images for it, and none too long. */
  private static int tasks(long images, int cores) {
    long wanted = Math.max(cores, images / IMAGES_OF_TASK);
    return (int) Math.max(1, Math.min(wanted, (images + 7) / 8));
  }

  private Dataset<Row> finished(Dataset<Row> part, ScoreRows rows, int files) {
    ScoreRows.ResultColumns results =
        new ScoreRows.ResultColumns(
            ScoreStore.SCORE,
            "error",
            "width",
            "height",
            ImageListing.MODIFIED,
            model.sure() ? ScoreRows.SURENESS : List.of());
    StructType schema = ScoreRows.schema(part.schema(), rows.kept(), results);
    return part.mapPartitions(rows, Encoders.row(schema))
        .withColumn(ScoreStore.MODIFIED, timestamp_millis(col(ImageListing.MODIFIED)))
        .withColumn(ScoreStore.MODEL, lit(model.sha256()))
        .withColumn("precision", lit(model.precision()))
        .withColumn(ScoreStore.SETTINGS, lit(model.settings()))
        .withColumn("mneme", lit(model.version()))
        .select(
            Arrays.stream(ScoreStore.schema(model.sure()).fieldNames())
                .map(functions::col)
                .toArray(Column[]::new))
        .repartition(files);
  }
}
