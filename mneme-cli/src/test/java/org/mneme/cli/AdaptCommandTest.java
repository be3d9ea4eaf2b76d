package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.catalog.PublishedModel;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.image.ChannelOrder;
import org.mneme.image.InputSize;
import org.mneme.image.Preprocessing;
import org.mneme.network.Conv2d;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Relu;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.OnnxFile;

/** Two small networks of random weights; the brighter a picture, the better it is remembered. */
class AdaptCommandTest {
  private static final int PICTURES = 60;

  /** The whole of the picture of which the small networks see the middle. */
  private static final Preprocessing WHOLE_STANDARDISED =
      new Preprocessing(
          21, 21, 21, ChannelOrder.RGB, 255, List.of(.5f, .4f, .3f), List.of(.25f, .5f, .3f));

  private static final Preprocessing WIDE =
      new Preprocessing(
          16, 9, 12, 8, ChannelOrder.RGB, 255, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f), null);

  @TempDir private static Path folder;
  private static Path data;

  @BeforeAll
  static void makeModelsAndPictures() throws IOException {
    write("small1", TestCards.fp32("small1", 8), 1);
    write("small2", TestCards.fp32("small2", 8), 2);
    write("whole", TestCards.fp32("whole", WHOLE_STANDARDISED), 3);
    write("wide", TestCards.fp32("wide", WIDE), 5);
    write("low", TestCards.fp32("low", WIDE.withCrop(10, 7)), 6);
    data = Files.createDirectories(folder.resolve("data"));
    Files.createDirectories(data.resolve("images"));
    Random random = new Random(4);
    List<String> lines = new ArrayList<>(List.of("image,score"));
    for (int i = 0; i < PICTURES; i++) {
      int brightness = random.nextInt(200);
      BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 144; p++) {
        int grey = brightness + random.nextInt(56);
        image.setRGB(p % 12, p / 12, grey * 0x10101);
      }
      String name = "%02d.png".formatted(i);
      ImageIO.write(image, "png", data.resolve("images").resolve(name).toFile());
      lines.add(name + "," + (.2 + brightness / 400.0));
    }
    Files.write(data.resolve("scores.csv"), lines);
  }

  private static void write(String name, ModelCard card, int seed) throws IOException {
    InputSize size = card.preprocessing().input();
    Network network =
        Network.builder("small", Shape.of(size.channels(), size.height(), size.width()))
            .then("conv1", Conv2d.of(3, 8, 3))
            .then("relu1", new Relu())
            .build();
    OnnxExport.write(
        network, RandomWeights.of(network, seed), card, folder.resolve(name + ".onnx"));
  }

  private static Cli adapt(List<String> models, String... more) {
    List<String> command = new ArrayList<>(List.of("adapt", "--data", data.toString()));
    models.forEach(model -> command.addAll(List.of("--model", model)));
    command.addAll(List.of(more));
    return Cli.at(folder.resolve("home"), command.toArray(String[]::new));
  }

  /** Ten views of two networks that see other parts of pictures of 16 x 9. */
  @ParameterizedTest
  @CsvSource({"centre, 12, 8", "ten, 16, 9"})
  void networksOfImagesThatAreNotSquareAreAdapted(String views, int width, int height)
      throws IOException {
    Path out = folder.resolve("wide-%s.onnx".formatted(views));
    String one = folder.resolve("wide.onnx").toString();
    String two = folder.resolve("low.onnx").toString();
    Cli adapted =
        adapt(
            List.of(one, two),
            "--layer",
            one + ":relu1:grid2",
            "--layer",
            two + ":relu1:mean",
            "--head",
            "linear",
            "--views",
            views,
            "-o",
            out.toString());

    assertEquals(0, adapted.exit(), adapted.err());
    Preprocessing shared = OnnxFile.card(out).orElseThrow().preprocessing();
    assertEquals(List.of(width, height), List.of(shared.cropWidth(), shared.cropHeight()));
    Cli scored =
        Cli.at(
            folder.resolve("home"),
            "predict",
            data.resolve("images").toString(),
            "--model",
            out.toString());
    assertEquals(0, scored.exit(), scored.err());
    assertEquals(1 + PICTURES, scored.out().lines().count());
  }

  @ParameterizedTest
  @CsvSource({"kernel, centre", "linear, mirror", "kernel, ten"})
  void modelOfTwoNetworksRanksPicturesThatItHasNotSeen(String head, String views)
      throws IOException {
    Path out = folder.resolve("%s-%s.onnx".formatted(head, views));
    String one = folder.resolve("small1.onnx").toString();
    String two = folder.resolve("small2.onnx").toString();
    Cli adapted =
        adapt(
            List.of(one, two),
            "--layer",
            one + ":relu1:mean",
            "--layer",
            two + ":relu1:std",
            "--layer",
            two + ":relu1:mean",
            "--head",
            head,
            "--views",
            views,
            head.equals("kernel") ? "--components=20" : "--folds=5",
            "-o",
            out.toString());

    assertEquals(0, adapted.exit(), adapted.err());
    assertTrue(
        adapted.out().startsWith("5-fold cross-validation, round 1: Spearman 0.9"), adapted.out());
    ModelCard card = OnnxFile.card(out).orElseThrow();
    assertTrue(card.notes().get("training.cross-validation.1").contains("Spearman 0.9"));
    Path scores = folder.resolve("%s-%s.scores.csv".formatted(head, views));
    assertEquals(PICTURES + 1, Files.readAllLines(scores).size());

    Cli evaluated =
        Cli.at(
            folder.resolve("home"),
            "evaluate",
            "--data",
            data.toString(),
            "--model",
            out.toString(),
            "--scores",
            scores.toString(),
            "--output",
            folder.resolve(head + views).toString());
    assertEquals(0, evaluated.exit(), evaluated.err());
  }

  /** The same pictures with scores of another range. */
  private static Path scores(String name, DoubleUnaryOperator of) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(data.resolve("scores.csv"))) {
      String[] cells = line.split(",", -1);
      boolean header = cells[1].equals("score");
      lines.add(header ? line : cells[0] + "," + of.applyAsDouble(Double.parseDouble(cells[1])));
    }
    return Files.write(data.resolve(name + ".csv"), lines);
  }

  private Cli adaptTo(Path csv, Path out, String... more) {
    String one = folder.resolve("small1.onnx").toString();
    List<String> command = new ArrayList<>(List.of("adapt", "--data", csv.toString()));
    command.addAll(List.of("--model", one, "--layer", one + ":relu1:mean", "--any-score"));
    command.addAll(List.of("--components", "20", "-o", out.toString()));
    command.addAll(List.of(more));
    return Cli.at(folder.resolve("home"), command.toArray(String[]::new));
  }

  /** Percentages, and z-scores: the model gives numbers of the same kind, and ranks as well. */
  @ParameterizedTest
  @CsvSource({
    "percent, 100, 0, 0..100; the scale of its training data",
    "z, 8, -4, -2.38000..1.52000; as in its training data; whose scale it keeps"
  })
  void scoresOfAnyRangeAreLearntAsTheyAre(String name, double factor, double shift, String range)
      throws IOException {
    Path out = folder.resolve(name + ".onnx");
    Cli adapted = adaptTo(scores(name, s -> s * factor + shift), out);
    assertEquals(0, adapted.exit(), adapted.err());
    assertTrue(
        adapted.out().startsWith("5-fold cross-validation, round 1: Spearman 0.9"), adapted.out());
    String meaning = OnnxFile.card(out).orElseThrow().output();
    assertEquals(
        "memorability: %s; higher is more memorable".formatted(range.replace(";", ",")), meaning);
    Cli scored =
        Cli.at(
            folder.resolve("home"),
            "predict",
            "--format",
            "csv",
            "--model",
            out.toString(),
            data.resolve("images").toString());
    double[] predicted =
        scored
            .out()
            .lines()
            .skip(1)
            .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[1]))
            .toArray();
    double mean = Arrays.stream(predicted).average().orElseThrow();
    assertEquals((.2 + 100 / 400.) * factor + shift, mean, .1 * factor, scored.out());
    assertTrue(Arrays.stream(predicted).distinct().count() > PICTURES / 2, scored.out());
  }

  /** A network as small as one can be stands where ResMem's file would; the rest is real. */
  private static Path homeWithSmallResMem(String name) throws IOException {
    Path home = folder.resolve(name);
    ModelCard card = TestCards.fp32("resmem", 8);
    Network network =
        Network.builder("small", Shape.of(3, 8, 8))
            .then("conv1", Conv2d.of(3, 8, 3))
            .then("relu1", new Relu())
            .then("flatten", new Flatten())
            .then("fc", new Linear(8 * 6 * 6, 1))
            .then("score", new Sigmoid())
            .build();
    OnnxExport.write(
        network,
        RandomWeights.of(network, 7),
        new ModelCard(
            card.name(),
            card.preprocessing(),
            card.output(),
            card.licence(),
            card.origin(),
            PublishedModel.RESMEM.sha256(),
            card.precision(),
            card.fidelity(),
            card.notes()),
        Files.createDirectories(home.resolve("models")).resolve("resmem.onnx"));
    return home;
  }

  /** The small ResMem's own scores as human scores, through a line of this slope. */
  private static Path ownScores(Path home, String name, double slope) throws IOException {
    Cli scored =
        Cli.at(
            home,
            "predict",
            "--format",
            "csv",
            "--model",
            "resmem",
            "--no-cache", // what predict keeps, adapt would take
            data.resolve("images").toString());
    List<String> lines = new ArrayList<>(List.of("image,score"));
    for (String line : scored.out().lines().skip(1).toList()) {
      String[] cells = line.split(",", -1);
      String image = Path.of(cells[0]).getFileName().toString();
      lines.add(image + "," + (.5 + slope * (Double.parseDouble(cells[1]) - .5)));
    }
    assertEquals(1 + PICTURES, lines.size(), scored.err());
    return Files.write(data.resolve(name + ".csv"), lines);
  }

  /**
   * Where people agree with the published model, nothing fitted can be better; where they order the
   * pictures the other way round, anything that learns is.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 'Use resmem as published: the adapted model is '",
    "-1, 'Use the adapted model: on images that it was not fitted to, '"
  })
  void theBetterOfAdaptedAndPublishedModelIsRecommended(double slope, String recommended)
      throws IOException {
    String name = String.format(Locale.ROOT, "slope%.0f", slope);
    Path home = homeWithSmallResMem("home-" + name);
    Path csv = ownScores(home, name, slope);
    Path out = folder.resolve(name + ".onnx");
    List<String> command = new ArrayList<>(List.of("adapt", "--data", csv.toString()));
    command.addAll(List.of("--model", "resmem", "--layer", "resmem:relu1:mean"));
    command.addAll(List.of("--components", "20", "-o", out.toString()));
    Cli adapted = Cli.at(home, command.toArray(String[]::new));

    assertEquals(0, adapted.exit(), adapted.err());
    List<String> lines = adapted.out().lines().toList();
    assertEquals(3, lines.size(), adapted.out());
    assertTrue(lines.get(1).startsWith("On the same 60 images: Spearman 0."), adapted.out());
    assertTrue(
        lines.get(1).contains(String.format(Locale.ROOT, "%.4f", slope))
            && lines.get(1).contains("difference "),
        adapted.out());
    assertTrue(lines.get(2).startsWith(recommended), adapted.out());
    assertTrue(adapted.err().contains("60 images are few"), adapted.err());
    assertEquals(
        lines.get(1), OnnxFile.card(out).orElseThrow().notes().get("training.against.resmem"));
    assertTrue(adapted.err().contains("Scoring with resmem as published"), adapted.err());
    Cli again = Cli.at(home, command.toArray(String[]::new));
    assertEquals(adapted.out(), again.out());
    assertFalse(again.err().contains("Scoring with"), again.err());
  }

  /** It may have been trained on these very images. */
  @Test
  void modelFilesOfOnesOwnAreNotComparedWith() throws IOException {
    Cli adapted = adaptTo(data.resolve("scores.csv"), folder.resolve("own.onnx"));
    assertEquals(0, adapted.exit(), adapted.err());
    assertEquals(1, adapted.out().lines().count(), adapted.out());
  }

  @Test
  void scoresThatDoNotDifferAreAnError() throws IOException {
    Cli adapted = adaptTo(scores("same", s -> .5), folder.resolve("same.onnx"));
    assertEquals(1, adapted.exit(), adapted.out());
    assertTrue(
        adapted.err().contains("all 60 images to learn from have the score 0.5"), adapted.err());
  }

  @ParameterizedTest
  @CsvSource({
    "mine.txt, --folds=5, a model file's name ends in .onnx",
    "mine, --folds=5, such as mine.onnx",
    "mine.onnx, --folds=0 --repeated=3, --repeated would be ignored",
    "mine.onnx, --head=linear, --components would be ignored: needs --head kernel",
  })
  void whatWouldBeTakenAndIgnoredIsBadUsage(String out, String options, String message)
      throws IOException {
    Cli adapted = adaptTo(data.resolve("scores.csv"), folder.resolve(out), options.split(" ", -1));
    assertEquals(2, adapted.exit(), adapted.out());
    assertTrue(adapted.err().contains(message), adapted.err());
  }

  /**
   * The command itself compares scores of the finished file with the fit's, and fails where they
   * differ.
   */
  @ParameterizedTest
  @CsvSource({"mirror", "ten"})
  void networksThatRemoveOtherMeansFromOtherSquaresShareAModel(String views) throws IOException {
    Path out = folder.resolve("shared-%s.onnx".formatted(views));
    String one = folder.resolve("small1.onnx").toString();
    String whole = folder.resolve("whole.onnx").toString();
    Cli adapted =
        adapt(
            List.of(one, whole),
            "--layer",
            one + ":relu1:std",
            "--layer",
            whole + ":relu1:mean",
            "--views",
            views,
            "-o",
            out.toString());

    assertEquals(0, adapted.exit(), adapted.err());
    assertTrue(
        adapted.out().startsWith("5-fold cross-validation, round 1: Spearman 0.9"), adapted.out());
    Preprocessing shared = OnnxFile.card(out).orElseThrow().preprocessing();
    assertEquals(List.of(0f, 0f, 0f), shared.mean());
    assertEquals(21, shared.cropWidth());
  }

  @Test
  void cacheIsListedAndPruned() {
    String home = "cache-home";
    String one = folder.resolve("small1.onnx").toString();
    Cli adapted =
        Cli.at(
            folder.resolve(home),
            "adapt",
            "--data",
            data.toString(),
            "--model",
            one,
            "--layer",
            one + ":relu1:mean",
            "--folds",
            "0",
            "--views",
            "centre",
            "-o",
            folder.resolve("c.onnx").toString());
    assertEquals(0, adapted.exit(), adapted.err());
    Cli listed = Cli.at(folder.resolve(home), "cache", "list");
    assertTrue(
        listed.out().lines().anyMatch(l -> l.startsWith("relu1") && l.contains(" 60 ")),
        listed.out());
    assertTrue(Cli.at(folder.resolve(home), "cache", "prune").out().startsWith("0 deleted"));
    assertTrue(
        Cli.at(folder.resolve(home), "cache", "prune", "--days", "0")
            .out()
            .startsWith("1 deleted"));
    assertEquals(2, Cli.at(folder.resolve(home), "cache", "list").out().lines().count());
  }

  @Test
  void modelWithoutUsualLayersAsksForThem() {
    Cli adapted =
        Cli.pipe(
            "adapt",
            "--data",
            data.toString(),
            "--model",
            folder.resolve("small1.onnx").toString(),
            "-o",
            folder.resolve("no.onnx").toString());
    assertEquals(1, adapted.exit());
    assertTrue(adapted.err().contains("name the layers to look at"), adapted.err());
  }

  private static Cli predict(Path model, String... more) {
    List<String> command = new ArrayList<>(List.of("predict"));
    command.addAll(List.of(more));
    command.addAll(List.of("--quiet", "--model", model.toString()));
    return Cli.at(folder.resolve("home"), command.toArray(String[]::new));
  }

  private static Path picture(String name, int red, int green, int blue) throws IOException {
    BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 144; p++) {
      image.setRGB(p % 12, p / 12, (p % 2 == 0 ? red << 16 | green << 8 | blue : 0));
    }
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  /**
   * The file alone tells: 90 % of the pictures that it was fitted to lie in their interval (at
   * least 80 % of 60), and a picture of another kind, striped and coloured, is unlike all of them.
   */
  @Test
  void anAdaptedModelTellsHowSureItIs() throws IOException {
    Path out = folder.resolve("sure.onnx");
    Cli adapted =
        adapt(
            List.of(folder.resolve("small1.onnx").toString()),
            "--layer",
            folder.resolve("small1.onnx") + ":relu1:mean",
            "--head",
            "kernel",
            "-o",
            out.toString());
    assertEquals(0, adapted.exit(), adapted.err());
    assertTrue(adapted.err().contains("90 % intervals: "), adapted.err());
    Path strange = picture("strange.png", 255, 0, 200);
    Path csv = folder.resolve("sure.csv");
    Cli predicted =
        predict(out, data.resolve("images").toString(), strange + "", "-o", csv.toString());
    assertEquals(0, predicted.exit(), predicted.err());
    List<String> rows = Files.readAllLines(csv);
    assertEquals("image,score,error,low,high,familiar", rows.get(0));
    List<String> truth = Files.readAllLines(data.resolve("scores.csv"));
    int inside = 0;
    int familiar = 0;
    for (int i = 1; i <= PICTURES; i++) {
      String[] cells = rows.get(i).split(",", -1);
      double human = Double.parseDouble(truth.get(i).split(",", -1)[1]);
      inside +=
          Double.parseDouble(cells[3]) <= human && human <= Double.parseDouble(cells[4]) ? 1 : 0;
      familiar += Double.parseDouble(cells[5]) >= .05 ? 1 : 0;
    }
    assertTrue(inside >= .8 * PICTURES, inside + " of " + PICTURES);
    assertTrue(familiar >= .9 * PICTURES, familiar + " of " + PICTURES);
    String[] last = rows.get(PICTURES + 1).split(",", -1);
    assertTrue(Double.parseDouble(last[5]) < .05, rows.get(PICTURES + 1));
    Cli again =
        predict(
            out, data.resolve("images").toString(), strange + "", "--resume", "-o", csv.toString());
    assertEquals(0, again.exit(), again.err());
    assertEquals(rows, Files.readAllLines(csv));
    Cli json = predict(out, strange.toString(), "--format", "jsonl");
    assertTrue(
        json.out().matches("(?s).*\"low\":[^n].*\"high\":[^n].*\"familiar\":0.*"), json.out());
    Cli table =
        Cli.at(
            folder.resolve("home"),
            "predict",
            strange + "",
            "--format",
            "table",
            "--model",
            out + "");
    assertTrue(table.out().contains("(of another kind)"), table.out());
  }

  private static Cli calibrate(Path model, Path out) {
    return Cli.at(
        folder.resolve("home"),
        "evaluate",
        "--data",
        data.toString(),
        "--model",
        model.toString(),
        "--calibrate",
        out.toString(),
        "-o",
        folder.resolve("calibration").toString());
  }

  private static double familiar(Cli predicted) {
    assertEquals(0, predicted.exit(), predicted.err());
    List<String> rows = predicted.out().lines().toList();
    assertEquals("image,score,error,low,high,familiar", rows.get(0));
    return Double.parseDouble(rows.get(1).substring(rows.get(1).lastIndexOf(',') + 1));
  }

  /** What a network sees in its last layer but one: eight channels' means, then a score. */
  private static Path scoring(String name, int seed) throws IOException {
    Network network =
        Network.builder(name, Shape.of(3, 8, 8))
            .then("conv1", Conv2d.of(3, 8, 3))
            .then("relu1", new Relu())
            .then("flat", new Flatten())
            .then("fc", new Linear(288, 1))
            .then("score", new Sigmoid())
            .build();
    Path file = folder.resolve(name + ".onnx");
    OnnxExport.write(network, RandomWeights.of(network, seed), TestCards.fp32(name, 8), file);
    return file;
  }

  /**
   * A model that was not fitted here learns from an evaluation how sure it is: its scores stay to
   * the last digit, pictures like those of the evaluation are familiar, one of another kind is not.
   */
  @Test
  void anEvaluationWritesAModelThatKnowsHowSureItIs() throws IOException {
    Path plain = scoring("plain", 3);
    Path out = folder.resolve("calibrated.onnx");
    Cli evaluated = calibrate(plain, out);
    assertEquals(0, evaluated.exit(), evaluated.err());
    assertTrue(
        evaluated.err().contains("from 60 images, and telling how familiar a picture is"),
        evaluated.err());
    String images = data.resolve("images").toString();
    List<String> before = predict(plain, images, "--format", "csv").out().lines().toList();
    List<String> after = predict(out, images, "--format", "csv").out().lines().toList();
    assertEquals("image,score,error", before.get(0));
    int familiar = 0;
    for (int i = 1; i <= PICTURES; i++) {
      assertTrue(after.get(i).startsWith(before.get(i) + ","), after.get(i));
      String cell = after.get(i).substring(after.get(i).lastIndexOf(',') + 1);
      familiar += Double.parseDouble(cell) >= .05 ? 1 : 0;
    }
    assertTrue(familiar >= .9 * PICTURES, familiar + " of " + PICTURES);
    Path strange = picture("strange3.png", 255, 0, 200);
    assertTrue(familiar(predict(out, strange.toString(), "--format", "csv")) < .05);
    // Calibrated once more, it is the same file: nothing of the first calibration is left in it.
    Path again = folder.resolve("again.onnx");
    Cli second = calibrate(out, again);
    assertEquals(0, second.exit(), second.err());
    assertEquals(Files.size(out), Files.size(again));
    assertEquals(
        after, predict(again, images, "--format", "csv").out().lines().toList(), second.err());
  }

  /** An adapted model keeps what it knows of the pictures that it was fitted to. */
  @Test
  void anAdaptedModelStaysFamiliarWithItsOwnPictures() throws IOException {
    Path adapted = folder.resolve("own.onnx");
    String small = folder.resolve("small1.onnx").toString();
    Cli made = adapt(List.of(small), "--layer", small + ":relu1:mean", "-o", adapted.toString());
    assertEquals(0, made.exit(), made.err());
    Path out = folder.resolve("own-calibrated.onnx");
    Cli evaluated = calibrate(adapted, out);
    assertEquals(0, evaluated.exit(), evaluated.err());
    assertTrue(
        evaluated
            .err()
            .contains(
                "own.onnx: familiarity stays that beside the pictures that the model was fitted to"),
        evaluated.err());
    String image = data.resolve("images/00.png").toString();
    assertEquals(
        familiar(predict(adapted, image, "--format", "csv")),
        familiar(predict(out, image, "--format", "csv")));
  }

  /** A network whose score is made of the picture itself has no features to compare. */
  @Test
  void whereFamiliarityCannotBeHadOneLineSaysWhy() throws IOException {
    Network network =
        Network.builder("flat", Shape.of(3, 8, 8))
            .then("flat", new Flatten())
            .then("fc", new Linear(192, 1))
            .then("score", new Sigmoid())
            .build();
    Path plain = folder.resolve("flat.onnx");
    OnnxExport.write(network, RandomWeights.of(network, 4), TestCards.fp32("flat", 8), plain);
    Path out = folder.resolve("flat-calibrated.onnx");
    Cli evaluated = calibrate(plain, out);
    assertEquals(0, evaluated.exit(), evaluated.err());
    assertTrue(
        evaluated.err().contains("flat.onnx: familiarity needs a layer before the score"),
        evaluated.err());
    String image = data.resolve("images/00.png").toString();
    List<String> rows = predict(out, image, "--format", "csv").out().lines().toList();
    assertEquals("image,score,error,low,high,familiar", rows.get(0));
    assertTrue(rows.get(1).endsWith(","), rows.get(1));
  }
}
