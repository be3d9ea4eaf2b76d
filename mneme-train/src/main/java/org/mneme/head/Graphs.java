package org.mneme.head;

import java.util.List;
import java.util.stream.IntStream;
import org.mneme.onnx.GraphWriter;

/** What the heads' graphs share. */
final class Graphs {
  private Graphs() {}

  /** Adds the mean of equal parts along the first dimension, which are a batch's views. */
  static String meanOfViews(GraphWriter graph, String name, String input, int views) {
    List<String> parts = IntStream.range(0, views).mapToObj(view -> name + ".part" + view).toList();
    graph.add(
        "Split",
        name + ".apart",
        List.of(input),
        parts,
        GraphWriter.number("axis", 0),
        GraphWriter.number("num_outputs", views));
    return graph.add("Mean", name, parts);
  }

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
