package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.ExternalWeights;
import org.mneme.golden.SecondOutput;
import org.mneme.golden.Shared;

class EvaluateCommandTest {
  private static final int IMAGES = 24;

  @TempDir Path folder;
  private Path data;
  private Path output;
  private String model = "";

  @BeforeEach
  void makeModelAndData() throws IOException {
    model = Cli.tinyModel(folder, 1).toString();
    data = folder.resolve("faces");
    output = folder.resolve("result");
    for (int i = 0; i < IMAGES; i++) {
      Cli.picture(data.resolve("images/" + name(i)), i);
    }
    Files.write(data.resolve("scores.csv"), rows());
  }

  private static String name(int i) {
    return "image%02d.png".formatted(i);
  }

  /** A header and a row for each image, two categories by turns. */
  private static List<String> rows() {
    Random random = new Random(5);
    List<String> rows = new ArrayList<>(List.of("image,score,category"));
    for (int i = 0; i < IMAGES; i++) {
      rows.add(
          String.format(
              Locale.ROOT, "%s,%.4f,%s", name(i), random.nextDouble(), i % 2 == 0 ? "old" : "new"));
    }
    return rows;
  }

  private Cli evaluate(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--data",
                data.toString(),
                "--output",
                output.toString(),
                "--batch",
                "1"));
    all.addAll(List.of(more));
    return Cli.at(folder.resolve("home"), all.toArray(String[]::new));
  }

  private Cli evaluateModel(String... more) {
    return evaluate(
        Stream.concat(Stream.of("--model", model), Stream.of(more)).toArray(String[]::new));
  }

  /** Scores that one output gave are not those of another. */
  @Test
  void oneOfSeveralOutputsIsChosenAndItsScoresAreKeptForItself() throws IOException {
    Path two = SecondOutput.of(Path.of(model), "fc", folder.resolve("two.onnx"));
    String[] command = {"--model", two.toString()};

    Cli asked = evaluate(command);
    assertEquals(1, asked.exit());
    assertTrue(asked.err().contains("has 2 outputs: score float32 [N, 1], fc"), asked.err());
    assertTrue(asked.err().contains("--model-output NAME"), asked.err());

    for (String output : List.of("score", "fc")) {
      Cli chosen = evaluate("--model", two.toString(), "--model-output", output);
      assertEquals(0, chosen.exit(), chosen.err());
      assertTrue(chosen.err().contains("0 scores from earlier runs, 24"), chosen.err());
    }
  }

  private JsonNode metrics() throws IOException {
    return new JsonMapper().readTree(output.resolve("metrics.json").toFile());
  }

  private static void assertOneLine(Cli cli, String... parts) {
    assertEquals(1, cli.exit(), cli.err());
    String last = cli.err().lines().reduce((one, other) -> other).orElse("");
    assertTrue(last.startsWith("mneme: "), cli.err());
    for (String part : parts) {
      assertTrue(last.contains(part), "%s in %s".formatted(part, last));
    }
  }

  /** To the digits of the project's reference figures, which the authors' own package gave. */
  @Test
  void publishedResMemOnLnsimHasThePublishedFigures() throws IOException {
    data = Shared.path("data/lnsim");
    Cli cli = evaluate("--scores", data.resolve("resmem-1.1.6.csv") + "=ResMem");
    assertEquals(0, cli.exit(), cli.err());
    JsonNode resMem = metrics().get("models").get(0);
    assertEquals("ResMem", resMem.get("model").textValue());
    assertEquals(2000, resMem.get("images").intValue());
    assertEquals(.5032, resMem.get("spearman").get("value").doubleValue(), .00005);
    assertEquals(.5130, resMem.get("pearson").get("value").doubleValue(), .00005);
    assertEquals(.01519, resMem.get("mse").get("value").doubleValue(), .000005);
    assertEquals(.5733, resMem.get("prediction_mean").get("value").doubleValue(), .00005);
    assertEquals(.1001, resMem.get("prediction_sd").get("value").doubleValue(), .00005);
    assertEquals(.6013, resMem.get("truth_mean").get("value").doubleValue(), .00005);
    assertEquals(.1352, resMem.get("truth_sd").get("value").doubleValue(), .00005);
    JsonNode humans = metrics().get("data").get(0).get("human_consistency");
    assertEquals(25, humans.get("halvings").intValue());
    assertEquals(.777, humans.get("spearman").get("value").doubleValue(), .0005);
    assertTrue(cli.out().contains("ranks moderately"), cli.out());
    assertTrue(cli.err().contains("read as CSV"), cli.err());
    assertEquals(2001, Files.readAllLines(output.resolve("predictions.csv")).size());
  }

  @Test
  void secondRunScoresNothingAndGivesTheSame() throws IOException {
    Cli first = evaluateModel();
    assertEquals(0, first.exit(), first.err());
    assertTrue(first.err().contains("0 scores from earlier runs, 24 made now"), first.err());
    String predictions = Files.readString(output.resolve("predictions.csv"));
    JsonNode spearman = metrics().get("models").get(0).get("spearman");
    Cli second = evaluateModel("--seed", "2");
    assertTrue(second.err().contains("24 scores from earlier runs, 0 made now"), second.err());
    assertEquals(predictions, Files.readString(output.resolve("predictions.csv")));
    // The seed is of folds alone: nothing is drawn for an interval.
    assertEquals(spearman, metrics().get("models").get(0).get("spearman"));
  }

  @Test
  void predictionsAreThoseOfPredict() throws IOException {
    evaluateModel();
    List<String> rows = Files.readAllLines(output.resolve("predictions.csv"));
    assertEquals("image,truth,tiny fp32,category", rows.get(0));
    Cli predict = Cli.pipe("predict", data.resolve("images").toString(), "--model", model);
    List<String> scores = predict.out().lines().toList();
    for (int i = 1; i <= IMAGES; i++) {
      assertEquals(scores.get(i).split(",", -1)[1], rows.get(i).split(",", -1)[2]);
    }
  }

  @Test
  void otherSettingsOrImagesAreScoredAnew() throws IOException {
    evaluateModel();
    assertTrue(evaluateModel("--crops", "ten").err().contains("0 scores from earlier runs, 24"));
    assertTrue(evaluateModel("--decode", "pillow").err().contains("0 scores from earlier runs"));
    Cli.picture(data.resolve("images/" + name(3)), 99);
    assertTrue(evaluateModel().err().contains("23 scores from earlier runs, 1 made now"));
    Files.move(data.resolve("images/" + name(4)), data.resolve("images/other.png"));
    List<String> rows = rows();
    rows.set(5, rows.get(5).replace(name(4), "other.png"));
    Files.write(data.resolve("scores.csv"), rows);
    assertTrue(evaluateModel().err().contains("24 scores from earlier runs, 0 made now"));
    assertTrue(evaluateModel("--no-cache").err().contains("0 scores from earlier runs, 24 made"));
  }

  /** The model's own file stays as it was; only the file of its weights is another. */
  @Test
  void replacedExternalWeightsAreScoredAnew() throws IOException {
    Path split = ExternalWeights.split(Path.of(model), folder.resolve("split.onnx"));
    model = split.toString();
    assertTrue(evaluateModel().err().contains("24 made now"));
    String before = Files.readString(output.resolve("predictions.csv"));
    String made = metrics().get("provenance").toString();
    String inspected = Cli.pipe("models", "inspect", model).out();

    Path other = ExternalWeights.split(Cli.tinyModel(folder, 2), folder.resolve("other.onnx"));
    Files.move(
        ExternalWeights.dataOf(other),
        ExternalWeights.dataOf(split),
        StandardCopyOption.REPLACE_EXISTING);

    Cli again = evaluateModel();
    assertTrue(again.err().contains("0 scores from earlier runs, 24 made now"), again.err());
    assertNotEquals(before, Files.readString(output.resolve("predictions.csv")));
    assertNotEquals(made, metrics().get("provenance").toString());
    assertNotEquals(inspected, Cli.pipe("models", "inspect", model).out());
  }

  /** As the released form kept them: named by a record's text. */
  @Test
  void scoresOfAnOlderVersionAreNamedOnceAndNotUsed() throws IOException {
    Path scores = Files.createDirectories(folder.resolve("home/scores"));
    Files.writeString(
        scores.resolve("0123456789abcdef0123456789abcdef.scores"),
        "# model abc, crops centre, decode natural, Preprocessing[width=8, height=8]\n"
            + "a".repeat(64)
            + " 3f000000\n");
    Cli cli = evaluateModel();
    assertEquals(0, cli.exit(), cli.err());
    List<String> named = cli.err().lines().filter(line -> line.contains("too old")).toList();
    assertEquals(1, named.size(), cli.err());
    assertTrue(named.get(0).contains(scores.toString()), named.get(0));
    assertTrue(cli.err().contains("0 scores from earlier runs, 24 made now"), cli.err());
  }

  /** Kept scores are found in every locale: the key has no locale. */
  @Test
  void keptScoresAreFoundInAnotherLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertTrue(evaluateModel().err().contains("24 made now"));
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertTrue(evaluateModel().err().contains("24 scores from earlier runs, 0 made now"));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void preprocessingThatContradictsTheModelIsRefusedUnlessOverridden() throws IOException {
    assertEquals(0, evaluateModel().exit());
    String own = Files.readString(output.resolve("predictions.csv"));
    assertEquals(0, evaluateModel("--size", "21x21", "--crop", "8").exit());
    assertEquals(own, Files.readString(output.resolve("predictions.csv")));

    String[] other = {"--size", "21x21", "--crop", "8", "--mean", ".5"};
    assertOneLine(
        evaluateModel(other),
        "says that its images are stretched to 21 x 21",
        "- [0.0, 0.0, 0.0]",
        "- [0.5, 0.5, 0.5]",
        "--override-preprocessing");

    Cli cli =
        evaluateModel(
            Stream.concat(Stream.of(other), Stream.of("--override-preprocessing"))
                .toArray(String[]::new));
    assertEquals(0, cli.exit(), cli.err());
    assertNotEquals(own, Files.readString(output.resolve("predictions.csv")));
    assertTrue(cli.err().contains("preprocessing overridden"), cli.err());
    assertTrue(metrics().get("provenance").toString().contains("overrides the model's own"));
    assertTrue(
        Files.readString(output.resolve("report.html")).contains("preprocessing overridden"));
  }

  @Test
  void scoresMadeBeforeAFailureAreKept() throws IOException {
    Path broken = data.resolve("images/" + name(10));
    Files.writeString(broken, "no picture");
    assertOneLine(evaluateModel(), "scores.csv:12", name(10), "--skip-bad");
    assertFalse(Files.exists(output.resolve("metrics.json")));
    Cli.picture(broken, 10);
    assertTrue(evaluateModel().err().contains("10 scores from earlier runs, 14 made now"));
  }

  @Test
  void brokenImagesAreLeftOutAndCountedWhereThatIsWanted() throws IOException {
    Files.writeString(data.resolve("images/" + name(10)), "no picture");
    Cli cli = evaluateModel("--skip-bad");
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(cli.err().contains("scores.csv:12"), cli.err());
    assertTrue(cli.err().contains("1 of 24 images lack a score"), cli.err());
    assertEquals(1, metrics().get("data").get(0).get("omitted").intValue());
    assertEquals(23, metrics().get("models").get(0).get("images").intValue());
  }

  @Test
  void badRowsAreNamedByFileAndLineAndLeftOutOnDemand() throws IOException {
    String[] found = {"is missing", "is not a number", "is there twice"};
    String[] bad = {"gone.png,.5,old", name(1) + ",high,new", name(0) + ",.5,old"};
    for (int i = 0; i < bad.length; i++) {
      List<String> rows = rows();
      rows.add(3, bad[i]);
      Files.write(data.resolve("scores.csv"), rows);
      assertOneLine(evaluateModel(), data.resolve("scores.csv") + ":4", found[i], "--skip-bad");
      Cli cli = evaluateModel("--skip-bad");
      assertEquals(0, cli.exit(), cli.err());
      assertTrue(cli.err().contains("scores.csv:4"), cli.err());
      assertTrue(cli.err().contains("1 bad rows or splits were left out"), cli.err());
    }
  }

  @Test
  void badSplitsAreNamedAndLeftOutOnDemand() throws IOException {
    Path splits = Files.createDirectories(data.resolve("splits"));
    Files.write(splits.resolve("train_1.txt"), List.of(name(0) + " .5", name(1) + " .5"));
    List<String> test = new ArrayList<>();
    rows()
        .subList(5, 25)
        .forEach(row -> test.add(row.split(",", -1)[0] + " " + row.split(",", -1)[1]));
    test.add(2, "stranger.png 0.5");
    Files.write(splits.resolve("test_1.txt"), test);
    assertOneLine(evaluateModel(), splits.resolve("test_1.txt") + ":3", "stranger.png");
    Cli cli = evaluateModel("--skip-bad");
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(cli.err().contains("20 of 24 images evaluated (test set of split 1)"), cli.err());
    test.remove(2);
    Files.write(splits.resolve("test_1.txt"), test);
    Path val = Files.createFile(splits.resolve("val_1.txt"));
    assertOneLine(evaluateModel(), val.toString(), "empty");
    assertEquals(0, evaluateModel("--skip-bad").exit());
    assertOneLine(evaluateModel("--skip-bad", "--split", "val"), "val set of split 1 is empty");
    assertOneLine(evaluateModel("--split", "7"), "no split 7");
  }

  @Test
  void scoresFromElsewhereNeedNoModelAndNoImages() throws IOException {
    evaluateModel();
    List<String> truth = Files.readAllLines(data.resolve("scores.csv"));
    Path perfect = folder.resolve("perfect.csv");
    Files.write(perfect, truth.stream().map(row -> "photos/" + row).toList());
    Files.writeString(perfect, Files.readString(perfect).replaceFirst("photos/", ""));
    try (Stream<Path> images = Files.list(data.resolve("images"))) {
      for (Path image : images.toList()) {
        Files.delete(image);
      }
    }
    Cli cli = evaluate("--scores", perfect.toString());
    assertEquals(0, cli.exit(), cli.err());
    JsonNode found = metrics().get("models").get(0);
    assertEquals("perfect", found.get("model").textValue());
    assertEquals(1, found.get("spearman").get("value").doubleValue(), 1e-12);
    assertEquals(0, found.get("mse").get("value").doubleValue());
    assertEquals(12, found.get("categories").get("old").get("images").intValue());
  }

  @Test
  void filesMayHaveOtherColumnsAndMoreImages() throws IOException {
    List<String> rows = rows();
    rows.set(0, "stimulus,remembered,category");
    Files.write(data.resolve("scores.csv"), rows);
    rows = rows();
    rows.set(0, "image,guess,category");
    rows.add("elsewhere.png,.5,old");
    Path file = folder.resolve("guesses.csv");
    Files.write(file, rows);
    Cli cli =
        evaluate(
            "--scores",
            file.toString(),
            "--image-column",
            "stimulus",
            "--score-column",
            "remembered",
            "--prediction-column",
            "guess");
    assertEquals(0, cli.exit(), cli.err());
    double pearson = metrics().get("models").get(0).get("pearson").get("value").doubleValue();
    assertEquals(1, pearson, 1e-12); // exact but for rounding
    assertTrue(cli.err().contains("guesses.csv: 1 rows are for images that faces does not have"));
  }

  @Test
  void mistakesInScoresFromElsewhereAreNamedByFileAndLine() throws IOException {
    Path file = folder.resolve("others.csv");
    List<String> rows = rows();
    rows.set(4, name(3) + ",high,new");
    Files.write(file, rows);
    assertOneLine(evaluate("--scores", file.toString()), file + ":5", "'high' is not a number");
    rows.set(4, name(2) + ",.5,new");
    Files.write(file, rows);
    assertOneLine(evaluate("--scores", file.toString()), file + ":5", "twice: first at line 4");
    rows.remove(4);
    Files.write(file, rows);
    assertOneLine(evaluate("--scores", file.toString()), file.toString(), name(3), "scores.csv:5");
    Cli cli = evaluate("--scores", file.toString(), "--skip-bad");
    assertEquals(0, cli.exit(), cli.err());
    assertEquals(1, metrics().get("data").get(0).get("omitted").intValue());
    Files.writeString(file, "image,score\nforeign.png,.5\n");
    assertOneLine(evaluate("--scores", file.toString()), "no file of scores has any");
    assertOneLine(evaluate("--scores", folder + "/none.csv"), "none.csv: no such file");
  }

  @Test
  void modelsAreComparedAndUndefinedFiguresAreNull() throws IOException {
    Path constant = folder.resolve("constant.csv");
    Files.write(
        constant, rows().stream().map(row -> row.replaceFirst(",\\d\\.\\d+,", ",0.5,")).toList());
    Cli cli = evaluateModel("--crops", "centre", "--crops", "ten", "--scores", constant + "=Flat");
    assertEquals(0, cli.exit(), cli.err());
    JsonNode models = metrics().get("models");
    assertEquals("tiny fp32 centre crop", models.get(0).get("model").textValue());
    assertEquals("tiny fp32 ten-crop", models.get(1).get("model").textValue());
    assertEquals("Flat", models.get(2).get("model").textValue());
    assertTrue(models.get(2).get("spearman").get("value").isNull());
    assertTrue(models.get(2).get("calibration").get("reliability").size() > 0);
    JsonNode comparisons = metrics().get("data").get(0).get("comparisons");
    assertEquals(3, comparisons.size());
    assertTrue(comparisons.get(0).get("differences").get("spearman").has("p"));
  }

  @Test
  void matrixHasEveryModelOnEveryDataSet() throws IOException {
    Path flipped = folder.resolve("flipped.csv");
    List<String> rows = new ArrayList<>(List.of("image,score"));
    for (String row : rows().subList(1, 1 + IMAGES)) {
      String[] cells = row.split(",", -1);
      rows.add(cells[0] + "," + (1 - Double.parseDouble(cells[1])));
    }
    Files.write(flipped, rows);
    Cli cli =
        evaluate(
            "--data", flipped + "=Flipped", "--scores", data + "/scores.csv=Truth", "--matrix");
    assertEquals(0, cli.exit(), cli.err());
    JsonNode cells = metrics().get("matrix").get("rows").get(0).get("cells");
    assertEquals(1, cells.get("faces").get("value").doubleValue(), 1e-12);
    assertEquals(-1, cells.get("Flipped").get("value").doubleValue(), 1e-12);
    assertEquals(2, metrics().get("models").size());
    assertTrue(
        Files.readString(output.resolve("predictions.csv"))
            .startsWith("data,image,truth,Truth,category\nfaces,"));
  }

  @Test
  void twoOfOneNameAreRefused() {
    assertOneLine(evaluateModel("--model", model), "two models are called 'tiny fp32'", "LABEL");
    assertOneLine(evaluateModel("--data", data.toString()), "two data sets", "=NAME");
    assertEquals(0, evaluateModel("--model", model + "=again").exit());
  }

  @Test
  void badUsage() {
    assertEquals(2, Cli.pipe("evaluate").exit());
    assertEquals(2, evaluateModel("--split", "some").exit());
    assertEquals(2, evaluateModel("--threads", "0").exit());
  }

  /** Scripts of earlier versions still run, and are told. */
  @Test
  void roundsOfTheFormerBootstrapHaveNoEffect() throws IOException {
    assertEquals(0, evaluateModel("--quiet").exit());
    JsonNode without = metrics().get("data");
    Cli with = evaluateModel("--rounds", "200");
    assertEquals(0, with.exit());
    assertTrue(with.err().contains("--rounds has no effect"), with.err());
    assertEquals(without, metrics().get("data"));
  }

  @Test
  void provenanceSaysHowToRepeatIt() throws IOException {
    evaluateModel("--seed", "7", "--quiet");
    JsonNode provenance = metrics().get("provenance");
    assertTrue(provenance.get("Command").textValue().startsWith("mneme evaluate --data "));
    assertTrue(provenance.get("Command").textValue().endsWith(" --seed 7 --quiet"));
    assertTrue(provenance.get("Intervals").textValue().contains("splits 7"));
    assertTrue(provenance.get("Model tiny fp32").textValue().contains("SHA-256 "));
    assertTrue(provenance.get("Data faces").textValue().contains("fingerprint"));
  }

  @Test
  void quietSaysNothingOnStandardError() {
    Cli cli = evaluateModel("--quiet");
    assertEquals("", cli.err());
    assertTrue(cli.out().contains("tiny fp32"), cli.out());
  }

  /** Their mean lies between the least and the most, and the same seed gives the same parts. */
  @Test
  void repeatedTestPartsHaveFiguresOfTheirOwn() throws IOException {
    Cli result = evaluateModel("--repeated", "3", "--test-share", ".5");

    assertEquals(0, result.exit(), result.err());
    assertTrue(result.out().contains("on repeated test sets: spearman"), result.out());
    JsonNode spearman = metrics().path("models").get(0).path("repeated").path("spearman");
    assertEquals(3, spearman.path("parts").asInt());
    assertTrue(spearman.path("min").asDouble() < spearman.path("mean").asDouble());
    assertTrue(spearman.path("mean").asDouble() < spearman.path("max").asDouble());
    String before = metrics().path("models").get(0).path("repeated").toString();
    assertEquals(0, evaluateModel("--repeated", "3", "--test-share", ".5").exit());
    assertEquals(before, metrics().path("models").get(0).path("repeated").toString());
    assertTrue(
        evaluateModel("--repeated", "3", "--test-share", "2").err().contains("--test-share"));
  }
}
