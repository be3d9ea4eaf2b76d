package org.mneme.caffe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.golden.Npy;
import org.mneme.golden.Shared;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.weights.Tensor;

/**
 * Outputs from OpenCV 4.14.0's Caffe importer (shared/models/caffe/README.md), which differs from a
 * float64 forward pass by at most 1.5e-6 of a blob's largest value; the README allows a float32
 * implementation 1e-5 of it.
 */
class CaffeGoldenTest {
  private static final double TOLERANCE = 1e-5;

  @TempDir Path folder;

  private Map<String, float[]> forward(
      String golden, String prototxt, String caffemodel, Optional<Shape> input) throws IOException {
    Path files = Shared.path("models/caffe/" + golden);
    CaffeDefinition definition = CaffeDefinition.read(files.resolve(prototxt));
    CaffeNetwork network =
        definition.network(input.or(definition::input).orElseThrow(), Optional.empty());
    assertEquals("data", network.network().inputName());
    Map<String, Tensor> weights = network.weights(CaffeModel.read(files.resolve(caffemodel)));
    float[] inputs = Npy.read(files.resolve("inputs.npy")).floats();
    return Forward.run(network.network(), weights, inputs, folder);
  }

  /** A real network that Caffe trained. */
  @Test
  void leNetGivesItsScoresAndProbabilities() throws IOException {
    Map<String, float[]> found =
        forward("lenet", "deploy.prototxt", "lenet.caffemodel", Optional.empty());
    for (String blob : List.of("ip2", "prob")) {
      float[] expected = Npy.read(Shared.path("models/caffe/lenet/" + blob + ".npy")).floats();
      Forward.assertClose(blob, expected, found.get(blob), TOLERANCE);
    }
  }

  /** Its data layers, its accuracy (TEST) and its loss fall away; ip2 is what is left last. */
  @Test
  void leNetsTrainingDefinitionGivesTheSameScores() throws IOException {
    Map<String, float[]> found =
        forward(
            "lenet", "train_test.prototxt", "lenet.caffemodel", Optional.of(Shape.of(1, 28, 28)));
    float[] expected = Npy.read(Shared.path("models/caffe/lenet/ip2.npy")).floats();
    Forward.assertClose("ip2", expected, found.get("ip2"), TOLERANCE);
    assertEquals(
        "ip2",
        CaffeDefinition.read(Shared.path("models/caffe/lenet/train_test.prototxt"))
            .network(Shape.of(1, 28, 28), Optional.empty())
            .network()
            .output());
  }

  @ParameterizedTest
  @CsvSource({
    "deploy.prototxt, mini-memnet.caffemodel",
    "deploy.prototxt, legacy.caffemodel",
    "legacy.prototxt, mini-memnet.caffemodel",
    "legacy.prototxt, legacy.caffemodel"
  })
  void everyBlobOfTheSmallMemNet(String prototxt, String caffemodel) throws IOException {
    Map<String, float[]> found = forward("mini-memnet", prototxt, caffemodel, Optional.empty());
    for (String blob :
        List.of(
            "conv1",
            "relu1",
            "pool1",
            "norm1",
            "conv2",
            "pool2",
            "norm2",
            "pool5",
            "fc6",
            "fc8-euclidean")) {
      Path golden = Shared.path("models/caffe/mini-memnet/outputs/" + blob + ".npy");
      Forward.assertClose(blob, Npy.read(golden).floats(), found.get(blob), TOLERANCE);
    }
  }

  @Test
  void theMeanImageIsTheSameInEitherFormat() throws IOException {
    Tensor blob = MeanFile.read(Shared.path("models/caffe/mean.binaryproto"));
    Tensor npy = MeanFile.read(Shared.path("models/caffe/mean.npy"));
    assertEquals(Shape.of(3, 256, 256), blob.shape());
    assertEquals(npy.shape(), blob.shape());
    assertArrayEquals(npy.floats(), blob.floats());
    assertArrayEquals(Npy.read(Shared.path("models/caffe/mean.npy")).floats(), blob.floats());
  }

  /**
   * The layer table of Khosla et al.'s definition: sizes by Caffe's rules (55, 27, 27, 13, 13, 13,
   * 6), and the parameters added up by hand: 34,944 + 307,456 + 885,120 + 663,936 + 442,624 +
   * 37,752,832 + 16,781,312 + 4,097.
   */
  @Test
  void memNetHasItsPublishedShapes() throws IOException {
    Network network =
        CaffeDefinition.memNet().network(Shape.of(3, 227, 227), Optional.empty()).network();
    assertEquals(Shape.of(96, 55, 55), network.shapeOf("conv1"));
    assertEquals(Shape.of(96, 27, 27), network.shapeOf("pool1"));
    assertEquals(Shape.of(256, 27, 27), network.shapeOf("conv2"));
    assertEquals(Shape.of(256, 13, 13), network.shapeOf("pool2"));
    assertEquals(Shape.of(256, 6, 6), network.shapeOf("pool5"));
    assertEquals("fc8-euclidean", network.output());
    assertEquals(56_872_321, network.parameterCount());
  }
}
