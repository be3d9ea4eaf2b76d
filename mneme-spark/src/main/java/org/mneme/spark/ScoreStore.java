package org.mneme.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Where scores are written: a folder of Parquet, CSV or JSON files, or a table of the catalogue.
 *
 * <p>Rows appear by Spark's own commit protocol. A task writes into a folder of its attempt; the
 * driver lets one attempt of each task count, whatever is retried or run twice on speculation; and
 * only when all tasks are done does the driver move their files to where readers see them. Each
 * append has an attempt folder of its own, so that what a killed driver left behind is never taken
 * for part of a later one.
 */
record ScoreStore(Format format, String target) {
  static final String IMAGE = "image";
  static final String SCORE = "score";
  static final String MODIFIED = "modified";
  static final String MODEL = "model";
  static final String SETTINGS = "settings";
  static final String COUNT = "mneme_count";

  private static final String ATTEMPT = "mapreduce.job.application.attempt.id";

  /** What a row of the output is, of a model that does not tell how sure its scores are. */
  private static final StructType SCHEMA =
      new StructType()
          .add(IMAGE, DataTypes.StringType)
          .add(SCORE, DataTypes.FloatType)
          .add("error", DataTypes.StringType)
          .add("width", DataTypes.IntegerType)
          .add("height", DataTypes.IntegerType)
          .add(MODIFIED, DataTypes.TimestampType)
          .add(MODEL, DataTypes.StringType)
          .add("precision", DataTypes.StringType)
          .add(SETTINGS, DataTypes.StringType)
          .add("mneme", DataTypes.StringType);

  /**
   * What a row of the output is.
   *
   * @param sure whether the model tells how sure its scores are; the columns stand last
   */
  static StructType schema(boolean sure) {
    StructType schema = SCHEMA;
    for (String each : sure ? ScoreRows.SURENESS : List.<String>of()) {
      schema = schema.add(each, DataTypes.FloatType);
    }
    return schema;
  }

  /** How scores are written, and tables of images read. */
  enum Format {
    PARQUET,
    CSV,
    JSON,
    TABLE;

    String source() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Options with which every name and time comes back as it was. */
  private static final Map<String, String> CSV_OPTIONS =
      Map.of(
          "header", "true",
          "escape", "\"",
          "ignoreLeadingWhiteSpace", "false",
          "ignoreTrailingWhiteSpace", "false",
          "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
          "encoding", "UTF-8");

  private static final Map<String, String> JSON_OPTIONS =
      Map.of("ignoreNullFields", "false", "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

  private Map<String, String> options() {
    return switch (format) {
      case CSV -> CSV_OPTIONS;
      case JSON -> JSON_OPTIONS;
      default -> Map.of();
    };
  }

  /**
   * Whether there is output already.
   *
   * @throws IOException if its place cannot be reached
   */
  boolean exists(SparkSession spark) throws IOException {
    if (format == Format.TABLE) {
      return spark.catalog().tableExists(target);
    }
    Path folder = new Path(target);
    FileSystem files = fileSystem(folder, spark.sparkContext().hadoopConfiguration());
    if (!files.exists(folder)) {
      return false;
    }
    FileStatus status = files.getFileStatus(folder);
    if (!status.isDirectory()) {
      throw new IOException(target + ": is a file; name a folder for the scores");
    }
    RemoteIterator<FileStatus> names = files.listStatusIterator(folder);
    while (names.hasNext()) {
      if (!isAside(names.next().getPath().getName())) {
        return true;
      }
    }
    return false;
  }

  /** Names that readers do not look at. */
  private static boolean isAside(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }

  private static FileSystem fileSystem(Path folder, Configuration configuration)
      throws IOException {
    try {
      return folder.getFileSystem(configuration);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "%s: its file system cannot be reached (%s); check the name and the cluster's settings for it"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /** Deletes what is there. */
  void clear(SparkSession spark) throws IOException {
    if (format == Format.TABLE) {
      spark.sql("DROP TABLE IF EXISTS " + target);
      return;
    }
    Path folder = new Path(target);
    FileSystem files = fileSystem(folder, spark.sparkContext().hadoopConfiguration());
    if (files.exists(folder) && !files.delete(folder, true)) {
      throw new IOException(target + ": cannot be deleted; check its permissions");
    }
  }

  /**
   * Appends scores: all of them, or none if the driver is killed before the end.
   *
   * @param attempt another one for each append
   */
  void append(Dataset<Row> scores, int attempt) {
    SparkSession spark = scores.sparkSession();
    // Hadoop's name for the folder below _temporary that a job's tasks write into.
    spark.conf().set(ATTEMPT, attempt);
    try {
      DataFrameWriter<Row> writer = scores.write().mode(SaveMode.Append).options(options());
      if (format == Format.TABLE) {
        writer.saveAsTable(target);
      } else {
        writer.format(format.source()).save(target);
      }
    } finally {
      spark.conf().unset(ATTEMPT);
    }
  }

  /**
   * The rows that are there.
   *
   * @param sure whether they say how sure the scores are
   * @throws IOException if something else is
   */
  private Dataset<Row> read(SparkSession spark, boolean sure) throws IOException {
    Dataset<Row> rows;
    if (format == Format.TABLE) {
      rows = spark.table(target);
    } else if (format == Format.PARQUET) {
      rows = spark.read().parquet(target);
    } else {
      rows =
          spark
              .read()
              .format(format.source())
              .schema(schema(sure))
              .options(options())
              .option("multiLine", format == Format.CSV)
              .option("enforceSchema", false)
              .load(target);
    }
    List<String> names = columns(spark, rows);
    for (String name : schema(sure).fieldNames()) {
      if (!names.isEmpty() && !names.contains(name)) {
        throw new IOException(
            "%s: has no column '%s', so these are no scores that can be continued. Take another output"
                .formatted(target, name));
      }
    }
    if (!sure && names.contains(ScoreRows.SURENESS.get(0))) {
      throw new IOException(
          "%s: has a column '%s', which this model does not tell, so these scores cannot be continued with it. Take another output"
              .formatted(target, ScoreRows.SURENESS.get(0)));
    }
    return rows;
  }

  /** The columns that are there; none where each row names its own, or nothing is there. */
  private List<String> columns(SparkSession spark, Dataset<Row> rows) {
    return switch (format) {
      case JSON -> List.of();
      case CSV ->
          List.of(spark.read().options(options()).option("multiLine", true).csv(target).columns());
      default -> List.of(rows.columns());
    };
  }

  /** How many rows each image has from this model with these settings. */
  Dataset<Row> finished(SparkSession spark, String model, String settings, boolean sure)
      throws IOException {
    return read(spark, sure)
        .filter(col(MODEL).equalTo(lit(model)).and(col(SETTINGS).equalTo(lit(settings))))
        .groupBy(col(IMAGE), col(MODIFIED))
        .agg(count(lit(1)).as(COUNT));
  }
}
