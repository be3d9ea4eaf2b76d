package org.mneme.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.golden.Npy;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.Shared;
import org.mneme.golden.TestCards;
import org.mneme.network.ForeignNetwork;
import org.mneme.network.MemNet;
import org.mneme.network.Network;
import org.mneme.network.OneHotMax;
import org.mneme.network.Shape;
import org.mneme.network.TripleMem;
import org.mneme.onnx.ForeignGraph;
import org.mneme.onnx.OnnxExport;

class TripleMemTest {
  private static final int SIZE = 513;

  /** By hand: 1,720,640 in the convolutions; fc6 9216 x 4096, fc7, fc8, and their biases. */
  @Test
  void memNetHasAsManyParametersAsItsTable() {
    long fullyConnected = (9216L * 4096 + 4096) + (4096L * 4096 + 4096) + 4097;
    assertEquals(1_720_640 + fullyConnected, MemNet.network().parameterCount());
  }

  /** shared/models/segmentation/README.md: these logits come out for this picture, to the bit. */
  @ParameterizedTest
  @CsvSource({"cityscapes, 19", "pascal, 21"})
  void segmentationNetworkInsideAModelFileGivesItsOwnLogits(String name, int classes)
      throws Exception {
    Path folder = Shared.path("models/segmentation");
    ForeignGraph graph = ForeignGraph.read(folder.resolve("deeplab-%s.onnx".formatted(name)));
    assertEquals(Shape.of(classes, 33, 33), graph.layer().output());

    float[] wanted = Npy.read(folder.resolve("selfcheck-%s.npy".formatted(name))).floats();
    Map<String, GraphRunner.Floats> outputs = run(graph, "logits");
    float[] logits = floats(outputs, "logits");
    assertEquals(wanted.length, logits.length);
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i], logits[i], "value " + i);
    }
  }

  /** The channel of the one is that of the largest logit, the first of equals. */
  @Test
  void classMapHasOneAtEachPlace() throws Exception {
    Path folder = Shared.path("models/segmentation");
    ForeignGraph graph = ForeignGraph.read(folder.resolve("deeplab-pascal.onnx"));
    float[] logits = Npy.read(folder.resolve("selfcheck-pascal.npy")).floats();
    float[] map = floats(run(graph, "classes"), "classes");
    int places = 33 * 33;
    for (int place = 0; place < places; place++) {
      int best = 0;
      for (int k = 1; k < 21; k++) {
        best = logits[k * places + place] > logits[best * places + place] ? k : best;
      }
      for (int k = 0; k < 21; k++) {
        assertEquals(k == best ? 1 : 0, map[k * places + place], "class %d".formatted(k));
      }
    }
  }

  @Test
  void tripleMemHasThreeBranches() throws Exception {
    ForeignNetwork segmentation =
        ForeignGraph.read(Shared.path("models/segmentation/deeplab-pascal.onnx")).layer();
    Network network = TripleMem.network(segmentation, TripleMem.Classes.ONE_HOT);
    assertEquals(Shape.of(1), network.shapeOf(network.output()));
    assertEquals(Shape.of(9216 + 1000 + 1024), network.shapeOf("concat"));
    assertTrue(network.parameters().keySet().stream().noneMatch(n -> n.startsWith("segmentation")));
  }

  private static Map<String, GraphRunner.Floats> run(ForeignGraph graph, String last)
      throws Exception {
    Network.Builder net = Network.builder("test", Shape.of(3, SIZE, SIZE));
    net.then("logits", graph.layer());
    if (last.equals("classes")) {
      net.then("classes", new OneHotMax());
    }
    Network network = net.build();
    byte[] model =
        OnnxExport.model(
                network, RandomWeights.of(network, 1), List.of(graph), TestCards.fp32("test"))
            .toBytes();
    try (GraphRunner runner = new GraphRunner(model, 1, "test")) {
      return runner.run(
          Map.of(
              Network.INPUT,
              new GraphRunner.Floats(FloatBuffer.wrap(picture()), new long[] {1, 3, SIZE, SIZE})));
    }
  }

  private static float[] floats(Map<String, GraphRunner.Floats> outputs, String name) {
    FloatBuffer values = outputs.get(name).values();
    float[] floats = new float[values.remaining()];
    values.get(floats);
    return floats;
  }

  /** The picture of the self-check. */
  private static float[] picture() {
    float[] planes = new float[3 * SIZE * SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        int at = y * SIZE + x;
        planes[at] = ((3 * x + 5 * y + (x * y) / 64) & 255) / 255f;
        planes[SIZE * SIZE + at] = ((255 - y / 2) & 255) / 255f;
        planes[2 * SIZE * SIZE + at] = ((x / 3 + y / 5) & 255) / 255f;
      }
    }
    return planes;
  }
}
