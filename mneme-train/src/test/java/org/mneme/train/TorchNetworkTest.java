package org.mneme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mneme.catalog.PublishedModel;
import org.mneme.catalog.RealModels;
import org.mneme.golden.Npy;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.Shared;
import org.mneme.golden.TestCards;
import org.mneme.network.AveragePool2d;
import org.mneme.network.Clamp;
import org.mneme.network.Dropout;
import org.mneme.network.ForeignNetwork;
import org.mneme.network.GoldenNetworks;
import org.mneme.network.Layer;
import org.mneme.network.LeakyRelu;
import org.mneme.network.Linear;
import org.mneme.network.MaxPool2d;
import org.mneme.network.Maximum;
import org.mneme.network.Multiply;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.OneHotMax;
import org.mneme.network.ParametricRelu;
import org.mneme.network.Power;
import org.mneme.network.ResMem;
import org.mneme.network.Scale;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.network.Softmax;
import org.mneme.network.Tanh;
import org.mneme.network.ZeroPad2d;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.OnnxFile;
import org.mneme.score.GraphRunner;
import org.mneme.weights.Checkpoint;

@SuppressWarnings("try") // a scope acts by being there
class TorchNetworkTest {
  @BeforeAll
  static void load() throws TrainingException {
    Native.load("cpu");
  }

  static Stream<String> goldens() {
    return GoldenNetworks.all().keySet().stream();
  }

  /** A layer that is added to {@code network/} must be given a form, or be named here. */
  @Test
  void everyLayerButForeignNetworksHasALibtorchForm() {
    Set<Class<?>> layers = new HashSet<>(Set.of(Layer.class.getPermittedSubclasses()));
    layers.remove(ForeignNetwork.class);
    assertEquals(layers, LayerForms.known());
  }

  /**
   * Inputs and outputs from torch 2.15.0 (shared/models/torch/README.md). Allowed there: 1e-5 of
   * the largest value, 1e-4 for mini-resmem.
   */
  @ParameterizedTest
  @MethodSource("goldens")
  void layersGiveWhatPyTorchGives(String name) throws Exception {
    assertGolden(name, TorchNetwork.Compute.PLAIN);
  }

  /** The order in memory must not change the numbers. */
  @ParameterizedTest
  @MethodSource("goldens")
  void channelsLastGivesWhatPyTorchGives(String name) throws Exception {
    assertGolden(name, new TorchNetwork.Compute(false, true, "cpu"));
  }

  private static void assertGolden(String name, TorchNetwork.Compute compute) throws Exception {
    Path golden = Shared.path("models/torch/layers/" + name);
    Network network = GoldenNetworks.all().get(name);
    Npy inputs = Npy.read(golden.resolve("inputs.npy"));
    float[] wanted = Npy.read(golden.resolve("outputs.npy")).floats();
    try (TorchNetwork runner =
        new TorchNetwork(
            network, tensors(name, golden), Set.of(Network.INPUT), n -> false, compute)) {
      float[] outputs = score(runner, Map.of(Network.INPUT, inputs.floats()), network);
      float largest = 0;
      for (float w : wanted) {
        largest = Math.max(largest, Math.abs(w));
      }
      assertArrayEquals(wanted, outputs, largest * (name.equals("mini-resmem") ? 1e-4f : 1e-5f));
    }
  }

  static Stream<Layer> layersWithoutGolden() {
    return Stream.of(
        new AveragePool2d(3, 2, 1, false),
        new AveragePool2d(3, 2, 1, true),
        new AveragePool2d(3, 2, 2, true),
        new MaxPool2d(3, 2, 2, true),
        new MaxPool2d(4, 3, 3, false),
        new Clamp(-.2f, .3f),
        new LeakyRelu(.1f),
        new Maximum(),
        new Multiply(),
        new OneHotMax(),
        new ParametricRelu(6),
        new ParametricRelu(1),
        new Power(2, .5f, -.1f),
        Power.linear(3, 1),
        new Scale(6, true),
        new Scale(6, false),
        new Softmax(),
        new Tanh(),
        new ZeroPad2d(0, 1),
        new ZeroPad2d(2, 0));
  }

  /** Layers that Caffe's networks and others have: ONNX Runtime gives the same. */
  @ParameterizedTest
  @MethodSource("layersWithoutGolden")
  void otherLayersGiveWhatOnnxRuntimeGives(Layer layer, @TempDir Path folder) throws Exception {
    Network.Builder net = Network.builder("one", Shape.of(6, 10, 13));
    boolean joins = layer instanceof Maximum || layer instanceof Multiply;
    net.then("other", new Sigmoid());
    net.add("block", layer, joins ? new String[] {"input", "other"} : new String[] {"input"});
    Network network = net.build();
    Map<String, org.mneme.weights.Tensor> weights = RandomWeights.of(network, 5);
    Path file = folder.resolve("one.onnx");
    OnnxExport.write(network, weights, TestCards.fp32("one"), file);
    float[] images = uniform(2 * 6 * 10 * 13, 6);
    for (int i = 0; i < images.length; i++) {
      images[i] -= .5f;
    }
    float[] outputs;
    try (TorchNetwork runner = plain(network, weights, Set.of(Network.INPUT))) {
      outputs = score(runner, Map.of(Network.INPUT, images), network);
    }
    float[] expected = new float[outputs.length];
    try (GraphRunner onnx = new GraphRunner(Files.readAllBytes(file), 1, "one")) {
      GraphRunner.Floats input =
          new GraphRunner.Floats(FloatBuffer.wrap(images), new long[] {2, 6, 10, 13});
      FloatBuffer values = onnx.run(Map.of(Network.INPUT, input)).get("block").values();
      assertEquals(outputs.length, values.remaining());
      values.get(expected);
    }
    assertArrayEquals(expected, outputs, 1e-6f); // values of about 1
  }

  /** ONNX Runtime runs the same weights; 1e-5 of scores in 0..1 is what is promised. */
  @Test
  void publishedResMemScoresAsOnnxRuntimeDoes() throws Exception {
    Path file = RealModels.file(PublishedModel.RESMEM);
    Map<String, org.mneme.weights.Tensor> weights = OnnxFile.read(file).floatTensors();
    Network network = ResMem.network();
    float[] images = new float[2 * 3 * 227 * 227];
    Random random = new Random(7);
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextFloat();
    }
    float[] expected = new float[2];
    try (GraphRunner onnx = new GraphRunner(Files.readAllBytes(file), 2, "resmem")) {
      onnx.run(
              Map.of(
                  Network.INPUT,
                  new GraphRunner.Floats(FloatBuffer.wrap(images), new long[] {2, 3, 227, 227})))
          .get(network.output())
          .values()
          .get(expected);
    }
    try (TorchNetwork runner =
        new TorchNetwork(
            network, weights, Set.of(Network.INPUT), n -> false, TorchNetwork.Compute.PLAIN)) {
      assertArrayEquals(expected, score(runner, Map.of(Network.INPUT, images), network), 1e-5f);
    }
  }

  /** The given outputs take the place of the branch, whose weights need not be there. */
  @Test
  void aBranchWhoseOutputIsGivenIsNotNeeded() throws Exception {
    Network network = GoldenNetworks.miniResMem();
    Map<String, org.mneme.weights.Tensor> weights = RandomWeights.of(network, 1);
    float[] images = uniform(2 * 3 * 99 * 99, 2);
    float[] branch;
    float[] whole;
    Network alone = branch(network, "features.");
    Map<String, org.mneme.weights.Tensor> ofBranch = new LinkedHashMap<>(weights);
    ofBranch.keySet().retainAll(alone.parameters().keySet());
    Map<String, org.mneme.weights.Tensor> without = new LinkedHashMap<>(weights);
    without.keySet().removeAll(alone.parameters().keySet());
    try (TorchNetwork runner = plain(alone, ofBranch, Set.of(Network.INPUT))) {
      branch = score(runner, Map.of(Network.INPUT, images), alone);
    }
    try (TorchNetwork runner = plain(network, weights, Set.of(Network.INPUT))) {
      whole = score(runner, Map.of(Network.INPUT, images), network);
    }
    try (TorchNetwork runner =
        new TorchNetwork(
            network,
            without,
            Set.of(Network.INPUT, "features.fc"),
            new NamePattern("features")::matches,
            TorchNetwork.Compute.PLAIN)) {
      assertArrayEquals(
          whole,
          score(runner, Map.of(Network.INPUT, images, "features.fc", branch), network),
          1e-6f); // one more pass through memory, the same arithmetic
      assertFalse(runner.changing().keySet().stream().anyMatch(n -> n.startsWith("features.")));
      assertTrue(runner.changing().containsKey("fc6.weight"));
    }
  }

  @Test
  void weightsThatNothingReachesMustBeFrozen() {
    Network network = GoldenNetworks.miniResMem();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new TorchNetwork(
                    network,
                    RandomWeights.of(network, 1),
                    Set.of(Network.INPUT, "features.fc"),
                    n -> false,
                    TorchNetwork.Compute.PLAIN));
    assertTrue(e.getMessage().contains("'features.conv1.weight' is to be trained"), e.getMessage());
  }

  @Test
  void dropoutDrawsAnewForEachSeedAndNeverWhenScoring() {
    Network network = withDropout();
    try (TorchNetwork runner = plain(network, RandomWeights.of(network, 3), Set.of(Network.INPUT));
        PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Map<String, Tensor> given = given(Map.of(Network.INPUT, uniform(64, 4)), network);
      float one = runner.forwardInTraining(given, 1).item_float();
      assertEquals(one, runner.forwardInTraining(given, 1).item_float(), 0);
      assertNotEquals(one, runner.forwardInTraining(given, 2).item_float());
      assertEquals(runner.forward(given).item_float(), runner.forward(given).item_float(), 0);
    }
  }

  /** 2^50 floats are more than any machine has. */
  @Test
  void memoryThatRunsOutIsKnownByLibtorchsOwnError() {
    RuntimeException e =
        assertThrows(RuntimeException.class, () -> torch.empty(1L << 50), "took 4 PiB");
    assertTrue(Native.outOfMemory(e), e.getMessage());
    assertFalse(Native.oneLine(e).contains("\n"), e.getMessage());
    assertFalse(Native.outOfMemory(new IllegalStateException("something else")));
  }

  /** Dropout before all weights that learn would change what a cache holds. */
  @Test
  void dropoutWithinAFrozenBranchStaysStill() {
    Network network = withDropout();
    try (TorchNetwork runner =
            new TorchNetwork(
                network,
                RandomWeights.of(network, 3),
                Set.of(Network.INPUT),
                new NamePattern("fc1")::matches,
                TorchNetwork.Compute.PLAIN);
        PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Map<String, Tensor> given = given(Map.of(Network.INPUT, uniform(64, 4)), network);
      assertEquals(
          runner.forward(given).item_float(), runner.forwardInTraining(given, 1).item_float(), 0);
    }
  }

  private static Network withDropout() {
    return Network.builder("small", Shape.of(64))
        .then("fc1", new Linear(64, 64))
        .then("drop", new Dropout(.5))
        .then("fc2", new Linear(64, 1))
        .build();
  }

  private static TorchNetwork plain(
      Network network, Map<String, org.mneme.weights.Tensor> weights, Set<String> known) {
    return new TorchNetwork(network, weights, known, n -> false, TorchNetwork.Compute.PLAIN);
  }

  /** The nodes whose names begin so; the last of them becomes the output. */
  private static Network branch(Network network, String prefix) {
    Network.Builder net = Network.builder("branch", network.input());
    for (Node node : network.nodes()) {
      if (node.name().startsWith(prefix)) {
        net.add(node.name(), node.layer(), node.inputs().toArray(String[]::new));
      }
    }
    return net.build();
  }

  private static float[] uniform(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private static float[] score(TorchNetwork runner, Map<String, float[]> inputs, Network network) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return Native.floats(runner.forward(given(inputs, network)));
    }
  }

  private static Map<String, Tensor> given(Map<String, float[]> inputs, Network network) {
    Map<String, Tensor> given = new LinkedHashMap<>();
    inputs.forEach(
        (name, values) -> {
          Shape shape = network.shapeOf(name);
          int[] dims = new int[shape.rank() + 1];
          dims[0] = (int) (values.length / shape.size());
          System.arraycopy(shape.toArray(), 0, dims, 1, shape.rank());
          given.put(name, Native.copyOf(org.mneme.weights.Tensor.of(Shape.of(dims), values)));
        });
    return given;
  }

  private static Map<String, org.mneme.weights.Tensor> tensors(String name, Path golden)
      throws Exception {
    Map<String, org.mneme.weights.Tensor> tensors = new LinkedHashMap<>();
    Checkpoint.read(golden.resolve("checkpoint.pt"))
        .tensors()
        .forEach(
            (key, tensor) -> {
              if (!key.endsWith("num_batches_tracked")) {
                tensors.put(GoldenNetworks.prefix(name) + key, tensor);
              }
            });
    return tensors;
  }
}
