package org.mneme.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import org.mneme.image.ImageLimits;
import org.mneme.score.Scorer;
import org.mneme.score.Sureness;

/**
 * Adds scores to the rows of a partition: from each row some columns, then those of {@link
 * ResultColumns}. The rows keep their order; whatever is wrong with an image is its row's error,
 * and only a network that fails fails the task.
 *
 * @param image the column that is scored
 * @param kind what that column holds
 * @param name the column that errors call an image by; -1 for none
 * @param kept the columns that go on
 * @param sure whether rows say how sure their scores are
 * @param hadoop how workers reach the file systems
 * @param opened counts the networks that are opened; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record ScoreRows(
    ShippedModel model,
    WorkerOptions options,
    int image,
    Kind kind,
    int name,
    int[] kept,
    boolean sure,
    Broadcast<SerializableConfiguration> hadoop,
    @Nullable LongAccumulator opened)
    implements MapPartitionsFunction<Row, Row>, Serializable {
  private static final long serialVersionUID = 1;

  /** What a model tells of how sure a score is. */
  static final List<String> SURENESS = List.of(Sureness.LOW, Sureness.HIGH, Sureness.FAMILIAR);

  /** What a column of images holds. */
  enum Kind {
    /** The bytes of image files. */
    BYTES,
    /** Their paths. */
    PATHS
  }

  /**
   * The names of the columns that are added, in their order.
   *
   * @param sureness how sure a score is, in the order of {@link #SURENESS}; none of a model that
   *     does not tell
   */
  record ResultColumns(
      String score,
      String error,
      String width,
      String height,
      String modified,
      List<String> sureness)
      implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /** The rows' columns: those that are kept, and the results'. */
  static StructType schema(StructType input, int[] kept, ResultColumns names) {
    StructType schema = new StructType();
    for (int column : kept) {
      schema = schema.add(input.fields()[column]);
    }
    schema =
        schema
            .add(new StructField(names.score(), DataTypes.FloatType, true, metadata()))
            .add(new StructField(names.error(), DataTypes.StringType, true, metadata()))
            .add(new StructField(names.width(), DataTypes.IntegerType, true, metadata()))
            .add(new StructField(names.height(), DataTypes.IntegerType, true, metadata()))
            .add(new StructField(names.modified(), DataTypes.LongType, true, metadata()));
    for (String name : names.sureness()) {
      schema = schema.add(new StructField(name, DataTypes.FloatType, true, metadata()));
    }
    return schema;
  }

  /** The cells of {@link #SURENESS}; null where the model does not tell. */
  static @Nullable Float[] sureness(Sureness sureness) {
    return new @Nullable Float[] {
      cell(sureness.low()), cell(sureness.high()), cell(sureness.familiar())
    };
  }

  private static @Nullable Float cell(float value) {
    return Float.isNaN(value) ? null : value;
  }

  private static Metadata metadata() {
    return Metadata.empty();
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) throws IOException {
    if (!rows.hasNext()) {
      return rows; // an empty partition opens no network
    }
    Scorer scorer = WorkerModels.forTask(model, options, opened);
    Configuration configuration = hadoop.value().value();
    RowScoring scoring =
        new RowScoring(
            this,
            rows,
            scorer.newBatch(),
            new ImageReader(configuration, ImageLimits.DEFAULT.maxFileBytes()),
            cores());
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener(
          ended -> {
            scoring.close();
          });
    }
    return scoring;
  }

  private static int cores() {
    TaskContext task = TaskContext.get();
    return task == null ? 1 : task.cpus();
  }
}
