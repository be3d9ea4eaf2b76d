package org.mneme.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.progress.Progress;

/**
 * Adds the memorability of images to a table, of any size or endless: a stage of a pipeline, or
 * used alone.
 *
 * <p>In: a column of image files' bytes, such as Spark's {@code binaryFile} reads, or of their
 * paths. Out: all columns, and a score (0..1, higher is more memorable) and an error, of which each
 * row has one; if they are named, also columns for the interval's ends and for how familiar the
 * image is, of a model that tells. The order and number of rows stay.
 *
 * <p>The model is a published one's name or a file: here, or on a file system of Hadoop. It is
 * shipped to the workers, of which each process opens it once.
 */
public final class MemorabilityScorer extends Transformer implements DefaultParamsWritable {
  private static final long serialVersionUID = 1;

  private final String uid;
  private final Param<String> model;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> errorCol;
  private final Param<String> crops;
  private final Param<String> decode;
  private final IntParam batchSize;
  private final Param<String> modelOutput;
  private final Param<String> lowCol;
  private final Param<String> highCol;
  private final Param<String> familiarCol;

  public MemorabilityScorer() {
    this(Identifiable$.MODULE$.randomUID("mneme"));
  }

  public MemorabilityScorer(String uid) {
    this.uid = uid;
    this.model = new Param<>(this, "model", "published model's name, or an ONNX file");
    this.inputCol = new Param<>(this, "inputCol", "column of images: bytes or paths");
    this.outputCol = new Param<>(this, "outputCol", "column that gets the scores");
    this.errorCol = new Param<>(this, "errorCol", "column that says why there is no score");
    this.crops = new Param<>(this, "crops", "centre, or ten for the mean of ten");
    this.decode = new Param<>(this, "decode", "natural, or pillow as the Python package");
    this.batchSize = new IntParam(this, "batchSize", "crops in one run of the network");
    this.modelOutput =
        new Param<>(this, "modelOutput", "the network's output that is the score, or nothing");
    this.lowCol =
        new Param<>(this, "lowCol", "column that gets the interval's lower end, or nothing");
    this.highCol = new Param<>(this, "highCol", "column that gets its upper end, or nothing");
    this.familiarCol =
        new Param<>(this, "familiarCol", "column that gets how familiar the image is, or nothing");
    setDefault(model, "resmem");
    setDefault(inputCol, "content");
    setDefault(outputCol, "score");
    setDefault(errorCol, "error");
    setDefault(crops, "centre");
    setDefault(decode, "natural");
    setDefault(batchSize, WorkerOptions.DEFAULTS.batch());
    setDefault(modelOutput, "");
    setDefault(lowCol, "");
    setDefault(highCol, "");
    setDefault(familiarCol, "");
  }

  @Override
  public String uid() {
    return uid;
  }

  public Param<String> model() {
    return model;
  }

  public Param<String> inputCol() {
    return inputCol;
  }

  public Param<String> outputCol() {
    return outputCol;
  }

  public Param<String> errorCol() {
    return errorCol;
  }

  public Param<String> crops() {
    return crops;
  }

  public Param<String> decode() {
    return decode;
  }

  public IntParam batchSize() {
    return batchSize;
  }

  public Param<String> modelOutput() {
    return modelOutput;
  }

  public Param<String> lowCol() {
    return lowCol;
  }

  public Param<String> highCol() {
    return highCol;
  }

  public Param<String> familiarCol() {
    return familiarCol;
  }

  /** A published model's name, or an ONNX file; by default {@code resmem}. */
  public MemorabilityScorer setModel(String value) {
    set(model, value);
    return this;
  }

  /** The column of images; by default {@code content}. */
  public MemorabilityScorer setInputCol(String value) {
    set(inputCol, value);
    return this;
  }

  /** The column that gets the scores; by default {@code score}. */
  public MemorabilityScorer setOutputCol(String value) {
    set(outputCol, value);
    return this;
  }

  /** The column that says why there is no score; by default {@code error}. */
  public MemorabilityScorer setErrorCol(String value) {
    set(errorCol, value);
    return this;
  }

  /** {@code centre}, or {@code ten} for the mean of ten. */
  public MemorabilityScorer setCrops(String value) {
    set(crops, value);
    return this;
  }

  /** {@code natural}, or {@code pillow} as the Python package. */
  public MemorabilityScorer setDecode(String value) {
    set(decode, value);
    return this;
  }

  /** Crops in one run of the network. */
  public MemorabilityScorer setBatchSize(int value) {
    set(batchSize, value);
    return this;
  }

  /** The network's output that is the score, where it has several. */
  public MemorabilityScorer setModelOutput(String value) {
    set(modelOutput, value);
    return this;
  }

  /**
   * The column that gets the lower end of the interval around the score; by default none. The model
   * must know intervals.
   */
  public MemorabilityScorer setLowCol(String value) {
    set(lowCol, value);
    return this;
  }

  /** The column that gets the upper end of the interval; by default none. */
  public MemorabilityScorer setHighCol(String value) {
    set(highCol, value);
    return this;
  }

  /** The column that gets how familiar the image is to the model, 0..1; by default none. */
  public MemorabilityScorer setFamiliarCol(String value) {
    set(familiarCol, value);
    return this;
  }

  private String value(Param<String> param) {
    return getOrDefault(param);
  }

  /**
   * The columns that come out.
   *
   * @throws IllegalArgumentException if the images' column is missing or holds neither bytes nor
   *     paths, or a new column is there already
   */
  @Override
  public StructType transformSchema(StructType schema) {
    check(schema);
    options().checked();
    StructType result =
        schema
            .add(value(outputCol), DataTypes.FloatType)
            .add(value(errorCol), DataTypes.StringType);
    for (String each : sureness()) {
      result = each.isEmpty() ? result : result.add(each, DataTypes.FloatType);
    }
    return result;
  }

  /** In the order of {@link ScoreRows#SURENESS}; empty for those that are not wanted. */
  private List<String> sureness() {
    return List.of(value(lowCol), value(highCol), value(familiarCol));
  }

  private int check(StructType schema) {
    int at = Columns.index(schema, value(inputCol), "the table");
    DataType type = schema.fields()[at].dataType();
    if (!type.equals(DataTypes.BinaryType) && !type.equals(DataTypes.StringType)) {
      throw new IllegalArgumentException(
          "the column '%s' is %s; images are binary (the bytes of their files) or string (their paths)"
              .formatted(value(inputCol), type.simpleString()));
    }
    Map<String, Param<String>> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Param<String> added : List.of(outputCol, errorCol, lowCol, highCol, familiarCol)) {
      String name = value(added);
      if (name.isEmpty() && !added.equals(outputCol) && !added.equals(errorCol)) {
        continue;
      }
      Param<String> other = names.put(name, added);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s and %s are both '%s'; give them different names"
                .formatted(other.name(), added.name(), name));
      }
      if (Arrays.stream(schema.fieldNames()).anyMatch(name::equalsIgnoreCase)) {
        throw new IllegalArgumentException(
            "the table has a column '%s' already; name another %s".formatted(name, added.name()));
      }
    }
    return at;
  }

  private WorkerOptions options() {
    return new WorkerOptions(
            choice(Crops.class, crops),
            choice(DecodeMode.class, decode),
            (Integer) getOrDefault(batchSize),
            value(modelOutput).isEmpty() ? null : value(modelOutput),
            null,
            false)
        .checked();
  }

  private <T extends Enum<T>> T choice(Class<T> type, Param<String> param) {
    try {
      return Enum.valueOf(type, value(param).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s is '%s'; it can be %s"
              .formatted(
                  param.name(),
                  value(param),
                  String.join(
                      " or ",
                      Arrays.stream(type.getEnumConstants())
                          .map(c -> c.name().toLowerCase(Locale.ROOT))
                          .toList())),
          e);
    }
  }

  @Override
  public Dataset<Row> transform(Dataset<?> images) {
    StructType schema = images.schema();
    int at = check(schema);
    WorkerOptions options = options();
    SparkSession spark = images.sparkSession();
    DriverModel driver;
    try {
      driver =
          DriverModel.of(
              spark.sparkContext(),
              value(model),
              Optional.empty(),
              options,
              false,
              Progress.SILENT);
    } catch (IOException e) {
      throw new UncheckedIOException(Failures.describe(e), e);
    }
    boolean sure = sureness().stream().anyMatch(each -> !each.isEmpty());
    if (sure && !driver.sure()) {
      throw new IllegalArgumentException(
          "the model '%s' does not tell how sure its scores are. Adapt a model to scored images, or calibrate it in an evaluation on such"
              .formatted(value(model)));
    }
    int[] kept = IntStream.range(0, schema.size()).toArray();
    boolean bytes = schema.fields()[at].dataType().equals(DataTypes.BinaryType);
    ScoreRows rows =
        new ScoreRows(
            driver.shipped(),
            driver.options(),
            at,
            bytes ? ScoreRows.Kind.BYTES : ScoreRows.Kind.PATHS,
            -1,
            kept,
            sure,
            ScoringJob.hadoop(spark),
            null);
    List<String> dropped =
        new ArrayList<>(List.of("mneme width", "mneme height", "mneme modified"));
    List<String> named = new ArrayList<>(sureness());
    for (int i = 0; i < named.size(); i++) {
      if (named.get(i).isEmpty()) {
        named.set(i, "mneme " + ScoreRows.SURENESS.get(i));
        dropped.add(named.get(i));
      }
    }
    ScoreRows.ResultColumns names =
        new ScoreRows.ResultColumns(
            value(outputCol),
            value(errorCol),
            "mneme width",
            "mneme height",
            "mneme modified",
            sure ? named : List.of());
    return images
        .toDF()
        .mapPartitions(rows, Encoders.row(ScoreRows.schema(schema, kept, names)))
        .drop(dropped.toArray(String[]::new));
  }

  @Override
  public MemorabilityScorer copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads what {@link #write} has written. */
  public static MLReader<MemorabilityScorer> read() {
    return new DefaultParamsReader<>();
  }

  /** The scorer that was saved in this folder. */
  public static MemorabilityScorer load(String path) {
    return read().load(path);
  }
}
