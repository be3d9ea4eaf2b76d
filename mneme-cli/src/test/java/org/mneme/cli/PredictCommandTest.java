package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.Shared;
import org.mneme.golden.TestCards;
import org.mneme.image.ChannelOrder;
import org.mneme.image.Preprocessing;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.onnx.OnnxExport;
import org.mneme.score.Scorer;

class PredictCommandTest {
  @TempDir Path folder;
  private Path photos;
  private String model = "";

  @BeforeEach
  void makeModelAndImages() throws IOException {
    model = Cli.tinyModel(folder, 1).toString();
    photos = folder.resolve("photos");
    for (int i = 0; i < 12; i++) {
      Cli.picture(photos.resolve("image%02d.png".formatted(i)), i);
    }
  }

  private Cli predict(String... more) {
    return Cli.pipe(with(more));
  }

  private String[] with(String... more) {
    List<String> all = new ArrayList<>(List.of("predict", photos.toString(), "--model", model));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static List<CSVRecord> records(String csv) throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    return CSVParser.parse(csv, format).getRecords();
  }

  private static void assertOneLine(String err) {
    assertEquals(1, err.lines().count(), err);
    assertTrue(err.startsWith("mneme: "), err);
  }

  @Test
  void pipeGetsCsvWithTheExactScoresInOrder() throws IOException {
    Cli cli = predict("--batch", "5");
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(cli.out().startsWith("image,score,error\n"), cli.out());
    List<CSVRecord> rows = records(cli.out());
    assertEquals(12, rows.size());
    try (Scorer scorer = Scorer.open(Path.of(model))) {
      for (int i = 0; i < 12; i++) {
        Path image = photos.resolve("image%02d.png".formatted(i));
        assertEquals(image.toString(), rows.get(i).get("image"));
        // Another batch size rounds the last bit differently.
        assertEquals(scorer.score(image), Float.parseFloat(rows.get(i).get("score")), 1e-6);
        assertEquals("", rows.get(i).get("error"));
      }
    }
    assertTrue(cli.err().startsWith("12 images scored in "), cli.err());
  }

  @Test
  void jsonLinesCarryTheSameAsCsv() throws IOException {
    Files.writeString(photos.resolve("broken.png"), "no picture");
    List<CSVRecord> rows = records(predict().out());
    List<String> lines = predict("--format", "jsonl").out().lines().toList();
    assertEquals(rows.size(), lines.size());
    for (int i = 0; i < lines.size(); i++) {
      JsonNode line = new JsonMapper().readTree(lines.get(i));
      assertEquals(rows.get(i).get("image"), line.get("image").textValue());
      if (line.get("score").isNull()) {
        assertEquals("", rows.get(i).get("score"));
        assertEquals(rows.get(i).get("error"), line.get("error").textValue());
      } else {
        assertEquals(Float.parseFloat(rows.get(i).get("score")), line.get("score").floatValue());
        assertTrue(line.get("error").isNull());
      }
    }
  }

  @Test
  void terminalGetsATable() {
    Cli cli = Cli.terminal(with());
    List<String> lines = cli.out().lines().toList();
    assertEquals("score  image", lines.get(0));
    assertEquals(13, lines.size());
    assertTrue(lines.get(1).matches("0\\.\\d{3}  .*image00\\.png"), lines.get(1));
  }

  @Test
  void tableKeepsControlCharactersFromTheTerminal() throws IOException {
    Cli.picture(folder.resolve("odd/red\u001b[31m.png"), 3);
    Cli cli = Cli.terminal("predict", folder.resolve("odd").toString(), "--model", model);
    assertEquals(0, cli.exit(), cli.err());
    assertFalse(cli.out().contains("\u001b"), cli.out());
  }

  @Test
  void oneBadImageCostsOneRowAndTheSummaryCountsIt() throws IOException {
    Files.writeString(photos.resolve("image03.png"), "no picture");
    Cli cli = predict();
    assertEquals(0, cli.exit());
    List<CSVRecord> rows = records(cli.out());
    assertEquals(12, rows.size());
    assertEquals("", rows.get(3).get("score"));
    assertFalse(rows.get(3).get("error").isEmpty());
    assertFalse(rows.get(3).get("error").contains("image03.png"), "names the image again");
    assertTrue(cli.err().contains(", 1 failed"), cli.err());
  }

  @Test
  void missingFileIsARowAndStrictExitsThree() throws IOException {
    Cli cli = predict("--strict", folder + "/gone.jpg");
    assertEquals(3, cli.exit(), cli.err());
    List<CSVRecord> rows = records(cli.out());
    assertEquals(13, rows.size());
    assertEquals(folder + "/gone.jpg", rows.get(12).get("image"));
    assertFalse(rows.get(12).get("error").isEmpty());
    assertEquals(0, predict("--strict").exit());
  }

  @Test
  void sortedHighestFirstWithFailuresLast() throws IOException {
    Files.writeString(photos.resolve("image03.png"), "no picture");
    List<CSVRecord> rows = records(predict("--sort").out());
    assertEquals(12, rows.size());
    assertTrue(rows.get(11).get("image").endsWith("image03.png"));
    List<Float> scores =
        rows.subList(0, 11).stream().map(r -> Float.valueOf(r.get("score"))).toList();
    List<Float> sorted = new ArrayList<>(scores);
    sorted.sort(Collections.reverseOrder());
    assertEquals(sorted, scores);
    assertEquals(rows.subList(0, 4).stream().map(r -> r.get("image")).toList(), top(4));
  }

  private List<String> top(int count) throws IOException {
    return records(predict("--top", String.valueOf(count)).out()).stream()
        .map(r -> r.get("image"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"scores.csv", "scores.jsonl", "scores.txt"})
  void outputFileHoldsWhatThePipeWouldGet(String name) throws IOException {
    Path file = folder.resolve(name);
    Cli cli = predict("--output", file.toString());
    assertEquals(0, cli.exit(), cli.err());
    assertEquals("", cli.out());
    String format = name.endsWith("txt") ? "table" : name.substring(7);
    assertEquals(predict("--format", format).out(), Files.readString(file));
  }

  @Test
  void galleryShowsTheImagesAndHowTheyWereScored() throws IOException {
    Files.writeString(photos.resolve("image03.png"), "no picture");
    Path page = folder.resolve("page.html");
    Cli cli = predict("--output", page.toString());
    assertEquals(0, cli.exit(), cli.err());
    String html = Files.readString(page);
    assertEquals(11, html.split("<img ", -1).length - 1);
    assertTrue(html.contains("tiny (fp32)"));
    assertTrue(html.contains("centre crop of 8"));
    assertEquals(3, predict("--output", page.toString(), "--top", "2", "--strict").exit());
    assertEquals(2, Files.readString(page).split("<img ", -1).length - 1);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.filter(f -> f.toString().endsWith(".part")).count());
    }
  }

  @Test
  void quietSaysNothingOnStandardError() {
    assertEquals("", predict("--quiet").err());
  }

  @Test
  void namesWithCommasQuotesAndLineFeedsComeBackFromCsv() throws IOException {
    Path odd = Cli.picture(folder.resolve("odd/a, \"b\"\nc.png"), 4);
    List<CSVRecord> rows =
        records(Cli.pipe("predict", odd.getParent().toString(), "--model", model).out());
    assertEquals(odd.toString(), rows.get(0).get("image"));
  }

  @Test
  void listOnStandardInputIsScored() throws IOException {
    String list = photos.resolve("image07.png") + "\n" + photos.resolve("image02.png") + "\n";
    Cli cli = Cli.run(list, false, "predict", "-", "--model", model);
    List<CSVRecord> rows = records(cli.out());
    assertEquals(2, rows.size());
    assertTrue(rows.get(0).get("image").endsWith("image07.png"));
  }

  @Test
  void tenCropsScoreOtherwise() {
    assertFalse(predict("--crops", "ten").out().equals(predict().out()));
    assertEquals(predict("--crops", "CENTRE").out(), predict("--crops", "centre").out());
  }

  @Test
  void preprocessingFlagsThatSayTheSameAsTheModelPass() {
    assertEquals(
        predict().out(), predict("--size", "21x21", "--crop", "8", "--divisor", "255").out());
  }

  @Test
  void preprocessingFlagsThatContradictTheModelAreRefused() {
    Cli cli = predict("--size", "21x21", "--crop", "8", "--mean", ".5");
    assertEquals(1, cli.exit());
    assertEquals("", cli.out());
    assertOneLine(cli.err());
    assertTrue(
        cli.err().contains("its images are stretched to 21 x 21, cropped to 8 x 8"), cli.err());
    assertTrue(cli.err().contains("- [0.0, 0.0, 0.0]"), cli.err());
    assertTrue(cli.err().contains("- [0.5, 0.5, 0.5]"), cli.err());
    assertTrue(cli.err().contains("--override-preprocessing"), cli.err());
  }

  @Test
  void overriddenPreprocessingIsSaidInEveryOutput() throws IOException {
    String[] other = {"--size", "21x21", "--crop", "8", "--mean", ".5", "--override-preprocessing"};
    Cli cli = predict(other);
    assertEquals(0, cli.exit(), cli.err());
    assertFalse(predict().out().equals(cli.out()));
    assertTrue(cli.err().contains("preprocessing overridden"), cli.err());
    for (String name : List.of("scores.csv", "scores.jsonl", "page.html")) {
      Path file = folder.resolve(name);
      List<String> all = new ArrayList<>(List.of(other));
      all.addAll(List.of("--output", file.toString()));
      assertEquals(0, predict(all.toArray(String[]::new)).exit());
      Path saying = name.endsWith("html") ? file : folder.resolve(name + ".run.json");
      String text = Files.readString(saying);
      assertTrue(text.toLowerCase(Locale.ROOT).contains("overridden"), text);
    }
  }

  /** A linear network over 3 x 5 x 8 inputs: height 5, width 8. */
  @Test
  void sizesAndCropsNeedNotBeSquare() throws IOException {
    Network network =
        Network.builder("wide", Shape.of(3, 5, 8))
            .then("flatten", new Flatten())
            .then("fc", new Linear(120, 1))
            .then("score", new Sigmoid())
            .build();
    Path file = folder.resolve("wide.onnx");
    Preprocessing wide =
        new Preprocessing(
            21,
            12,
            8,
            5,
            ChannelOrder.RGB,
            255,
            Preprocessing.RESMEM.mean(),
            Preprocessing.RESMEM.std(),
            null);
    OnnxExport.write(network, RandomWeights.of(network, 2), TestCards.fp32("wide", wide), file);
    String picture = Cli.picture(folder.resolve("one.png"), 1).toString();
    String[] own = {"predict", picture, "--model", file.toString()};
    Cli expected = Cli.pipe(own);
    assertEquals(0, expected.exit(), expected.err());

    assertEquals(expected.out(), Cli.pipe(with(own, "--size", "21x12", "--crop", "8x5")).out());
    Cli turned =
        Cli.pipe(with(own, "--size", "12x21", "--crop", "5x8", "--override-preprocessing"));
    assertEquals(1, turned.exit());
    assertOneLine(turned.err());
    assertTrue(turned.err().contains("[N, 3, 5, 8]") && turned.err().contains("[N, 3, 8, 5]"));
  }

  @Test
  void oneOfSeveralOutputsIsChosenByItsName() {
    String at = Shared.path("cases/11-onnx-odd-models").toString();
    String[] predict = {
      "predict", at + "/p/samp-422.jpg", "--model", at + "/onnx/two-out.onnx", "--size", "64x64"
    };
    Cli asked = Cli.pipe(predict);
    assertEquals(1, asked.exit());
    assertEquals("", asked.out());
    assertOneLine(asked.err());
    assertTrue(
        asked
            .err()
            .contains(
                "has 2 outputs: score float32 [N, 1], f float32 [N, 12288]. Choose the one that is"
                    + " the score: --model-output NAME"),
        asked.err());

    Cli chosen = Cli.pipe(with(predict, "--model-output", "score"));
    assertEquals(0, chosen.exit(), chosen.err());
    assertTrue(chosen.out().contains(",0.63798225,"), chosen.out());
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void cropThatTheModelDoesNotTakeIsAnError() {
    Cli cli =
        predict("--size", "40x30", "--order", "bgr", "--std", "1,2,3", "--override-preprocessing");
    assertEquals(1, cli.exit());
    assertOneLine(cli.err());
    assertTrue(cli.err().contains("[N, 3, 30, 30]. Correct the crop: --crop 8x8"), cli.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--crops;eleven",
        "--decode;gimp",
        "--precision;fp16",
        "--threads;0",
        "--threads;two",
        "--batch;0",
        "--batch;1000000",
        "--top;0",
        "--format;xml",
        "--output;scores.xlsx",
        "--size;256",
        "--size;0x10",
        "--crop;8x",
        "--crop;0",
        "--mean;1,2",
        "--unknown;1"
      })
  void wrongValuesAreBadUsage(String option, String value) {
    Cli cli = predict(option, value);
    assertEquals(2, cli.exit(), cli.err());
    assertEquals("", cli.out());
    assertEquals(2, cli.err().lines().count(), cli.err());
    assertTrue(cli.err().contains(option.substring(2)), cli.err());
  }

  @Test
  void preprocessingThatDoesNotFitIsBadUsage() {
    assertEquals(2, predict("--crop", "8").exit(), "without --size");
    assertEquals(2, predict("--size", "8x8", "--crop", "9").exit());
    assertEquals(2, predict("--size", "8x8", "--std", "0").exit());
    assertEquals(2, predict("--size", "8x8", "--divisor", "0").exit());
  }

  @Test
  void noImageNamedIsBadUsage() {
    assertEquals(2, Cli.pipe("predict").exit());
    assertEquals(2, Cli.pipe("predict", "-", "-", "--model", model).exit());
    assertEquals(2, Cli.pipe("forecast").exit());
  }

  @Test
  void resumeNeedsAFileThatCanBeContinued() {
    assertEquals(2, predict("--resume").exit());
    assertEquals(2, predict("--resume", "--output", folder + "/x.html").exit());
    assertEquals(2, predict("--resume", "--output", folder + "/x.csv", "--sort").exit());
    assertEquals(2, predict("--resume", "--output", folder + "/x.csv", "--top", "3").exit());
  }

  @Test
  void unknownModelIsOneLine() {
    Cli cli = Cli.pipe("predict", photos.toString(), "--model", "resnem");
    assertEquals(1, cli.exit());
    assertOneLine(cli.err());
    assertTrue(cli.err().contains("resnem"), cli.err());
  }

  @Test
  void fileThatIsNoModelIsOneLine() {
    Cli cli =
        Cli.pipe("predict", photos.toString(), "--model", photos.resolve("image00.png").toString());
    assertEquals(1, cli.exit());
    assertOneLine(cli.err());
  }

  @Test
  void otherPrecisionThanTheModelsIsOneLine() {
    assertEquals(0, predict("--precision", "fp32").exit());
    Cli cli = predict("--precision", "int8");
    assertEquals(1, cli.exit());
    assertOneLine(cli.err());
  }

  @Test
  void folderWithoutImagesIsOneLine() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Files.createFile(empty.resolve("notes.txt"));
    Cli cli = Cli.pipe("predict", empty.toString(), "--model", model);
    assertEquals(1, cli.exit());
    assertOneLine(cli.err());
    assertTrue(cli.err().contains(empty.toString()), cli.err());
    assertEquals(1, Cli.run("", false, "predict", "-", "--model", model).exit());
  }

  @Test
  void outputInAMissingFolderIsOneLineAndNothingIsMade() {
    Path file = folder.resolve("nowhere/scores.csv");
    Cli cli = predict("--output", file.toString());
    assertEquals(1, cli.exit());
    assertOneLine(cli.err());
    assertTrue(cli.err().contains("nowhere"), cli.err());
    assertFalse(Files.exists(file.getParent()));
  }

  @Test
  void outputThatCannotBeWrittenIsOneLine() throws IOException {
    Path locked = Files.writeString(folder.resolve("locked.csv"), "mine");
    assertTrue(locked.toFile().setWritable(false));
    assumeFalse(Files.isWritable(locked), "this user may write everything");
    Cli cli = predict("--output", locked.toString());
    assertEquals(1, cli.exit());
    assertOneLine(cli.err());
    assertEquals("mine", Files.readString(locked));
  }

  @Test
  void outputThatIsAFolderIsOneLine() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("scores.csv"));
    Cli cli = predict("--output", taken.toString());
    assertEquals(1, cli.exit());
    assertOneLine(cli.err());
  }

  @Test
  void runsSettingsAreKeptBesideTheScores() throws IOException {
    predict("--output", folder.resolve("scores.csv").toString(), "--crops", "ten");
    JsonNode settings = new JsonMapper().readTree(folder.resolve("scores.csv.run.json").toFile());
    assertEquals("tiny", settings.get("model").textValue());
    assertEquals("TEN", settings.get("crops").textValue());
    assertNull(settings.get("threads"));
  }

  @Test
  void helpNamesEveryOption() {
    Cli cli = Cli.pipe("predict", "--help");
    assertEquals(0, cli.exit());
    for (String option :
        List.of("--model", "--crops", "--precision", "--resume", "--strict", "--size", "--mean")) {
      assertTrue(cli.out().contains(option), option);
    }
  }

  @Test
  void aMisspeltFolderIsAnErrorBeforeAnythingIsFetched() {
    Cli cli = Cli.pipe("predict", folder + "/fotos", "--model", "no-such-model");
    assertEquals(1, cli.exit(), cli.err());
    assertOneLine(cli.err());
    assertEquals(
        "mneme: " + folder + "/fotos: no such file or folder; check the name", cli.err().strip());
    assertEquals("", cli.out());
  }

  @Test
  void aMisspeltNameBesideOthersCostsARowAndTheExitCode() throws IOException {
    Cli cli = predict("-q", folder + "/fotos");
    assertEquals(1, cli.exit(), cli.err());
    assertOneLine(cli.err());
    assertTrue(
        cli.err()
            .endsWith("fotos: no such file or folder; check the name. The others were scored\n"),
        cli.err());
    assertEquals(13, records(cli.out()).size());
  }

  @Test
  void whenNothingWasScoredTheRunFailed() throws IOException {
    Path raws = Files.createDirectories(folder.resolve("raws"));
    Files.writeString(raws.resolve("a.cr2"), "II*\0\20\0\0\0CR\2\0");
    Files.writeString(raws.resolve("b.jxl"), "\0\0\0\fJXL \r\n");
    Cli cli = Cli.pipe("predict", "-q", raws.toString(), "--model", model);
    assertEquals(1, cli.exit(), cli.err());
    assertOneLine(cli.err());
    List<CSVRecord> rows = records(cli.out());
    assertTrue(rows.get(0).get("error").contains("camera raw (Canon CR2)"), cli.out());
    assertTrue(rows.get(1).get("error").contains("JPEG XL cannot be read"), cli.out());
    assertEquals(
        3, Cli.pipe("predict", "-q", raws.toString(), "--model", model, "--strict").exit());
  }

  /** Whatever the damage, every picture of a folder has its row, in the folder's order. */
  @Test
  void noDamagedPictureIsLost() throws IOException {
    Path damaged = Files.createDirectories(folder.resolve("damaged"));
    byte[] sound = Files.readAllBytes(photos.resolve("image00.png"));
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      byte[] file =
          Arrays.copyOf(
              sound, random.nextInt(2) == 0 ? sound.length : random.nextInt(sound.length));
      for (int n = random.nextInt(4); n > 0 && file.length > 0; n--) {
        file[random.nextInt(file.length)] = (byte) random.nextInt();
      }
      Files.write(damaged.resolve("%03d.png".formatted(i)), file);
    }
    List<CSVRecord> rows =
        records(Cli.pipe("predict", "-q", damaged.toString(), "--model", model).out());
    assertEquals(200, rows.size());
    for (int i = 0; i < 200; i++) {
      assertTrue(rows.get(i).get("image").endsWith("%03d.png".formatted(i)));
      assertTrue(rows.get(i).get("score").isEmpty() != rows.get(i).get("error").isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "- photos", "- --output x.csv", "- --top 3", "- --format html"})
  void anInteractiveListStandsAlone(String more) {
    List<String> arguments = new ArrayList<>(List.of("predict", "--interactive", "--model", model));
    arguments.addAll(more.isEmpty() ? List.of(photos.toString()) : List.of(more.split(" ")));
    Cli cli = Cli.pipe(arguments.toArray(String[]::new));
    assertEquals(2, cli.exit(), cli.err());
    assertTrue(cli.err().startsWith("mneme: --interactive needs - as the only IMAGE"), cli.err());
  }
}
