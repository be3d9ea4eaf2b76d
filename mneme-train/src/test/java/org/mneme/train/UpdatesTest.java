package org.mneme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mneme.network.BatchNorm2d;
import org.mneme.network.Conv2d;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Relu;
import org.mneme.network.Shape;
import org.mneme.weights.Checkpoint;

@SuppressWarnings("try") // a scope acts by being there
class UpdatesTest {
  /** The network of golden/make_steps.py, with the names that nn.Sequential gives. */
  private static final Network NETWORK =
      Network.builder("steps", Shape.of(3, 8, 8))
          .then("0", Conv2d.of(3, 6, 3).withStride(2).withPadding(1).withoutBias())
          .then("1", BatchNorm2d.of(6))
          .then("2", new Relu())
          .then("3", new Flatten())
          .then("4", new Linear(96, 1))
          .build();

  @TempDir private static Path folder;
  private static Map<String, org.mneme.weights.Tensor> golden = Map.of();

  @BeforeAll
  static void read() throws IOException {
    Native.load("cpu");
    Path file = folder.resolve("steps.safetensors");
    try (InputStream in = UpdatesTest.class.getResourceAsStream("/golden/steps.safetensors")) {
      Files.copy(in, file);
    }
    golden = Checkpoint.read(file).tensors();
  }

  static Stream<String> ways() {
    return Stream.of(
        "sgd",
        "sgd-momentum",
        "sgd-nesterov",
        "sgd-decay",
        "sgd-clip",
        "adam",
        "adam-decay",
        "adamw",
        "adamw-decay");
  }

  private static TrainSettings settings(String way) {
    TrainSettings.Builder sgd =
        TrainSettings.builder().optimiser(Optimiser.sgd(.9)).learningRate(.05);
    return switch (way) {
      case "sgd" -> sgd.optimiser(Optimiser.sgd(0)).build();
      case "sgd-momentum" -> sgd.build();
      case "sgd-nesterov" -> sgd.optimiser(new Optimiser.Sgd(.9, true)).build();
      case "sgd-decay" -> sgd.weightDecay(.01).build();
      case "sgd-clip" -> sgd.clipNorm(.2).build();
      case "adam" -> adam(Optimiser.adam(), 0);
      case "adam-decay" -> adam(Optimiser.adam(), .01);
      case "adamw" -> adam(Optimiser.adamW(), 0);
      case "adamw-decay" -> adam(Optimiser.adamW(), .05);
      default -> throw new IllegalArgumentException(way);
    };
  }

  private static TrainSettings adam(Optimiser.Adam optimiser, double decay) {
    return TrainSettings.builder()
        .optimiser(optimiser)
        .learningRate(.01)
        .weightDecay(decay)
        .build();
  }

  /** golden/make_steps.py: torch 2.15.0. Promised: 1e-5, here of each tensor's largest value. */
  @ParameterizedTest
  @MethodSource("ways")
  void tenStepsGiveThePythonPackagesWeights(String way) {
    assertGolden(way, TorchNetwork.Compute.PLAIN);
  }

  /** The order in memory must not change the figures; what is remembered lies in it too. */
  @ParameterizedTest
  @MethodSource("ways")
  void tenStepsWithChannelsLastGiveTheSame(String way) {
    assertGolden(way, new TorchNetwork.Compute(false, true, "cpu"));
  }

  private static void assertGolden(String way, TorchNetwork.Compute compute) {
    try (Learner learner =
            new Learner(NETWORK, under("initial."), Set.of(Network.INPUT), settings(way), compute);
        PointerScope scope = new PointerScope()) {
      Tensor images = Native.copyOf(golden.get("images"));
      Tensor scores = Native.copyOf(golden.get("scores"));
      int[] indices = new int[(int) images.size(1)];
      for (int step = 0; step < images.size(0); step++) {
        Map<String, Tensor> inputs = Map.of(Network.INPUT, images.select(0, step));
        learner.learn(new BatchFeed.Batch(indices, inputs, scores.select(0, step)), 1, 0);
        learner.clip();
        learner.update(1, step);
      }
      Map<String, org.mneme.weights.Tensor> wanted = under(way + ".");
      assertEquals(wanted.keySet(), learner.changing().keySet());
      wanted.forEach(
          (name, tensor) -> {
            float[] values = tensor.floats();
            float largest = 0;
            for (float value : values) {
              largest = Math.max(largest, Math.abs(value));
            }
            float[] found = Native.floats(learner.changing().get(name));
            assertArrayEquals(values, found, 1e-5f * largest, name);
          });
    }
  }

  private static Map<String, org.mneme.weights.Tensor> under(String prefix) {
    Map<String, org.mneme.weights.Tensor> tensors = new LinkedHashMap<>();
    golden.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            tensors.put(name.substring(prefix.length()), tensor);
          }
        });
    return tensors;
  }
}
