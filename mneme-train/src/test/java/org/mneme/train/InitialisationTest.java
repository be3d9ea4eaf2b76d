package org.mneme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.Shared;
import org.mneme.golden.TestCards;
import org.mneme.network.Conv2d;
import org.mneme.network.GoldenNetworks;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.onnx.OnnxExport;
import org.mneme.weights.Tensor;

class InitialisationTest {
  /** 32 x 64 x 5 x 5 weights: fan in 1600, fan out 800 (PyTorch's, with 32 filters). */
  private static final Network WIDE =
      Network.builder("wide", Shape.of(64, 9, 9)).then("conv", Conv2d.of(64, 32, 5)).build();

  @TempDir private Path folder;

  /** Uniform in +-1/40 has deviation 1/40/sqrt(3) = .014434; 51,200 draws give it within 2 %. */
  @Test
  void torchDrawsUniformlyByFanIn() {
    Map<String, Tensor> weights = Initialisation.TORCH.weights(WIDE, 1);
    float[] values = weights.get("conv.weight").floats();
    assertEquals(.025 / Math.sqrt(3), deviation(values), .0003);
    for (float value : values) {
      assertTrue(Math.abs(value) <= .025f);
    }
    assertTrue(deviation(weights.get("conv.bias").floats()) > 0);
  }

  /** sqrt(2 / 1600) = .035355. */
  @Test
  void heDrawsNormallyByFanIn() {
    Map<String, Tensor> weights = Initialisation.HE.weights(WIDE, 1);
    float[] values = weights.get("conv.weight").floats();
    assertEquals(Math.sqrt(2.0 / 1600), deviation(values), .0007);
    long beyondTwo = Arrays.stream(doubles(values)).filter(v -> Math.abs(v) > .07071).count();
    assertEquals(.0455, (double) beyondTwo / values.length, .004); // two deviations of a normal
    assertArrayEquals(new float[32], weights.get("conv.bias").floats());
  }

  /** Uniform in +-sqrt(6 / 2400) = +-.05 has deviation .05 / sqrt(3). */
  @Test
  void xavierDrawsUniformlyByBothFans() {
    float[] values = Initialisation.XAVIER.weights(WIDE, 1).get("conv.weight").floats();
    assertEquals(.05 / Math.sqrt(3), deviation(values), .0006);
  }

  @Test
  void aTensorDependsOnItsNameAndTheSeedAlone() {
    Network longer =
        Network.builder("longer", Shape.of(64, 9, 9))
            .then("first", Conv2d.of(64, 64, 1))
            .then("conv", Conv2d.of(64, 32, 5))
            .build();
    float[] values = Initialisation.HE.weights(WIDE, 1).get("conv.weight").floats();
    assertArrayEquals(values, Initialisation.HE.weights(longer, 1).get("conv.weight").floats());
    assertFalse(
        Arrays.equals(values, Initialisation.HE.weights(WIDE, 2).get("conv.weight").floats()));
  }

  @Test
  void aBatchNormBeginsAsIfNotThere() {
    Map<String, Tensor> weights = Initialisation.HE.weights(Planted.NETWORK, 1);
    assertEquals(1, weights.get("bn1.weight").floats()[3]);
    assertEquals(0, weights.get("bn1.bias").floats()[3]);
    assertEquals(0, weights.get("bn1.running_mean").floats()[3]);
    assertEquals(1, weights.get("bn1.running_var").floats()[3]);
  }

  @Test
  void aModelFileGivesAllOfItself() throws IOException {
    Network network = GoldenNetworks.miniResMem();
    Map<String, Tensor> own = RandomWeights.of(network, 3);
    Path model = folder.resolve("mini.onnx");
    OnnxExport.write(network, own, TestCards.fp32("mini", 99), model);
    Donor.Taken taken = Donor.of(model).into(network, Initialisation.HE.weights(network, 1));
    assertEquals(List.copyOf(network.parameters().keySet()), taken.taken());
    assertEquals(List.of(), taken.missing());
    own.forEach(
        (name, tensor) ->
            assertArrayEquals(tensor.floats(), taken.weights().get(name).floats(), name));
  }

  @Test
  void partsAreTakenAndWhatDoesNotFitIsListed() throws IOException {
    Path checkpoint = Shared.path("models/torch/layers/mini-resmem/checkpoint.pt");
    Network network =
        Network.builder("other", Shape.of(3, 99, 99))
            .then("conv1", Conv2d.of(3, 8, 11).withStride(4))
            .then("conv2", Conv2d.of(8, 20, 5))
            .then("conv9", Conv2d.of(20, 4, 1))
            .build();
    Map<String, Tensor> drawn = Initialisation.HE.weights(network, 1);
    Donor.Taken taken = Donor.of(checkpoint).into(network, drawn);
    assertEquals(List.of("conv1.weight", "conv1.bias"), taken.taken());
    assertEquals(
        List.of("conv2.weight is [16, 4, 5, 5], not [20, 8, 5, 5]", "conv2.bias is [16], not [20]"),
        taken.misshapen());
    assertEquals(List.of("conv9.weight", "conv9.bias"), taken.missing());
    assertEquals(drawn.get("conv9.weight"), taken.weights().get("conv9.weight"));
  }

  /** What a joined layer gains at its end counts for nothing until it is trained. */
  @Test
  void furtherInputsBeginWithZeros() throws IOException {
    Network narrow = Network.builder("narrow", Shape.of(3)).then("fc", new Linear(3, 2)).build();
    Map<String, Tensor> own =
        Map.of(
            "fc.weight", Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6),
            "fc.bias", Tensor.of(Shape.of(2), 7, 8));
    Path model = folder.resolve("narrow.onnx");
    OnnxExport.write(narrow, own, TestCards.fp32("narrow", 3), model);
    Network wide = Network.builder("wide", Shape.of(5)).then("fc", new Linear(5, 2)).build();
    Donor.Taken taken = Donor.of(model).into(wide, Initialisation.HE.weights(wide, 1));
    assertEquals(List.of("fc.weight"), taken.widened());
    assertEquals(List.of("fc.weight", "fc.bias"), taken.taken());
    assertArrayEquals(
        new float[] {1, 2, 3, 0, 0, 4, 5, 6, 0, 0}, taken.weights().get("fc.weight").floats());
  }

  @Test
  void aBareBackboneIsTakenAsABranch() throws IOException {
    Path checkpoint = Shared.path("models/torch/layers/mini-resmem/checkpoint.pt");
    Network network =
        Network.builder("branch", Shape.of(3, 99, 99))
            .then("mine.conv1", Conv2d.of(3, 8, 7).withStride(2).withPadding(3).withoutBias())
            .build();
    Map<String, Tensor> drawn = Initialisation.HE.weights(network, 1);
    Donor donor = new Donor(checkpoint, "features.", "mine.", List.of(new NamePattern("*")));
    assertEquals(List.of("mine.conv1.weight"), donor.into(network, drawn).taken());
    Donor nothing = new Donor(checkpoint, "", "", List.of());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> nothing.into(network, drawn));
    assertTrue(e.getMessage().contains("gives network 'branch' nothing: 1"), e.getMessage());
  }

  private static double deviation(float[] values) {
    double mean = Arrays.stream(doubles(values)).average().orElseThrow();
    return Math.sqrt(
        Arrays.stream(doubles(values)).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }
}
