package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.catalog.PublishedModel;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.image.ChannelOrder;
import org.mneme.image.Preprocessing;
import org.mneme.network.Network;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.OnnxFile;

/** Two small networks of random weights; the brighter a picture, the better it is remembered. */
class AdaptCommandTest {
  private static final int PICTURES = BrightPictures.COUNT;

  /** The whole of the picture of which the small networks see the middle. */
  private static final Preprocessing WHOLE_STANDARDISED =
      new Preprocessing(
          21, 21, 21, ChannelOrder.RGB, 255, List.of(.5f, .4f, .3f), List.of(.25f, .5f, .3f));

  private static final Preprocessing WIDE =
      new Preprocessing(
          16, 9, 12, 8, ChannelOrder.RGB, 255, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f), null);

  @TempDir private static Path folder;
  private static BrightPictures pictures;
  private static Path data;

  @BeforeAll
  static void makeModelsAndPictures() throws IOException {
    pictures = BrightPictures.in(folder);
    pictures.write("small1", TestCards.fp32("small1", 8), 1);
    pictures.write("small2", TestCards.fp32("small2", 8), 2);
    pictures.write("whole", TestCards.fp32("whole", WHOLE_STANDARDISED), 3);
    pictures.write("wide", TestCards.fp32("wide", WIDE), 5);
    pictures.write("low", TestCards.fp32("low", WIDE.withCrop(10, 7)), 6);
    data = pictures.data();
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
        pictures.adapt(
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
        pictures.adapt(
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
    Network network = BrightPictures.scoring();
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
        pictures.adapt(
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
}
