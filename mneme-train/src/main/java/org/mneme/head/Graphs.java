package org.mneme.head;

import java.util.List;
import org.mneme.onnx.GraphWriter;

/** What the heads' graphs share. */
final class Graphs {
  private Graphs() {}

  /** Adds {@code (features - means) weights}; weights row after row, a row for each column. */
  static String centredProduct(
      GraphWriter graph,
      String name,
      String features,
      double[] means,
      float[] weights,
      int outputs) {
    float[] narrow = new float[means.length];
    for (int c = 0; c < narrow.length; c++) {
      narrow[c] = (float) means[c];
    }
    String mean = graph.floats(name + ".mean", narrow, means.length);
    String centred = graph.add("Sub", name + ".centred", List.of(features, mean));
    String matrix = graph.floats(name + ".weight", weights, means.length, outputs);
    return graph.add("MatMul", name, List.of(centred, matrix));
  }
}
