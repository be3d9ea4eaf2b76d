package org.mneme.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.mneme.onnx.ModelException;
import org.mneme.progress.Progress;
import org.mneme.score.ImageBatch;
import org.mneme.score.MeasuredScore;

/**
 * A function of SQL and of data frames: from the bytes of an image file to {@code struct<score
 * float, error string, width int, height int>}, and with {@code low float, high float, familiar
 * float} behind for a model that tells how sure its scores are. It is called row by row, so the
 * network runs on one image at a time; for many images {@link MemorabilityScorer}, which runs them
 * in batches, is faster.
 */
public final class Memorability {
  /** What the function gives for a model that does not tell how sure its scores are. */
  public static final StructType RESULT =
      new StructType()
          .add("score", DataTypes.FloatType)
          .add("error", DataTypes.StringType)
          .add("width", DataTypes.IntegerType)
          .add("height", DataTypes.IntegerType);

  private Memorability() {}

  /**
   * Makes the function known to a session, for SQL and for {@code call_function}.
   *
   * @param name what it is called in SQL
   * @param model a published model's name, or an ONNX file
   */
  public static void register(SparkSession spark, String name, String model) throws IOException {
    DriverModel driver =
        DriverModel.of(
            spark.sparkContext(),
            model,
            Optional.empty(),
            WorkerOptions.DEFAULTS.withBatch(1),
            false,
            Progress.SILENT);
    StructType result = RESULT;
    for (String each : driver.sure() ? ScoreRows.SURENESS : List.<String>of()) {
      result = result.add(each, DataTypes.FloatType);
    }
    spark
        .udf()
        .register(name, new Function(driver.shipped(), driver.options(), driver.sure()), result);
  }

  /** Scores one image a call. */
  private record Function(ShippedModel model, WorkerOptions options, boolean sure)
      implements UDF1<byte[], Row>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public @Nullable Row call(byte @Nullable [] file) throws ModelException {
      if (file == null) {
        return null;
      }
      MeasuredScore score;
      try {
        ImageBatch batch = WorkerModels.batchOfTask(model, options);
        batch.add(batch.decode("", file));
        score = List.copyOf(batch.run()).get(0);
      } catch (ModelException e) {
        throw e;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      List<@Nullable Object> values = new ArrayList<>();
      values.add(score.error() == null ? score.value() : null);
      values.add(score.error());
      values.add(score.width() == 0 ? null : score.width());
      values.add(score.height() == 0 ? null : score.height());
      if (sure) {
        values.addAll(Arrays.asList(ScoreRows.sureness(score.sureness())));
      }
      return RowFactory.create(values.toArray());
    }
  }
}
