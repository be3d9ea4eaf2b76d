package org.mneme.caffe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.Shape;
import org.mneme.weights.WeightsException;

class CaffeDefinitionTest {
  private static final String INPUT = "input: 'data' input_dim: [1, 3, 8, 8]\n";

  @TempDir Path folder;

  private CaffeDefinition read(String text) throws IOException {
    return CaffeDefinition.read(Files.writeString(folder.resolve("net.prototxt"), text));
  }

  private Network network(String text) throws IOException {
    CaffeDefinition definition = read(text);
    return definition.network(definition.input().orElseThrow(), Optional.empty()).network();
  }

  /** The input's forms that Caffe had over the years; 1 x 3 x 8 x 6 each. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "input: \"data\" input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 6",
        "input: 'data'; input_shape { dim: 1, dim: 3, dim: 8, dim: 6 }",
        "input: \"da\" 'ta' # joined\ninput_shape: < dim: [1, 3, 8, 6] >",
        "layer { name: 'x' type: 'Input' top: 'data' input_param { shape: { dim: [1,3,8,6] } } }",
        "layers { name: 'x' type: MEMORY_DATA top: 'data' top: 'label'\n"
            + "memory_data_param { batch_size: 1 channels: 3 height: 8 width: 6 } }"
      })
  void everyFormOfInputIsRead(String text) throws IOException {
    CaffeDefinition definition = read(text);
    assertEquals("data", definition.inputBlob());
    assertEquals(Optional.of(Shape.of(3, 8, 6)), definition.input());
  }

  /** In Caffe, relu and dropout write to the blob that they read; later layers see the last. */
  @Test
  void layersInPlaceFollowEachOther() throws IOException {
    Network network =
        network(
            INPUT
                + """
                layer { name: "r" type: "ReLU" bottom: "data" top: "x" }
                layer { name: "t" type: "TanH" bottom: "x" top: "x" }
                layer { name: "d" type: "Dropout" bottom: "x" top: "x" }
                layer { name: "s" type: "Sigmoid" bottom: "x" top: "y" }
                """);
    assertEquals(
        List.of(List.of(Network.INPUT), List.of("r"), List.of("t"), List.of("d")),
        network.nodes().stream().map(Node::inputs).toList());
  }

  private static final String TWO_HEADS =
      INPUT
          + """
          layer { name: "a" type: "InnerProduct" bottom: "data" top: "a"
            inner_product_param { num_output: 4 } }
          layer { name: "relu" type: "ReLU" bottom: "a" top: "a" }
          layer { name: "score" type: "InnerProduct" bottom: "a" top: "memorable"
            inner_product_param { num_output: 1 } }
          layer { name: "kind" type: "InnerProduct" bottom: "a" top: "kind"
            inner_product_param { num_output: 3 } }
          layer { name: "prob" type: "Softmax" bottom: "kind" top: "prob" }
          """;

  @Test
  void oneOfSeveralOutputsIsChosen() throws IOException {
    CaffeDefinition definition = read(TWO_HEADS);
    Shape input = Shape.of(3, 8, 8);
    WeightsException asked =
        assertThrows(WeightsException.class, () -> definition.network(input, Optional.empty()));
    assertTrue(
        String.valueOf(asked.getMessage())
            .contains("has 2 outputs: memorable [1], prob [3]. Choose the one"),
        asked.getMessage());
    assertEquals(Map.of("memorable", Shape.of(1), "prob", Shape.of(3)), definition.outputs(input));

    Network network =
        definition.network(input, Optional.of("memorable"), Optional.empty()).network();
    assertEquals(
        List.of("a.flatten", "a", "relu", "score"),
        network.nodes().stream().map(Node::name).toList());
    assertEquals("data", network.inputName());
    Network rescaled =
        definition.network(input, Optional.of("score"), Optional.of(Rescale.MEMNET)).network();
    assertEquals("rescaled", rescaled.output());
    assertEquals(
        "kind",
        definition.network(input, Optional.of("kind"), Optional.empty()).network().output());
    WeightsException unknown =
        assertThrows(
            WeightsException.class,
            () -> definition.network(input, Optional.of("fc8"), Optional.empty()));
    assertTrue(
        String.valueOf(unknown.getMessage())
            .contains("has no blob or layer 'fc8'; its outputs are memorable [1], prob [3]"),
        unknown.getMessage());
  }

  /** What Silence reads is not given out, and labels' losses do not make more outputs. */
  @Test
  void silencedBlobsAreNoOutputs() throws IOException {
    CaffeDefinition definition =
        read(
            TWO_HEADS
                + """
                layer { name: "quiet" type: "Silence" bottom: "prob" }
                layer { name: "loss" type: "EuclideanLoss" bottom: "memorable" bottom: "label" }
                """);
    assertEquals(
        "score", definition.network(Shape.of(3, 8, 8), Optional.empty()).network().output());
  }

  /** Caffe's NetStateRule: scoring is phase TEST, level 0, no stages. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "include { phase: TEST }",
        "include { phase: TRAIN } include { phase: TEST }",
        "include { min_level: -1 max_level: 0 }",
        "include { not_stage: 'deploy' }",
        "exclude { phase: TRAIN }",
        "exclude { stage: 'deploy' }",
        "exclude { min_level: 1 }",
        ""
      })
  void aLayerWhoseRulesAreMetIsThere(String rules) throws IOException {
    assertEquals(List.of("a", "b"), names(rules));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include { phase: TRAIN }",
        "include { phase: TEST stage: 'deploy' }",
        "include { min_level: 1 }",
        "include { max_level: -1 }",
        "exclude { phase: TEST }",
        "exclude { phase: TRAIN } exclude { not_stage: 'deploy' }",
        "exclude { }"
      })
  void aLayerWhoseRulesAreNotMetIsNot(String rules) throws IOException {
    assertEquals(List.of("a"), names(rules));
  }

  private List<String> names(String rules) throws IOException {
    String text =
        INPUT
            + "layer { name: 'a' type: 'TanH' bottom: 'data' top: 'a' }"
            + "layer { name: 'b' type: 'TanH' bottom: 'a' top: 'b' %s }".formatted(rules);
    return network(text).nodes().stream().map(Node::name).toList();
  }

  /** Layers that only compute a loss fall away, and with them what reads labels. */
  @Test
  void aTrainingDefinitionEndsWithItsLastBlobThatNeedsNoLabel() throws IOException {
    CaffeDefinition definition =
        read(
            """
            layer { name: "d" type: "ImageData" top: "data" top: "label"
                    transform_param { crop_size: 8 mirror: true scale: 0.5 mean_value: 104 } }
            layer { name: "a" type: "TanH" bottom: "data" top: "a" }
            layer { name: "l" type: "EuclideanLoss" bottom: "a" bottom: "label" top: "loss" }
            layer { name: "acc" type: "Accuracy" bottom: "a" bottom: "label" top: "acc" }
            """);
    assertEquals("a", definition.network(Shape.of(3, 8, 8), Optional.empty()).network().output());
    assertEquals(Optional.empty(), definition.input());
    assertEquals(Optional.of(8), definition.netInput().crop());
    assertEquals(.5f, definition.netInput().scale());
    assertEquals(List.of(104f), definition.netInput().means());
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(":2: layer 'x' (Reshape) is of a type", "layer { type: 'Reshape' IO }"),
        arguments(":2: layer 'x' (BNLL) is of a type", "layers { type: BNLL IO }"),
        arguments(
            ":3: layer 'x' has 'elu_param'", "layer { type: 'ReLU' IO\n elu_param { alpha: 1 } }"),
        arguments(
            ":3: relu_param has 'negative_slop'",
            "layer { type: 'ReLU' IO relu_param {\n negative_slop: 0.1 } }"),
        arguments(
            ":3: layer 'x' (Convolution) has kernel_h 3 and kernel_w 5; only squares",
            "layer { type: 'Convolution' IO convolution_param { num_output: 2\n"
                + "kernel_h: 3 kernel_w: 5 } }"),
        arguments(
            ":2: layer 'x' (Convolution) has stride of several sizes",
            "layer { type: 'Convolution' IO convolution_param { num_output: 2 kernel_size: 3"
                + " stride: 1 stride: 2 } }"),
        arguments(
            "(Convolution) does not fit",
            "layer { type: 'Convolution' IO convolution_param { num_output: 2 kernel_size: 9 } }"),
        arguments(
            "(Convolution) does not fit",
            "layer { type: 'Convolution' IO"
                + " convolution_param { num_output: 2 kernel_size: 3 group: 2 } }"),
        arguments(
            "does not say its num_output",
            "layer { type: 'InnerProduct' IO inner_product_param { } }"),
        arguments(
            ":3: 'num_output' is 'many', not a whole number",
            "layer { type: 'InnerProduct' IO inner_product_param {\nnum_output: many } }"),
        arguments(
            ":3: 'num_output' is given a second time",
            "layer { type: 'InnerProduct' IO inner_product_param { num_output: 1\n"
                + "num_output: 2 } }"),
        arguments(
            "pools by STOCHASTIC",
            "layer { type: 'Pooling' IO pooling_param { pool: STOCHASTIC kernel_size: 2 } }"),
        arguments(
            "Caffe's own result is undefined",
            "layer { type: 'Pooling' IO pooling_param { kernel_size: 1 stride: 5 } }"),
        arguments(
            "padding (2) must be 0 or more and less than the kernel (2)",
            "layer { type: 'Pooling' IO pooling_param { kernel_size: 2 pad: 2 } }"),
        arguments("odd sizes only", "layer { type: 'LRN' IO lrn_param { local_size: 4 } }"),
        arguments("along axis 2", "layer { type: 'Softmax' IO softmax_param { axis: 2 } }"),
        arguments(
            "normalises each batch by itself",
            "layer { type: 'BatchNorm' IO batch_norm_param { use_global_stats: false } }"),
        arguments(
            "has 1 coefficients",
            "layer { type: 'Eltwise' IO bottom: 'data' eltwise_param { coeff: 2 } }"),
        arguments("takes two or more inputs", "layer { type: 'Eltwise' IO }"),
        arguments("reads 'nowhere', which no layer", "layer { type: 'ReLU' IO bottom: 'nowhere' }"),
        arguments(
            ":3: layer 'y' (ReLU) reads 'loss', which is not there when scoring",
            "layer { type: 'EuclideanLoss' name: 'x' bottom: 'data' top: 'loss' }\n"
                + "layer { name: 'y' type: 'ReLU' bottom: 'loss' top: 'y' }"),
        arguments(
            "gives 'x', which is there already",
            "layer { type: 'ReLU' IO } layer { type: 'ReLU' IO }"),
        arguments(
            "two nodes are named 'x'",
            "layer { type: 'ReLU' IO } layer { name: 'x' type: 'ReLU' bottom: 'x' top: 'x' }"),
        arguments("has 1 bottoms and 2 tops", "layer { type: 'ReLU' IO top: 'y' }"),
        arguments("has no layers that compute", "force_backward: true"),
        arguments(
            ":3: layer 'x' (ReLU) has rules to include and to exclude",
            "\nlayer { type: 'ReLU' IO include { phase: TEST } exclude { phase: TRAIN } }"),
        arguments("neither TRAIN nor TEST", "layer { type: 'ReLU' IO include { phase: NOW } }"),
        arguments("Caffe's first form (V0)", "layers { layer { name: 'x' } bottom: 'data' }"),
        arguments("needs a name and a type", "layer { name: 'x' }"),
        arguments("the name 'a?b' is not usable", "layer { name: 'a\\tb' type: 'ReLU' }"),
        arguments("one form", "layer { type: 'ReLU' IO } layers { type: RELU IO }"),
        arguments("the network has 'layerz'", "layerz { }"),
        arguments("is a solver", "net: 'train_val.prototxt' base_lr: 0.01"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNotSupportedIsNamedWithItsLine(String message, String text) {
    String io = text.replace("IO", "name: 'x' bottom: 'data' top: 'x'");
    WeightsException error = assertThrows(WeightsException.class, () -> network(INPUT + io));
    String found = String.valueOf(error.getMessage());
    assertTrue(found.startsWith(folder.resolve("net.prototxt") + ":"), found);
    assertTrue(found.contains(message), found);
    assertEquals(1, found.lines().count(), found);
  }

  static Stream<Arguments> noTextFormat() {
    return Stream.of(
        arguments(":1: a field's name is needed, not '}'", "}"),
        arguments(":2: a field's name is needed, not '3'", "name: 'x'\n3"),
        arguments(":3: the file ends within the '{' of line 2", "\nlayer {\n"),
        arguments(":1: 'name' needs ':' or '{' behind it, not ''x''", "name 'x'"),
        arguments(":2: a string does not end on its line", "\nname: 'x\n'"),
        arguments(":1: 'name' needs a value, not '}'", "layer { name: }"),
        arguments(":1: a list needs ',' or ']'", "input_dim: [1 2]"),
        arguments(":1: '\\x' in a string", "name: '\\x41'"),
        arguments(":1: 'name' needs a value, not { }", "name { }"),
        arguments(":1: 'layer' needs { }", "layer: 3"),
        arguments(":1: messages nest deeper than 16", "a { ".repeat(20)),
        arguments("there are more than 60000 fields", "input_dim: 1\n".repeat(60_001)),
        arguments("is not text", "name: '\0'"));
  }

  @ParameterizedTest
  @MethodSource("noTextFormat")
  void whatIsNoTextFormatIsRefusedWithItsLine(String message, String text) {
    WeightsException error = assertThrows(WeightsException.class, () -> read(text));
    assertTrue(String.valueOf(error.getMessage()).contains(message), error.getMessage());
    assertEquals(1, String.valueOf(error.getMessage()).lines().count());
  }
}
