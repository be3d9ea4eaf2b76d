package org.mneme.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mneme.golden.Npy;
import org.mneme.golden.Shared;
import org.mneme.golden.TestCards;
import org.mneme.network.GoldenNetworks;
import org.mneme.network.Network;
import org.mneme.onnx.OnnxExport;
import org.mneme.weights.Checkpoint;
import org.mneme.weights.Tensor;

class GoldenLayersTest {
  static Stream<String> goldens() {
    return GoldenNetworks.all().keySet().stream();
  }

  /**
   * Inputs and outputs from torch 2.15.0 (shared/models/torch/README.md). Allowed there: 1e-5 of
   * the largest value, 1e-4 for mini-resmem, whose logits pass through some 30 layers.
   */
  @ParameterizedTest
  @MethodSource("goldens")
  void exportedNetworkGivesWhatPyTorchGives(String name, @TempDir Path folder) throws Exception {
    Path golden = Shared.path("models/torch/layers/" + name);
    Network network = GoldenNetworks.all().get(name);
    Path model = folder.resolve("model.onnx");
    OnnxExport.write(network, tensors(name, golden), TestCards.fp32(name), model);

    Npy inputs = Npy.read(golden.resolve("inputs.npy"));
    Npy expected = Npy.read(golden.resolve("outputs.npy"));
    float[] outputs = run(model, inputs);

    float[] wanted = expected.floats();
    float largest = 0;
    for (float w : wanted) {
      largest = Math.max(largest, Math.abs(w));
    }
    double tolerance = largest * (name.equals("mini-resmem") ? 1e-4 : 1e-5);
    assertEquals(wanted.length, outputs.length);
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i], outputs[i], tolerance, "value " + i);
    }
    assertEquals(
        expected.shape().dims().subList(1, expected.shape().rank()),
        network.shapeOf(network.output()).dims());
  }

  private static Map<String, Tensor> tensors(String name, Path golden) throws Exception {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
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

  private static float[] run(Path model, Npy inputs) throws Exception {
    long[] shape = inputs.shape().dims().stream().mapToLong(Integer::longValue).toArray();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model.toString());
        OnnxTensor input =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(inputs.floats()), shape);
        OrtSession.Result result = session.run(Map.of(Network.INPUT, input))) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      FloatBuffer values = output.getFloatBuffer();
      float[] outputs = new float[values.remaining()];
      values.get(outputs);
      return outputs;
    }
  }
}
