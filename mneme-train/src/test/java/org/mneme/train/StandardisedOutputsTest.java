package org.mneme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mneme.golden.RandomWeights;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Relu;
import org.mneme.network.Shape;
import org.mneme.weights.Tensor;

@SuppressWarnings("try") // a scope acts by being there
class StandardisedOutputsTest {
  /** Two fully connected layers on top of a branch that is given. */
  private static final Network NETWORK =
      Network.builder("small", Shape.of(5))
          .then("branch", new Linear(5, 6))
          .then("fc1", new Linear(6, 4))
          .then("relu1", new Relu())
          .then("fc2", new Linear(4, 3))
          .then("fc3", new Linear(3, 1))
          .build();

  private static final Map<String, Tensor> WEIGHTS = RandomWeights.of(NETWORK, 1);

  /** Values that are small and hardly differ, as ResMem's convolutions give them. */
  private static final Examples ALIKE =
      new Examples() {
        @Override
        public int size() {
          return 100;
        }

        @Override
        public Map<String, Shape> inputs() {
          return Map.of("branch", Shape.of(6));
        }

        @Override
        public void fill(int epoch, int[] indices, Map<String, FloatBuffer> into, FloatBuffer to) {
          for (int index : indices) {
            for (int c = 0; c < 6; c++) {
              into.get("branch").put((float) (.01 + .001 * Math.sin(index * (c + 1.3))));
            }
            to.put(.5f);
          }
        }
      };

  @BeforeAll
  static void load() throws TrainingException {
    Native.load("cpu");
  }

  private static float[] outputs(String node, Map<String, Tensor> weights) throws IOException {
    int[] all = IntStream.range(0, 100).toArray();
    try (PointerScope scope = new PointerScope();
        BatchFeed feed = new BatchFeed(ALIKE, 0, List.of(all));
        TorchNetwork runner =
            new TorchNetwork(
                NETWORK.part(Set.of(node)),
                weights,
                Set.of("branch"),
                name -> true,
                TorchNetwork.Compute.PLAIN)) {
      return Native.floats(runner.forward(feed.next().inputs()));
    }
  }

  /** All 100 examples are looked at, so the figures hold but for rounding. */
  @Test
  void eachDrawnUnitHasMeanZeroAndDeviationOne() throws IOException {
    Set<String> drawn = new HashSet<>(WEIGHTS.keySet());
    Map<String, Tensor> fitted = StandardisedOutputs.of(NETWORK, WEIGHTS, drawn, ALIKE);
    Map<String, Integer> units = new HashMap<>(Map.of("fc1", 4, "fc2", 3, "fc3", 1));
    for (Map.Entry<String, Integer> layer : units.entrySet()) {
      float[] outputs = outputs(layer.getKey(), fitted);
      for (int unit = 0; unit < layer.getValue(); unit++) {
        double sum = 0;
        double squares = 0;
        for (int i = unit; i < outputs.length; i += layer.getValue()) {
          sum += outputs[i];
          squares += outputs[i] * outputs[i];
        }
        assertEquals(0, sum / 100, 1e-3, layer.getKey());
        assertEquals(1, squares / 100, 1e-3, layer.getKey());
      }
    }
    assertEquals(WEIGHTS.get("branch.weight"), fitted.get("branch.weight"));
  }

  @Test
  void whatWasTakenFromAFileStays() throws IOException {
    Map<String, Tensor> fitted =
        StandardisedOutputs.of(NETWORK, WEIGHTS, Set.of("fc1.weight", "fc1.bias"), ALIKE);
    assertEquals(WEIGHTS.get("fc2.weight"), fitted.get("fc2.weight"));
    assertNotEquals(
        WEIGHTS.get("fc1.weight").floats()[0], fitted.get("fc1.weight").floats()[0], 1e-6f);
  }

  /** A resumed run fits anew, and must begin with the same bits. */
  @Test
  void fittingAgainGivesTheSameBits() throws IOException {
    Set<String> drawn = WEIGHTS.keySet();
    Map<String, Tensor> once = StandardisedOutputs.of(NETWORK, WEIGHTS, drawn, ALIKE);
    Map<String, Tensor> twice = StandardisedOutputs.of(NETWORK, WEIGHTS, drawn, ALIKE);
    once.forEach((name, tensor) -> assertArrayEquals(tensor.floats(), twice.get(name).floats()));
  }

  /** Convolutions count their places; one before a batch norm, and a constant unit, stay. */
  @Test
  void networkOfImagesIsFittedToo() throws IOException {
    Map<String, Tensor> weights = RandomWeights.of(Planted.NETWORK, 1);
    Map<String, Tensor> fitted =
        StandardisedOutputs.of(Planted.NETWORK, weights, weights.keySet(), new Planted(50, 3));
    assertEquals(weights.get("conv1.weight"), fitted.get("conv1.weight"));
    assertTrue(weights.get("conv2.weight") != fitted.get("conv2.weight"));
  }
}
