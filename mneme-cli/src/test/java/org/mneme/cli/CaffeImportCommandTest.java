package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.caffe.CaffeFiles;
import org.mneme.golden.Shared;
import org.mneme.image.ChannelOrder;
import org.mneme.image.Preprocessing;
import org.mneme.network.Shape;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;

class CaffeImportCommandTest {
  @TempDir Path folder;

  private Cli models(Object... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "models";
    for (int i = 0; i < arguments.length; i++) {
      all[i + 1] = arguments[i].toString();
    }
    return Cli.at(folder, all);
  }

  private static Path golden(String name) {
    return Shared.path("models/caffe/" + name);
  }

  private Path importMini(Object... more) {
    Path out = folder.resolve("mini.onnx");
    Object[] arguments = new Object[6 + more.length];
    arguments[0] = "import";
    arguments[1] = golden("mini-memnet/deploy.prototxt");
    arguments[2] = "--weights";
    arguments[3] = golden("mini-memnet/mini-memnet.caffemodel");
    arguments[4] = "-o";
    arguments[5] = out;
    System.arraycopy(more, 0, arguments, 6, more.length);
    Cli run = models(arguments);
    assertEquals(0, run.exit(), run.err());
    return out;
  }

  /**
   * Scores of ../shared/cases/15, whose mean image is 48 x 36 and whose network takes 32 x 32: by
   * the case's own NumPy reference, 4.850012 and 1.029722.
   */
  @Test
  void aMeanImageThatIsNotSquareIsSubtractedWhereItLies() throws IOException {
    Path at = Shared.path("cases/15-caffe-mean-and-gray");
    Path out = folder.resolve("m.onnx");
    Cli imported =
        models(
            "import",
            at.resolve("ok.prototxt"),
            "--weights",
            at.resolve("w.caffemodel"),
            "--mean",
            at.resolve("mean-48x36.binaryproto"),
            "--force",
            "-o",
            out);
    assertEquals(0, imported.exit(), imported.err());

    assertScores(List.of(1.029722, 4.850012), at, out);
  }

  /**
   * The gray network of ../shared/cases/15: convolution, ReLU and inner product in NumPy 2.3 on
   * Pillow 13.0.0's {@code convert("L").resize((32, 32), BILINEAR)}, in float64, 2026-11-28.
   */
  @Test
  void aNetworkOfGrayImagesScoresTheirLuminance() throws IOException {
    Path at = Shared.path("cases/15-caffe-mean-and-gray");
    Path out = folder.resolve("g.onnx");
    Cli imported =
        models(
            "import",
            at.resolve("gray.prototxt"),
            "--weights",
            at.resolve("g.caffemodel"),
            "--force",
            "-o",
            out);
    assertEquals(0, imported.exit(), imported.err());

    assertScores(List.of(.44089540672525734, .4384058288296273), at, out);
  }

  private void assertScores(List<Double> expected, Path at, Path model) {
    Cli run =
        Cli.at(
            folder,
            "predict",
            "-q",
            "--decode",
            "pillow",
            at.resolve("p").toString(),
            "--model",
            model.toString());
    assertEquals(0, run.exit(), run.err());
    List<String> rows = run.out().lines().skip(1).toList();
    assertEquals(expected.size(), rows.size(), run.out());
    for (int i = 0; i < rows.size(); i++) {
      double score = Double.parseDouble(rows.get(i).split(",", -1)[1]);
      assertEquals(expected.get(i), score, 1e-5, run.out()); // sums of float32
    }
  }

  /** Two heads over the same inputs: the sum of all, and twice that, which is written last. */
  @Test
  void oneOfSeveralOutputsIsAskedForWithAList() throws IOException {
    String head =
        " layer { name: '%s' type: 'InnerProduct' bottom: 'data' top: '%s' inner_product_param {"
            + " num_output: 1 bias_term: false } }";
    Path definition =
        Files.writeString(
            folder.resolve("heads.prototxt"),
            "name: 'heads' input: 'data' input_dim: [1, 3, 2, 2]"
                + head.formatted("one", "once")
                + head.formatted("two", "twice"));
    Path weights =
        CaffeFiles.write(
            folder.resolve("heads.caffemodel"),
            CaffeFiles.Form.V2,
            Map.of(
                "one", List.of(new CaffeFiles.Blob(Shape.of(1, 12), () -> 1)),
                "two", List.of(new CaffeFiles.Blob(Shape.of(1, 12), () -> 2))));
    Path picture = even(folder.resolve("even.png"));
    Path out = folder.resolve("heads.onnx");
    Object[] command = {"import", definition, "--weights", weights, "--force", "-o", out};

    Cli asked = models(command);
    assertEquals(1, asked.exit());
    assertTrue(asked.err().contains("has 2 outputs: once [1], twice [1]. Choose"), asked.err());
    assertTrue(Files.notExists(out));

    for (String name : List.of("once", "twice")) {
      Object[] more = Arrays.copyOf(command, command.length + 2);
      more[command.length] = "--model-output";
      more[command.length + 1] = name;
      assertEquals(0, models(more).exit());
      Cli run = Cli.at(folder, "predict", picture.toString(), "--model", out.toString());
      String score = name.equals("once") ? "240.0" : "480.0"; // 4 x (10 + 20 + 30)
      assertEquals("image,score,error\n%s,%s,\n".formatted(picture, score), run.out(), run.err());
    }
    assertTrue(models("inspect", definition).out().contains("output     once float32 [N, 1]"));
  }

  /**
   * A network of 3 x 6 x 7 that adds all its inputs up, on a picture of three even colours: 42 x
   * (10 + 20 + 30).
   */
  @Test
  void aNetworkOfImagesThatAreNotSquareIsImportedAndScoredWithEitherCrops() throws IOException {
    Path definition =
        Files.writeString(
            folder.resolve("wide.prototxt"),
            "name: 'wide' input: 'data' input_dim: [1, 3, 6, 7] layer { name: 'ip' type:"
                + " 'InnerProduct' bottom: 'data' top: 'ip' inner_product_param { num_output: 1"
                + " bias_term: false } }");
    Path weights =
        CaffeFiles.write(
            folder.resolve("wide.caffemodel"),
            CaffeFiles.Form.V2,
            Map.of("ip", List.of(new CaffeFiles.Blob(Shape.of(1, 126), () -> 1))));
    Path picture = even(folder.resolve("even.png"));
    for (String size : List.of("7x6", "9x8")) {
      Path out = folder.resolve("wide.onnx");
      Cli imported =
          models("import", definition, "--weights", weights, "--size", size, "--force", "-o", out);
      assertEquals(0, imported.exit(), imported.err());
      for (String crops : List.of("centre", "ten")) {
        Cli run =
            Cli.at(
                folder, "predict", picture.toString(), "--model", out.toString(), "--crops", crops);
        assertEquals("image,score,error\n%s,2520.0,\n".formatted(picture), run.out(), run.err());
      }
    }
  }

  /** Red 10, green 20, blue 30 all over. */
  private static Path even(Path file) throws IOException {
    BufferedImage image = new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 81; i++) {
      image.setRGB(i % 9, i / 9, 0x0a141e);
    }
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  /** The command of the documentation, on the small MemNet and a real mean image. */
  @Test
  void aDefinitionItsWeightsAndItsMeanImageBecomeAModelFile() throws IOException {
    Path out = importMini("--mean", golden("mean.binaryproto"));

    ModelCard card = OnnxFile.card(out).orElseThrow();
    Preprocessing p = card.preprocessing();
    assertEquals("mini-memnet", card.name());
    assertEquals(List.of(256, 256, 73), List.of(p.width(), p.height(), p.cropWidth()));
    assertEquals(ChannelOrder.BGR, p.order());
    assertEquals(1, p.divisor());
    assertTrue(String.valueOf(p.meanImage()).startsWith("256 x 256, SHA-256 "), p.toString());

    Cli inspected = models("inspect", out);
    assertTrue(inspected.out().contains("input      data float32 [N, 3, 73, 73]"), inspected.out());
    assertTrue(
        inspected.out().contains("bgr, (value / 1.0 - mean image (256 x 256, "), inspected.out());
    assertTrue(inspected.out().contains("output     fc8-euclidean float32 [N, 1]"));
    Cli json = models("inspect", "--json", out);
    assertTrue(json.out().length() < 50_000, "the mean image itself is not shown");
  }

  @Test
  void theModelFileScoresPhotographs() throws IOException {
    Path plain = importMini("--mean", golden("mean.npy"));
    Path picture = Cli.picture(folder.resolve("photos/a.png"), 1);
    double raw = score(plain, picture, "centre");
    assertNotEquals(raw, score(plain, picture, "ten"));

    importMini("--mean", golden("mean.npy"), "--rescale", "memnet", "--force");

    // (y - 0.7626) * 2 + 0.65, within 0..1 (Khosla et al., 2015); 6 digits are printed.
    assertEquals(
        Math.min(1, Math.max(0, (raw - .7626) * 2 + .65)), score(plain, picture, "centre"), 3e-6);
  }

  private double score(Path model, Path picture, String crops) throws IOException {
    Path out = folder.resolve("scores.csv");
    Files.deleteIfExists(out);
    Cli run =
        Cli.at(
            folder,
            "predict",
            picture.toString(),
            "--model",
            model.toString(),
            "--crops",
            crops,
            "--output",
            out.toString());
    assertEquals(0, run.exit(), run.err());
    return Double.parseDouble(Files.readAllLines(out).get(1).split(",", -1)[1]);
  }

  /**
   * A file as large as the published one, 228 MB: read through a map and written in pieces, it is
   * imported and scored in the test's usual heap.
   */
  @Test
  void memNetsOwnWeightsNeedNoDefinition() throws IOException {
    Path weights = folder.resolve("memnet.caffemodel");
    CaffeFiles.write(weights, CaffeFiles.Form.V1, CaffeFiles.random(CaffeFiles.memNet(), 7));
    Path out = folder.resolve("memnet-caffe.onnx");

    Cli run =
        models(
            "import",
            weights,
            "--network",
            "memnet-caffe",
            "--mean",
            golden("mean.binaryproto"),
            "-o",
            out);

    assertEquals(0, run.exit(), run.err());
    ModelCard card = OnnxFile.card(out).orElseThrow();
    assertEquals("memnet-caffe", card.name());
    assertEquals(227, card.preprocessing().cropWidth());
    assertEquals("memorability: the network's own number, not rescaled", card.output());
    Path picture = Cli.picture(folder.resolve("photos/a.png"), 1);
    double centre = score(out, picture, "centre");
    double ten = score(out, picture, "ten");
    assertTrue(Double.isFinite(centre) && Double.isFinite(ten));
    assertNotEquals(centre, ten);
  }

  @Test
  void inspectShowsCaffesFiles() {
    Cli model = models("inspect", golden("mini-memnet/legacy.caffemodel"));
    assertEquals(0, model.exit(), model.err());
    assertTrue(model.out().contains("format     Caffe model (V1)"), model.out());
    assertTrue(model.out().contains("conv1      Convolution"), model.out());
    assertTrue(model.out().contains("  conv1.0 float32 [24, 3, 11, 11]"), model.out());

    Cli definition = models("inspect", golden("lenet/deploy.prototxt"));
    assertTrue(definition.out().contains("format     Caffe definition (V2)"), definition.out());
    assertTrue(definition.out().contains("input      data float32 [N, 1, 28, 28]"));
    assertTrue(definition.out().contains("  ip1.weight float32 [500, 800]"));

    Cli mean = models("inspect", golden("mean.binaryproto"));
    assertTrue(mean.out().contains("mean image, BGR float32 [3, 256, 256]"), mean.out());
  }

  @Test
  void aDefinitionThatDoesNotSayItsInputAsksForIt() {
    Path out = folder.resolve("lenet.onnx");
    Object[] asked = {
      "import",
      golden("lenet/train_test.prototxt"),
      "--weights",
      golden("lenet/lenet.caffemodel"),
      "-o",
      out
    };

    Cli run = models(asked);

    assertEquals(1, run.exit());
    assertTrue(
        run.err().contains("train_test.prototxt:19: does not say how large its images are"),
        run.err());
    Object[] answered = Arrays.copyOf(asked, asked.length + 2);
    answered[6] = "--input";
    answered[7] = "1x28x28";
    Cli again = models(answered);
    assertEquals(0, again.exit(), again.err());
    assertTrue(models("inspect", out).out().contains("input      data float32 [N, 1, 28, 28]"));
  }

  @Test
  void weightsOfAnotherNetworkAreNamedBlobByBlob() {
    Cli run =
        models(
            "import",
            golden("mini-memnet/deploy.prototxt"),
            "--weights",
            golden("lenet/lenet.caffemodel"),
            "-o",
            folder.resolve("x.onnx"));

    assertEquals(1, run.exit());
    assertTrue(
        run.err().contains("conv1.0 is [20, 1, 5, 5], not [24, 3, 11, 11]")
            && run.err().contains("conv3.0 is missing, needed is [48, 32, 3, 3]"),
        run.err());
    assertTrue(Files.notExists(folder.resolve("x.onnx")));
  }

  @Test
  void flagsThatDoNotGoTogetherAreUsageErrors() {
    Path prototxt = folder.resolve("a.prototxt");
    Path weights = folder.resolve("a.caffemodel");
    assertUsage("three numbers", "import", prototxt, "-o", "x.onnx", "--rescale", "1,2");
    assertUsage("--weights X.caffemodel", "import", prototxt, "-o", "x.onnx");
    assertUsage("--network", "import", weights, "-o", "x.onnx");
    assertUsage("leave --network away", "import", prototxt, "--network", "resmem", "-o", "x.onnx");
    assertUsage(
        "only for Caffe networks",
        "import",
        weights,
        "--network",
        "resmem",
        "--mean",
        "m.npy",
        "-o",
        "x.onnx");
  }

  private void assertUsage(String says, Object... arguments) {
    Cli run = models(arguments);
    assertEquals(2, run.exit(), run.err());
    assertTrue(run.err().contains(says), run.err());
  }
}
