package org.mneme.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.golden.OnnxProtos;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.Shared;
import org.mneme.golden.TestCards;
import org.mneme.image.ChannelOrder;
import org.mneme.image.DecodeMode;
import org.mneme.image.Preprocessing;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxExport;

/** ONNX files as other tools write them: other numbers, other orders, several outputs. */
class OddModelsTest {
  private static final String CASES = "cases/11-onnx-odd-models/";

  @TempDir Path folder;

  private static ScorerOptions options(Preprocessing preprocessing) {
    return ScorerOptions.defaults()
        .withThreads(1)
        .withBatch(2)
        .withDecode(DecodeMode.PILLOW)
        .withPreprocessing(preprocessing);
  }

  private static Preprocessing plain(int width, int height, ChannelOrder order) {
    return new Preprocessing(
        width,
        height,
        width,
        height,
        order,
        255,
        Collections.nCopies(order.channels(), 0f),
        Collections.nCopies(order.channels(), 1f),
        null);
  }

  private static final Preprocessing CASE = plain(64, 64, ChannelOrder.RGB);

  /**
   * ONNX Runtime 1.32.0 in Python on Pillow 13.0.0's pixels, 2026-11-28; float32 to rounding,
   * float16 to one unit in its last place, which is 2^-11 at .6.
   */
  @ParameterizedTest
  @CsvSource({
    "ok, .6101433, .63798225, 1e-6",
    "b1, .6101433, .63798225, 1e-6",
    "b5, .6101433, .63798225, 1e-6",
    "symbolic, .6101433, .63798225, 1e-6",
    "ir3-init-inputs, .6101433, .63798225, 1e-6",
    "opset7, .6101433, .63798225, 1e-6",
    "squeeze-all, .6101433, .63798225, 1e-6",
    "lies, .6101433, .63798225, 1e-6",
    "fp16, .61, .638, 5e-4",
    "nhwc, .68881786, .6279858, 1e-6",
    "uint8, 1, 1, 1e-6",
  })
  void theCasesScoreAsInPython(String model, float first, float second, float rounding)
      throws IOException {
    List<Path> images =
        List.of(Shared.path(CASES + "p/p-la.png"), Shared.path(CASES + "p/samp-422.jpg"));
    Path file = Shared.path(CASES + "onnx/" + model + ".onnx");
    try (Scorer scorer = Scorer.open(file, options(CASE))) {
      List<Score> scores = scorer.scoreAll(images);
      assertEquals(first, scores.get(0).value(), rounding);
      assertEquals(second, scores.get(1).value(), rounding);
      assertEquals(second, scorer.score(images.get(1)), rounding);
      assertEquals(model.equals("uint8") ? 1 : 255, scorer.preprocessing().divisor());
    }
  }

  @Test
  void oneOfSeveralOutputsIsChosenByName() throws IOException {
    Path file = Shared.path(CASES + "onnx/two-out.onnx");
    Path image = Shared.path(CASES + "p/samp-422.jpg");
    try (Scorer scorer = Scorer.open(file, options(CASE).withOutput("score"))) {
      assertEquals(.63798225f, scorer.score(image), 1e-6);
    }
    assertRefused(
        file,
        options(CASE),
        "has 2 outputs: score float32 [N, 1], f float32 [N, 12288]. Choose the one");
    assertRefused(
        file,
        options(CASE).withOutput("f"),
        "its output 'f' has 12288 numbers for each image; one number an image is needed");
    assertRefused(
        file, options(CASE).withOutput("F"), "has no output 'F'; it has score float32 [N, 1], f");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "new-ir14; is of ONNX IR version 14, and ONNX Runtime here reads up to 13; export it",
        "new-ir99; is of ONNX IR version 99, and ONNX Runtime here reads up to 13; export it",
        "new-ops99; is of opset 99, and ONNX Runtime here knows those of 'ai.onnx' up to 26; export",
        "seven; its output 'score' has 7 numbers for each image; one number an image is needed",
      })
  void whatCannotBeScoredIsSaidInOneShortLine(String model, String words) {
    assertRefused(Shared.path(CASES + "onnx/" + model + ".onnx"), options(CASE), words);
  }

  private static void assertRefused(Path file, ScorerOptions options, String words) {
    ModelException error =
        assertThrows(ModelException.class, () -> Scorer.open(file, options).close());
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith(file + ": " + words), message);
    assertTrue(message.length() < file.toString().length() + 200, message);
    for (String jargon : List.of("TensorInfo", "::", "Error code", ".cc:", "ORT_")) {
      assertFalse(message.contains(jargon), message);
    }
  }

  /** A linear network over 3 x 4 x 4 inputs, changed as a test wants. */
  private Path changed(Consumer<GraphProto.Builder> change) throws IOException {
    Network network =
        Network.builder("linear", Shape.of(3, 4, 4))
            .then("flatten", new Flatten())
            .then("score", new Linear(48, 1))
            .build();
    Path file = folder.resolve("changed.onnx");
    OnnxExport.write(network, RandomWeights.of(network, 1), TestCards.fp32("linear"), file);
    ModelProto model = OnnxProtos.read(file);
    GraphProto.Builder graph = model.getGraph().toBuilder();
    change.accept(graph);
    OnnxProtos.write(model.toBuilder().clearMetadataProps().setGraph(graph).build(), file);
    return file;
  }

  private static ValueInfoProto value(String name, DataType type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDim(
          dim < 0
              ? TensorShapeProto.Dimension.newBuilder().setDimParam("N")
              : TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }

  private static NodeProto cast(String from, String to, DataType type) {
    return NodeProto.newBuilder()
        .setOpType("Cast")
        .addInput(from)
        .addOutput(to)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("to")
                .setType(AttributeProto.AttributeType.INT)
                .setI(type.getNumber()))
        .build();
  }

  /** Feeds the network from an input of another type. */
  private Path taking(DataType type, long... dims) throws IOException {
    return changed(
        graph -> {
          graph.setInput(0, value("raw", type, dims));
          List<NodeProto> nodes = graph.getNodeList();
          graph.clearNode().addNode(cast("raw", "input", DataType.FLOAT)).addAllNode(nodes);
        });
  }

  private static final Preprocessing SMALL = plain(4, 4, ChannelOrder.RGB);

  /** Casting to float64 and back changes nothing. */
  @Test
  void float64InputsAndOutputsAreRun() throws IOException {
    Path image = Shared.path(CASES + "p/samp-422.jpg");
    float expected;
    try (Scorer scorer = Scorer.open(changed(graph -> {}), options(SMALL))) {
      expected = scorer.score(image);
    }
    try (Scorer scorer = Scorer.open(taking(DataType.DOUBLE, -1, 3, 4, 4), options(SMALL))) {
      assertEquals(expected, scorer.score(image));
    }
    Path giving =
        changed(
            graph -> {
              graph.addNode(cast("score", "wide", DataType.DOUBLE));
              graph.setOutput(0, value("wide", DataType.DOUBLE, -1, 1));
            });
    try (Scorer scorer = Scorer.open(giving, options(SMALL))) {
      assertEquals(expected, scorer.score(image));
    }
  }

  @Test
  void whatIsNotAnImageInputIsNamed() throws IOException {
    assertRefused(
        taking(DataType.INT64, -1, 3, 4, 4),
        options(SMALL),
        "its input 'raw' is int64 [N, 3, 4, 4]; images are float32, float16, float64 or uint8");
    assertRefused(
        taking(DataType.FLOAT, -1, 48),
        options(SMALL),
        "its input is [N, 48], but the preprocessing gives [N, 3, 4, 4]");
    assertRefused(
        taking(DataType.FLOAT, -1, 1, 12, 4),
        options(SMALL),
        "its input is [N, 1, 12, 4], but the preprocessing gives [N, 3, 4, 4]. Give it gray images."
            + " Correct the crop");
    assertRefused(
        taking(DataType.FLOAT, -1, 4, 4, 3),
        options(plain(4, 4, ChannelOrder.GRAY)),
        "its input is [N, 4, 4, 3], but the preprocessing gives [N, 1, 4, 4]");
    assertRefused(
        taking(DataType.FLOAT, -1, 6, 8, 1),
        options(SMALL),
        "its input is [N, 6, 8, 1], but the preprocessing gives [N, 3, 4, 4]. Give it gray images."
            + " Correct the crop");
    assertRefused(
        changed(graph -> graph.addInput(value("more", DataType.FLOAT, -1, 3))),
        options(SMALL),
        "has 2 inputs: input, more; a model of images has one");
    assertRefused(
        taking(DataType.UINT8, -1, 3, 4, 4),
        options(SMALL.withMeanAndStd(List.of(.5f, .5f, .5f), List.of(1f, 1f, 1f))),
        "its input is uint8, which takes the pixels as they are; no mean can be removed");
    assertRefused(
        changed(
            graph -> {
              graph.addNode(cast("score", "class", DataType.INT64));
              graph.setOutput(0, value("class", DataType.INT64, -1, 1));
            }),
        options(SMALL),
        "its output 'class' is int64 [N, 1]; a score is float16, float32 or float64");
  }

  @Test
  void operatorsThatAreNotThereAreNamed() throws IOException {
    Path unknown =
        changed(graph -> graph.setNode(0, graph.getNode(0).toBuilder().setOpType("Foo")));
    assertRefused(unknown, options(SMALL), "holds the operator 'Foo', which its opset 18");
    Path custom =
        changed(
            graph ->
                graph.setNode(
                    0, graph.getNode(0).toBuilder().setOpType("Bar").setDomain("my.ops")));
    ModelProto model = OnnxProtos.read(custom);
    OnnxProtos.write(
        model.toBuilder()
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("my.ops").setVersion(1))
            .build(),
        custom);
    assertRefused(custom, options(SMALL), "holds the operator 'Bar' of the domain 'my.ops', which");
  }

  /** It declares any number of images, and has a shape for one written into it. */
  @Test
  void aNetworkThatTakesOneImageAtATimeSaysSo() throws IOException {
    Path one =
        changed(
            graph -> {
              graph.setNode(
                  0,
                  NodeProto.newBuilder()
                      .setOpType("Reshape")
                      .setName("flat")
                      .addInput("input")
                      .addInput("shape")
                      .addOutput("flatten"));
              graph.addInitializer(
                  TensorProto.newBuilder()
                      .setName("shape")
                      .setDataType(DataType.INT64.getNumber())
                      .addDims(2)
                      .addInt64Data(1)
                      .addInt64Data(48));
            });
    List<Path> images =
        List.of(Shared.path(CASES + "p/p-la.png"), Shared.path(CASES + "p/samp-422.jpg"));
    try (Scorer scorer = Scorer.open(one, options(SMALL))) {
      ModelException error = assertThrows(ModelException.class, () -> scorer.scoreAll(images));
      String message = String.valueOf(error.getMessage());
      assertTrue(
          message.startsWith(one + ": the network failed: node 'flat' (Reshape): "), message);
      assertTrue(message.endsWith("one image at a time, run it so"), message);
      assertFalse(message.contains("::"), message);
    }
    try (Scorer scorer = Scorer.open(one, options(SMALL).withBatch(1))) {
      assertEquals(2, scorer.scoreAll(images).stream().filter(score -> !score.failed()).count());
    }
  }

  /** Of one channel and not square, channels last: as the same network with channels first. */
  @Test
  void aNetworkOfGrayImagesThatAreNotSquareTakesEitherOrder() throws IOException {
    Path image = Shared.path(CASES + "p/samp-422.jpg");
    Preprocessing gray = plain(8, 6, ChannelOrder.GRAY);
    Path first = taking(DataType.FLOAT, -1, 1, 6, 8);
    float expected;
    try (Scorer scorer = Scorer.open(first, options(gray))) {
      expected = scorer.score(image);
    }
    Path last = taking(DataType.FLOAT, -1, 6, 8, 1);
    try (Scorer scorer = Scorer.open(last, options(gray))) {
      assertEquals(expected, scorer.score(image));
    }
  }

  /** ONNX Runtime 1.28's own words. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Error code - ORT_FAIL - message: Load model from m.onnx failed:Node () Op (MatMul)"
            + " [ShapeInferenceError] Incompatible dimensions for matrix multiplication"
            + "|ONNX Runtime cannot open it: Node () Op (MatMul) [ShapeInferenceError] Incompatible"
            + " dimensions for matrix multiplication",
        "Error code - ORT_FAIL - message: External data path validation failed for initializer: w."
            + " Error: tensorprotoutils.cc:453 ValidateExternalDataPathFromDir External data path"
            + " does not exist: \"gone.bin\""
            + "|ONNX Runtime cannot open it: External data path validation failed for initializer: w."
            + " Error: External data path does not exist: \"gone.bin\"",
        "Error code - ORT_FAIL - message: Load model from m.onnx failed:/src/graph.cc:46 void"
            + " onnxruntime::f(const std::unordered_map<std::basic_string<char>, int>&, bool) It is"
            + " broken (badly)"
            + "|ONNX Runtime cannot open it: It is broken (badly)",
      })
  void messagesOfTheRuntimeLoseTheirSources(String message, String expected) {
    assertEquals(expected, RuntimeMessage.ofOpening(message));
  }
}
