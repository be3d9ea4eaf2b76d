package org.mneme.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.csv.CSVRecord;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.TestPictures;
import org.mneme.score.Score;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;
import org.mneme.score.Sureness;

/** A pipeline's stage, the function and the program, in one process with two cores. */
class MemorabilityScorerIT {
  @TempDir private static Path shared;
  private static SparkSession spark;
  private static Path model;
  private static Path images;
  private static Map<String, Integer> expected;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("mneme tests")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.warehouse.dir", shared.resolve("warehouse").toString())
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    model = Scored.model(shared);
    images = Files.createDirectories(shared.resolve("images"));
    for (int i = 0; i < 30; i++) {
      TestPictures.random(
          images.resolve("a/b%d".formatted(i % 3)).resolve("p%02d.png".formatted(i)), i);
    }
    Files.writeString(images.resolve("a/corrupt.png"), "not a picture");
    Files.writeString(images.resolve("a/notes.txt"), "no picture either");
    List<Path> files = new ArrayList<>();
    try (var all = Files.walk(images)) {
      all.filter(file -> file.toString().endsWith(".png")).sorted().forEach(files::add);
    }
    expected = Scored.predicted(model, files);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Dataset<Row> binaryFiles() {
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .option("pathGlobFilter", "*.png")
        .load(images.toString());
  }

  private static MemorabilityScorer scorer() {
    return new MemorabilityScorer().setModel(model.toString());
  }

  private static Map<String, Integer> scores(Dataset<Row> rows, String path, String score) {
    Map<String, Integer> scores = new TreeMap<>();
    for (Row row : rows.select(path, score).filter(rows.col(score).isNotNull()).collectAsList()) {
      String name = row.getString(0);
      Integer before =
          scores.put(
              name.substring(name.lastIndexOf('/') + 1), Float.floatToIntBits(row.getFloat(1)));
      assertNull(before, name + " comes twice");
    }
    return scores;
  }

  @Test
  void bytesAndPathsGetTheScoresOfPredictAndKeepTheirColumns() {
    Dataset<Row> bytes = scorer().transform(binaryFiles());
    assertEquals(
        List.of("path", "modificationTime", "length", "content", "score", "error"),
        List.of(bytes.columns()));
    assertEquals(31, bytes.count());
    assertEquals(expected, scores(bytes, "path", "score"));
    List<Row> failed = bytes.filter("score is null").select("error").collectAsList();
    assertEquals(1, failed.size());
    assertTrue(failed.get(0).getString(0).startsWith("not a picture"), failed.toString());

    Dataset<Row> paths =
        scorer()
            .setInputCol("path")
            .setOutputCol("memorability")
            .setErrorCol("why")
            .transform(binaryFiles().select("path"));
    assertEquals(List.of("path", "memorability", "why"), List.of(paths.columns()));
    assertEquals(expected, scores(paths, "path", "memorability"));
  }

  /** Each cell by the last part of the image's name; an empty one is null in the table. */
  private static Map<String, String> cells(Dataset<Row> rows, String path, String... names) {
    Map<String, String> cells = new TreeMap<>();
    for (Row row : rows.collectAsList()) {
      StringBuilder line = new StringBuilder();
      for (String name : names) {
        line.append(row.isNullAt(row.fieldIndex(name)) ? "" : row.get(row.fieldIndex(name)));
        line.append(' ');
      }
      String image = row.getString(row.fieldIndex(path));
      cells.put(image.substring(image.lastIndexOf('/') + 1), line.toString());
    }
    return cells;
  }

  private static String cell(float value) {
    return Float.isNaN(value) ? "" : Float.toString(value);
  }

  /** The stage, the function and the program say how sure a score is, as predict does. */
  @Test
  void aModelThatKnowsSaysHowSureItsScoresAre() throws IOException {
    Path sure = Scored.sure(shared, model);
    Map<String, String> known = new TreeMap<>();
    List<Path> files = new ArrayList<>();
    try (var all = Files.walk(images)) {
      all.filter(file -> file.toString().endsWith(".png")).sorted().forEach(files::add);
    }
    try (Scorer scorer = Scorer.open(sure, ScorerOptions.defaults().withThreads(2))) {
      for (Score each : scorer.scoreAll(files)) {
        Sureness sureness = each.sureness();
        known.put(
            String.valueOf(each.image().getFileName()),
            String.join(
                    " ",
                    cell(each.value()),
                    cell(sureness.low()),
                    cell(sureness.high()),
                    cell(sureness.familiar()))
                + " ");
      }
    }
    assertEquals(31, known.size());
    assertEquals("    ", known.get("corrupt.png"));
    assertEquals(5, known.get("p00.png").split("[0-9] ", -1).length, known.get("p00.png"));

    MemorabilityScorer stage =
        new MemorabilityScorer()
            .setModel(sure.toString())
            .setLowCol("low")
            .setHighCol("high")
            .setFamiliarCol("familiar");
    Dataset<Row> rows = stage.transform(binaryFiles());
    assertEquals(
        List.of("score", "error", "low", "high", "familiar"),
        List.of(rows.columns()).subList(4, 9));
    assertEquals(known, cells(rows, "path", "score", "low", "high", "familiar"));
    assertEquals(
        List.of(rows.columns()),
        List.of(stage.transformSchema(binaryFiles().schema()).fieldNames()));
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> scorer().setLowCol("low").transform(binaryFiles()))
            .getMessage()
            .contains("does not tell how sure its scores are"));

    Memorability.register(spark, "sure", sure.toString());
    Dataset<Row> called =
        binaryFiles().selectExpr("path", "sure(content) as m").select("path", "m.*");
    assertEquals(known, cells(called, "path", "score", "low", "high", "familiar"));

    Path csv = folder.resolve("sure");
    Outcome program = score("csv", csv, "--model", sure.toString());
    assertEquals(0, program.exit(), program.err());
    Map<String, String> written = new TreeMap<>();
    for (CSVRecord row : Scored.rows(csv)) {
      written.put(
          Scored.name(row),
          String.join(" ", row.get("score"), row.get("low"), row.get("high"), row.get("familiar"))
              + " ");
    }
    assertEquals(known, written);
    assertEquals(0, score("csv", csv, "--resume", "--model", sure.toString()).exit());
    assertEquals(31, Scored.rows(csv).size());
    Outcome other = score("csv", csv, "--resume");
    assertEquals(1, other.exit());
    assertTrue(other.err().contains("has a column 'low', which this model does"), other.err());
  }

  @Test
  void aSavedPipelineScoresAsItDidBefore() throws IOException {
    MemorabilityScorer stage =
        scorer().setCrops("ten").setBatchSize(20).setOutputCol("memorability");
    PipelineModel pipeline =
        new Pipeline().setStages(new PipelineStage[] {stage}).fit(binaryFiles());
    String saved = folder.resolve("pipeline").toString();
    pipeline.save(saved);

    PipelineModel loaded = PipelineModel.load(saved);
    assertEquals(stage.uid(), loaded.stages()[0].uid());
    assertEquals(
        scores(pipeline.transform(binaryFiles()), "path", "memorability"),
        scores(loaded.transform(binaryFiles()), "path", "memorability"));

    String alone = folder.resolve("stage").toString();
    stage.save(alone);
    assertEquals(
        "ten",
        MemorabilityScorer.load(alone).copy(stage.extractParamMap()).getOrDefault(stage.crops()));
  }

  @Test
  void aWrongTableIsRefusedBeforeAnythingRuns() {
    StructType schema =
        new StructType()
            .add("content", DataTypes.BinaryType)
            .add("size", DataTypes.LongType)
            .add("Score", DataTypes.DoubleType);
    assertMessage(
        "the table has no column 'picture'; it has content, size, Score",
        () -> scorer().setInputCol("picture").transformSchema(schema));
    assertMessage(
        "the column 'size' is bigint; images are binary (the bytes of their files) or string (their paths)",
        () -> scorer().setInputCol("size").transformSchema(schema));
    assertMessage(
        "the table has a column 'score' already; name another outputCol",
        () -> scorer().transformSchema(schema));
    assertMessage(
        "crops is 'five'; it can be centre or ten",
        () -> scorer().setOutputCol("s").setCrops("five").transformSchema(schema));
    assertMessage(
        "batch must be 1 to 1024, not 0",
        () -> scorer().setOutputCol("s").setBatchSize(0).transformSchema(schema));
    assertEquals(
        DataTypes.FloatType,
        scorer().setOutputCol("s").transformSchema(schema).apply("s").dataType());
  }

  private static void assertMessage(String message, Runnable refused) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, refused::run).getMessage());
  }

  @Test
  void theFunctionGivesTheSameInSql() throws IOException {
    Memorability.register(spark, "memorability", model.toString());
    binaryFiles().createOrReplaceTempView("pictures");
    Dataset<Row> rows =
        spark.sql(
            "SELECT path, m.score, m.width, m.error FROM (SELECT path, memorability(content) AS m FROM pictures)");
    assertEquals(expected, scores(rows, "path", "score"));
    assertEquals(30, rows.filter("width = 12").count());
    assertEquals(1, rows.filter("error is not null").count());
  }

  /** The query is ended after its first batch, and another goes on where it ended. */
  @Test
  void aStreamScoresEachPictureOfItsFolderOnce() throws Exception {
    Path landing = Files.createDirectories(folder.resolve("landing"));
    Path output = folder.resolve("scores");
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 10; i++) {
        int number = 10 * round + i;
        Path from = images.resolve("a/b%d/p%02d.png".formatted(number % 3, number));
        Files.copy(from, landing.resolve(from.getFileName()));
      }
      Dataset<Row> stream =
          spark
              .readStream()
              .format("binaryFile")
              .schema(binaryFiles().schema())
              .option("maxFilesPerTrigger", 4)
              .load(landing.toString());
      StreamingQuery query =
          scorer()
              .transform(stream)
              .drop("content")
              .writeStream()
              .format("parquet")
              .option("path", output.toString())
              .option("checkpointLocation", folder.resolve("checkpoint").toString())
              .trigger(Trigger.AvailableNow())
              .start();
      query.awaitTermination();
    }
    Dataset<Row> rows = spark.read().parquet(output.toString());
    assertEquals(30, rows.count());
    assertEquals(expected, scores(rows, "path", "score"));
  }

  private record Outcome(int exit, String err) {}

  private static Outcome run(String... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = ScoreImages.run(arguments, new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Outcome(exit, err.toString(StandardCharsets.UTF_8));
  }

  private Outcome score(String format, Path output, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--input", images.toString(), "--output", output.toString()));
    arguments.addAll(List.of("--output-format", format));
    arguments.addAll(Arrays.asList(more));
    if (!arguments.contains("--model")) {
      arguments.addAll(List.of("--model", model.toString()));
    }
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void aFolderIsSearchedAsPredictDoesAndEveryFormatContinues() throws IOException {
    for (String format : List.of("parquet", "csv", "json")) {
      Path output = folder.resolve(format);
      Outcome first = score(format, output, "--slice", "7");
      assertEquals(0, first.exit(), first.err());
      assertTrue(first.err().contains("30 images scored"), first.err());
      assertTrue(first.err().contains(", 1 failed"), first.err());

      Dataset<Row> rows =
          spark
              .read()
              .format(format)
              .schema(ScoreStore.schema(false))
              .option("header", "true")
              .load(output.toString());
      assertEquals(31, rows.count());
      assertEquals(expected, scores(rows, "image", "score"));
      assertEquals(30, rows.filter("width = 12 and height = 10").count());
      assertEquals(31, rows.filter("length(model) = 64 and precision = 'fp32'").count());

      Outcome again = score(format, output);
      assertEquals(1, again.exit());
      assertTrue(again.err().contains("there is output already"), again.err());

      Outcome nothing = score(format, output, "--resume");
      assertEquals(0, nothing.exit(), nothing.err());
      assertTrue(nothing.err().startsWith("Scoring: 0 images\n"), nothing.err());
      assertTrue(nothing.err().contains("31 done before"), nothing.err());
    }
  }

  @Test
  void aResumedJobScoresWhatIsNewChangedOrOfAnotherModel() throws IOException {
    Path some = Files.createDirectories(folder.resolve("some"));
    for (int i = 0; i < 4; i++) {
      Files.copy(images.resolve("a/b%d/p%02d.png".formatted(i % 3, i)), some.resolve(i + ".png"));
    }
    Path output = folder.resolve("scores");
    String[] arguments = {
      "--input",
      some.toString(),
      "--model",
      model.toString(),
      "--output",
      output.toString(),
      "--resume"
    };
    assertTrue(run(arguments).err().contains("4 images scored"));
    TestPictures.random(some.resolve("new.png"), 99);
    Files.setLastModifiedTime(some.resolve("0.png"), FileTime.fromMillis(1_000_000));

    Outcome more = run(arguments);
    assertTrue(more.err().contains("2 images scored"), more.err());
    assertTrue(more.err().contains("3 done before"), more.err());

    arguments[3] = Scored.model(folder, "other.onnx", 8).toString();
    Outcome other = run(arguments);
    assertTrue(other.err().contains("5 images scored"), other.err());
  }

  @Test
  void aTableThatNamesAPictureTwiceHasTwoRowsAndKeepsThemWhenContinued() throws IOException {
    Path table = folder.resolve("table");
    binaryFiles()
        .filter("path like '%p0%'")
        .selectExpr("path as picture")
        .union(binaryFiles().filter("path like '%p00%'").selectExpr("path as picture"))
        .write()
        .parquet(table.toString());
    String[] arguments = {
      "--input",
      table.toString(),
      "--input-format",
      "parquet",
      "--path-column",
      "picture",
      "--model",
      model.toString(),
      "--output",
      folder.resolve("scores").toString(),
      "--resume"
    };
    Outcome first = run(arguments);
    assertTrue(first.err().contains("11 images scored"), first.err());
    Outcome again = run(arguments);
    assertTrue(again.err().contains("11 done before"), again.err());
    assertEquals(11, spark.read().parquet(folder.resolve("scores").toString()).count());
  }

  @Test
  void bytesOfATableAreScoredIntoATableOfTheCatalogue() {
    binaryFiles().selectExpr("path as name", "content").write().saveAsTable("pictures_in");
    String[] arguments = {
      "--input",
      "pictures_in",
      "--input-format",
      "table",
      "--bytes-column",
      "content",
      "--name-column",
      "name",
      "--model",
      model.toString(),
      "--output",
      "scores_out",
      "--output-format",
      "table"
    };
    Outcome first = run(arguments);
    assertEquals(0, first.exit(), first.err());
    assertEquals(expected, scores(spark.table("scores_out"), "image", "score"));
    assertTrue(first.err().contains("opened by 1 process"), first.err());

    Outcome column =
        run(
            "--input",
            "pictures_in",
            "--input-format",
            "table",
            "--bytes-column",
            "pixels",
            "--model",
            model.toString(),
            "--output",
            folder.resolve("none").toString());
    assertEquals(1, column.exit());
    assertEquals("mneme: the table has no column 'pixels'; it has name, content\n", column.err());
  }

  @Test
  void badUsageIsToldInOneLine() {
    Outcome both = run("--input", "x", "--output", "y", "--resume", "--overwrite");
    assertEquals(2, both.exit());
    assertTrue(
        both.err().startsWith("mneme: --resume and --overwrite contradict each other\n"),
        both.err());
    Outcome table = run("--input", "x", "--output", "y", "--input-format", "csv");
    assertEquals(2, table.exit());
    Outcome noModel =
        run(
            "--input",
            images.toString(),
            "--output",
            folder.resolve("n").toString(),
            "--model",
            folder.resolve("no.onnx").toString());
    assertEquals(1, noModel.exit());
    assertEquals(1, noModel.err().lines().count(), noModel.err());
  }
}
