package org.mneme.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mneme.golden.OnnxProtos;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.network.AdaptiveAveragePool2d;
import org.mneme.network.AveragePool2d;
import org.mneme.network.BatchNorm2d;
import org.mneme.network.BilinearResize;
import org.mneme.network.Clamp;
import org.mneme.network.Conv2d;
import org.mneme.network.Flatten;
import org.mneme.network.LeakyRelu;
import org.mneme.network.Linear;
import org.mneme.network.LocalResponseNorm;
import org.mneme.network.MaxPool2d;
import org.mneme.network.Network;
import org.mneme.network.OneHotMax;
import org.mneme.network.ParametricRelu;
import org.mneme.network.Relu;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.network.Softmax;
import org.mneme.network.Tanh;
import org.mneme.network.ZeroPad2d;
import org.mneme.onnx.ForeignGraph;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxExport;

/** Networks of other versions of ONNX's operators as part of a model file. */
class ForeignOpsetsTest {
  private static final int SIZE = 16;
  private static final int CLASSES = 4;
  private static final Shape IMAGE = Shape.of(3, SIZE, SIZE);

  @TempDir Path folder;

  /** Reductions, Split, Squeeze and Unsqueeze are written as that version has them. */
  private Path segmentation(int opset) throws Exception {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("segmentation");
    graph.addInput(value("image", 3, SIZE, SIZE));
    graph.addOutput(value("scores", CLASSES, SIZE, SIZE));
    Random random = new Random(1);
    TensorProto.Builder weights =
        TensorProto.newBuilder()
            .setName("weights")
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addAllDims(List.of((long) CLASSES, 3L, 1L, 1L));
    for (int i = 0; i < CLASSES * 3; i++) {
      weights.addFloatData((float) random.nextGaussian());
    }
    graph.addInitializer(weights);
    graph.addNode(node("Conv", List.of("image", "weights"), "conv"));
    withNumbers(graph, opset, 18, "ReduceMean", "conv", List.of("mean"), "axes", 2, 3);
    withNumbers(graph, opset, 18, "ReduceMax", "conv", List.of("max"), "axes", 1);
    graph.addNode(node("Sub", List.of("conv", "mean"), "centred"));
    graph.addNode(node("Add", List.of("centred", "max"), "sum"));
    NodeProto.Builder half =
        NodeProto.newBuilder().setOpType("Split").addInput("sum").addOutput("a").addOutput("b");
    half.addAttribute(number("axis", 1));
    graph.addNode(opset < 18 ? half : half.addAttribute(number("num_outputs", 2)));
    withNumbers(graph, opset, 13, "Unsqueeze", "a", List.of("a5"), "axes", 0);
    withNumbers(graph, opset, 13, "Squeeze", "a5", List.of("a4"), "axes", 0);
    withNumbers(graph, opset, 13, "ReduceSum", "b", List.of("b1"), "axes", 1);
    graph.addNode(node("Add", List.of("a4", "b1"), "ab"));
    graph.addNode(
        node("Concat", List.of("ab", "b"), "joined").toBuilder().addAttribute(number("axis", 1)));
    graph.addNode(node("Sigmoid", List.of("joined"), "scores"));
    return write(graph, opset);
  }

  private Path write(GraphProto.Builder graph, int opset) throws Exception {
    Path file = folder.resolve("segmentation-%d.onnx".formatted(opset));
    OnnxProtos.write(
        ModelProto.newBuilder()
            .setIrVersion(7)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
            .setGraph(graph)
            .build(),
        file);
    return file;
  }

  /** An operator whose numbers are an attribute before that version and a second input since. */
  private static void withNumbers(
      GraphProto.Builder graph,
      int opset,
      int since,
      String operator,
      String input,
      List<String> outputs,
      String name,
      long... numbers) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType(operator).addInput(input).addAllOutput(outputs);
    node.setName(outputs.get(0));
    if (opset < since) {
      AttributeProto.Builder attribute =
          AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
      for (long each : numbers) {
        attribute.addInts(each);
      }
      node.addAttribute(attribute);
    } else {
      TensorProto.Builder constant =
          TensorProto.newBuilder()
              .setName(outputs.get(0) + ".numbers")
              .setDataType(TensorProto.DataType.INT64.getNumber())
              .addDims(numbers.length);
      for (long each : numbers) {
        constant.addInt64Data(each);
      }
      graph.addInitializer(constant);
      node.addInput(constant.getName());
    }
    graph.addNode(node);
  }

  private static AttributeProto number(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static NodeProto node(String operator, List<String> inputs, String output) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(inputs)
        .addOutput(output)
        .build();
  }

  private static ValueInfoProto value(String name, int... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
    for (int size : sizes) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }

  /** Every kind of layer behind the foreign network, which alone is named so. */
  private static Network network(ForeignGraph graph) {
    Network.Builder net = Network.builder("test", IMAGE);
    net.then("foreign", graph.layer());
    net.then("onehot", new OneHotMax());
    net.then("pad", new ZeroPad2d(1, 2));
    net.then("conv", Conv2d.of(CLASSES, 8, 3).withPadding(1));
    net.then("norm", BatchNorm2d.of(8));
    net.then("lrn", LocalResponseNorm.of(5));
    net.then("leaky", new LeakyRelu(.1f));
    net.then("prelu", new ParametricRelu(8));
    net.then("average", new AveragePool2d(3, 2, 1, true));
    net.then("max", new MaxPool2d(3, 2, 0, true));
    net.then("resize", new BilinearResize(9, 9, false));
    net.then("clamp", new Clamp(-2, 2));
    net.then("tanh", new Tanh());
    net.then("adaptive", new AdaptiveAveragePool2d(4, 4));
    net.then("softmax", new Softmax());
    net.then("relu", new Relu());
    net.then("flatten", new Flatten());
    net.then("fc", new Linear(8 * 16, 1));
    net.then("score", new Sigmoid());
    return net.build();
  }

  private static float[] run(byte[] model, String input, String output) throws Exception {
    float[] pixels = new float[2 * 3 * SIZE * SIZE];
    Random random = new Random(2);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    try (GraphRunner runner = new GraphRunner(model, 1, "test")) {
      FloatBuffer values =
          runner
              .run(
                  Map.of(
                      input,
                      new GraphRunner.Floats(
                          FloatBuffer.wrap(pixels), new long[] {2, 3, SIZE, SIZE})))
              .get(output)
              .values();
      float[] floats = new float[values.remaining()];
      values.get(floats);
      return floats;
    }
  }

  private static byte[] model(ForeignGraph graph, Network network) {
    return OnnxExport.model(
            network, RandomWeights.of(network, 1), List.of(graph), TestCards.fp32("test"))
        .toBytes();
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26})
  void anyOpsetGivesWithinAModelFileWhatItGivesAlone(int opset) throws Exception {
    Path file = segmentation(opset);
    ForeignGraph graph = ForeignGraph.read(file);
    Network alone = Network.builder("alone", IMAGE).then("foreign", graph.layer()).build();
    assertArrayEquals(
        run(Files.readAllBytes(file), "image", "scores"),
        run(model(graph, alone), Network.INPUT, "foreign"));
  }

  /** The network's own layers stand in the newer opset then. */
  @ParameterizedTest
  @ValueSource(ints = {11, 13, 17, 20, 23, 26})
  void ownLayersScoreTheSameBesideAnyOpset(int opset) throws Exception {
    ForeignGraph wanted = ForeignGraph.read(segmentation(18));
    ForeignGraph other = ForeignGraph.read(segmentation(opset));
    float[] scores = run(model(wanted, network(wanted)), Network.INPUT, "score");
    assertTrue(scores[0] > 0 && scores[0] < 1 && scores[0] != scores[1], "a live network");
    assertArrayEquals(scores, run(model(other, network(other)), Network.INPUT, "score"), 1e-6f);
    Path written = folder.resolve("model.onnx");
    Files.write(written, model(other, network(other)));
    assertEquals(Math.max(18, opset), OnnxProtos.read(written).getOpsetImport(0).getVersion());
  }

  @ParameterizedTest
  @CsvSource({
    "10, is of ONNX opset 10; a network to build upon must be of opset 11 to 26",
    "99, is of ONNX opset 99; a network to build upon must be of opset 11 to 26"
  })
  void opsetsThatCannotBeTakenAreNamed(int opset, String message) throws Exception {
    Path file = segmentation(opset);
    ModelException e = assertThrows(ModelException.class, () -> ForeignGraph.read(file));
    assertTrue(e.getMessage().startsWith(file + ": " + message), e.getMessage());
  }

  /** A newer ONNX Runtime may take more: then so can model files. */
  @Test
  void newestOpsetIsThatOfOnnxRuntime() throws Exception {
    byte[] newer = Files.readAllBytes(segmentation(27));
    ModelException e =
        assertThrows(ModelException.class, () -> run(newer, "image", "scores"), "opset 27 runs");
    assertTrue(e.getMessage().contains("up to 26"), e.getMessage());
  }

  /** Softmax of opset 12 is of all axes from its own on; that of 13 is of one. */
  @Test
  void operatorsThatMeantSomethingElseAreNamed() throws Exception {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("old");
    graph.addInput(value("image", 3, SIZE, SIZE)).addOutput(value("scores", 3, SIZE, SIZE));
    graph.addNode(node("Softmax", List.of("image"), "scores"));
    Path file = write(graph, 12);
    ModelException e = assertThrows(ModelException.class, () -> ForeignGraph.read(file));
    assertEquals(
        file
            + ": is of ONNX opset 12, and node 'scores' (Softmax) cannot be written in opset 18, which the model file needs; opsets 11 to 26 are taken. Export it for opset 18, or convert it with onnx.version_converter",
        e.getMessage());
  }
}
