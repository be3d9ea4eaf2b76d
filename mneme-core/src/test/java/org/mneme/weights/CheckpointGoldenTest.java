package org.mneme.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mneme.golden.Npy;
import org.mneme.golden.Shared;
import org.mneme.network.Shape;

/**
 * Files written by torch 2.15.0 and safetensors 0.8.0: models/torch/README.md tells what each is.
 */
class CheckpointGoldenTest {
  private static final String FORMATS = "models/torch/formats/";

  @ParameterizedTest
  @CsvSource({
    "flat.pt, ''",
    "flat.safetensors, ''",
    "nested.pt, state_dict.",
    "nested-legacy.pt, state_dict.",
    "nested-protocol4.pt, state_dict."
  })
  void everyTypeAndStrideHasTheValuesThatTorchSaved(String file, String prefix) throws IOException {
    Checkpoint checkpoint = Checkpoint.read(Shared.path(FORMATS + file));
    JsonNode expected =
        new ObjectMapper().readTree(Shared.path(FORMATS + "expected.json").toFile());
    assertEquals(expected.size(), checkpoint.tensors().size());
    for (Map.Entry<String, JsonNode> entry : expected.properties()) {
      Tensor tensor = checkpoint.tensors().get(prefix + entry.getKey());
      assertTrue(tensor != null, entry.getKey());
      assertEquals(
          entry.getValue().get("dtype").asText(), tensor.type().name().toLowerCase(Locale.ROOT));
      assertSameValues(entry.getKey(), tensor);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "dataparallel.pt, model.module., 7",
    "parameters.pt, '', 4",
  })
  void wrappedWeightsHaveTheValuesThatTorchSaved(String file, String prefix, int tensors)
      throws IOException {
    Checkpoint checkpoint = Checkpoint.read(Shared.path(FORMATS + file));
    for (String name : List.of("conv.weight", "conv.bias", "bn.weight", "bn.bias")) {
      assertSameValues(name, checkpoint.tensors().get(prefix + name));
    }
    assertEquals(tensors, checkpoint.tensors().size());
  }

  private static void assertSameValues(String name, Tensor tensor) throws IOException {
    Npy npy = Npy.read(Shared.path(FORMATS + "expected/" + name + ".npy"));
    assertEquals(npy.shape(), tensor.shape(), name);
    if (tensor.type() == DType.FLOAT16 || tensor.type() == DType.BFLOAT16) {
      assertArrayEquals(npy.floats(), tensor.floats(), name); // exact: the golden is widened too
    } else {
      byte[] bytes = new byte[tensor.bytes().remaining()];
      tensor.bytes().get(bytes);
      assertArrayEquals(npy.byteArray(), bytes, name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nested.pt", "nested-legacy.pt", "nested-protocol4.pt"})
  void plainValuesBesideTheTensorsAreMetadata(String file) throws IOException {
    assertEquals(
        Map.of(
            "epoch", "7",
            "best_score", "0.625",
            "arch", "tiny",
            "note", "café",
            "history.0", "0.5",
            "history.1", "0.25",
            "history.2", "[1, None, True]"),
        Checkpoint.read(Shared.path(FORMATS + file)).metadata());
  }

  @Test
  void metadataOfSafetensorsIsKept() throws IOException {
    assertEquals(
        Map.of("format", "pt", "made", "golden"),
        Checkpoint.read(Shared.path(FORMATS + "flat.safetensors")).metadata());
  }

  @ParameterizedTest
  @CsvSource({
    "malicious.pt, asks for posix.system",
    "malicious-legacy.pt, asks for posix.system",
    "whole-module.pt, asks for torch.nn.modules.container.Sequential",
    "truncated.pt, cut off?",
    "truncated-legacy.pt, cut off?",
    "truncated.safetensors, cut off?",
    "short-storage.pt, 'has 16 bytes, but its tensors need 24'",
    "expected.json, needed is a PyTorch checkpoint",
  })
  void aBrokenOrHostileFileIsRefusedByNameAndRunsNothing(String file, String reason) {
    Path path = Shared.path(FORMATS + file);
    WeightsException refusal = assertThrows(WeightsException.class, () -> Checkpoint.read(path));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.startsWith(path + ": ") && message.contains(reason), message);
    assertEquals(1, message.lines().count(), message);
    assertFalse(Files.exists(Path.of("pwned.txt")), "the file's command ran");
  }

  @Test
  void aStateDictOfAnEmptyModuleIsEmpty() throws IOException {
    Path lrn = Shared.path("models/torch/layers/lrn/checkpoint.pt");
    assertEquals(Map.of(), Checkpoint.read(lrn).tensors());
  }

  /** README: 21,771 parameters; the rest are running figures of 13 batch norms. */
  @Test
  void aSmallResMemIsReadWithTheRealNames() throws IOException {
    Checkpoint mini = Checkpoint.read(Shared.path("models/torch/layers/mini-resmem/checkpoint.pt"));
    assertEquals(
        21_771,
        mini.tensors().entrySet().stream()
            .filter(e -> !e.getKey().matches(".*\\.(running_mean|running_var|num_batches_tracked)"))
            .mapToLong(e -> e.getValue().shape().size())
            .sum());
    assertEquals(Shape.of(1, 8), tensor(mini, "fc12.weight").shape());
    assertEquals(DType.INT64, tensor(mini, "features.bn1.num_batches_tracked").type());
  }

  private static Tensor tensor(Checkpoint checkpoint, String name) {
    Tensor tensor = checkpoint.tensors().get(name);
    if (tensor == null) {
      throw new AssertionError("no " + name);
    }
    return tensor;
  }

  /** A mapped buffer is direct, a copy is not. */
  @Test
  void contiguousTensorsStayInTheMappedFile() throws IOException {
    Checkpoint flat = Checkpoint.read(Shared.path(FORMATS + "flat.pt"));
    for (String name : List.of("shared_a", "shared_b", "float", "half")) {
      assertTrue(tensor(flat, name).bytes().isDirect(), name);
    }
    assertFalse(tensor(flat, "transposed").bytes().isDirect());
  }
}
