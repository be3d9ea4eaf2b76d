package org.mneme.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.network.Conv2d;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.OnnxFile;

class InputMomentsTest {
  /**
   * For each row w of a convolution, w' H w is the mean square of its output without bias, when all
   * positions are taken. Stride, padding, dilation and groups must be read as ONNX Runtime does.
   */
  @Test
  void momentsGiveTheMeanSquareOfOutputs(@TempDir Path folder) throws IOException {
    Conv2d conv = new Conv2d(6, 8, 3, 2, 2, 2, 2, false);
    Network network = Network.builder("one", Shape.of(6, 11, 9)).then("conv", conv).build();
    Path file = folder.resolve("one.onnx");
    OnnxExport.write(network, RandomWeights.of(network, 1), TestCards.fp32("one", 9), file);
    FoldedGraph graph = new FoldedGraph(OnnxFile.read(file), file);
    WeightedLayer layer = graph.layers().get("conv");
    float[] values = new float[3 * 6 * 11 * 9];
    Random random = new Random(2);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Chunk input = new Chunk(values, new long[] {3, 6, 11, 9});
    float[] weights = layer.weights();
    Chunk output;
    try (NodeRunner runner = NodeRunner.of(graph, layer, weights, new float[8], 1)) {
      output = runner.run(Map.of("input", input)).get("conv");
    }
    int plane = output.planeSize();
    for (int row = 0; row < 8; row++) {
      float[][] moments =
          new InputMoments(layer).of(graph.model(), List.of(input), row / 4, 1_000_000, 1).matrix();
      double expected = 0;
      for (int i = 0; i < 3 * plane; i++) {
        float v = output.values()[(i / plane * 8 + row) * plane + i % plane];
        expected += (double) v * v / (3 * plane);
      }
      double found = 0;
      for (int i = 0; i < 27; i++) {
        for (int j = 0; j < 27; j++) {
          found += (double) weights[row * 27 + i] * moments[i][j] * weights[row * 27 + j];
        }
      }
      assertEquals(expected, found, 1e-5 * expected);
    }
  }
}
