package org.mneme.quantize;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mneme.onnx.GraphNode;

/**
 * Gives the int8 network its contrast back. Rounding errors lift what is small and cut what is
 * large, so that the scores of different pictures come closer together. The last layer's output is
 * a line through the errors of all layers before it: its slope and offset are fitted anew, on
 * pictures that nothing else was fitted to.
 */
final class LastLayer {
  /** Fewer pictures do not carry a slope. */
  static final int FEWEST_IMAGES = 16;

  /** Scores nearer to 0 or 1 say too little about what the last layer gave. */
  private static final double EDGE = 1e-6;

  private final WeightedLayer layer;
  private final boolean sigmoid;

  private LastLayer(WeightedLayer layer, boolean sigmoid) {
    this.layer = layer;
    this.sigmoid = sigmoid;
  }

  /** The layer whose one number a picture is the score, as it is or through a sigmoid. */
  static Optional<LastLayer> of(FoldedGraph graph) {
    if (graph.outputs().size() != 1) {
      return Optional.empty();
    }
    String output = graph.outputs().iterator().next();
    WeightedLayer direct = graph.layers().get(output);
    if (direct != null) {
      return Optional.of(direct).filter(l -> l.rows() == 1).map(l -> new LastLayer(l, false));
    }
    for (GraphNode node : graph.nodes()) {
      if (node.output().equals(output) && node.operator().equals("Sigmoid")) {
        return Optional.ofNullable(graph.layers().get(node.input(0)))
            .filter(l -> l.rows() == 1)
            .map(l -> new LastLayer(l, true));
      }
    }
    return Optional.empty();
  }

  /** How what the last layer gives is corrected: times slope, plus offset. */
  record Line(double slope, double offset) {}

  /**
   * The line from the int8 file's outputs to the fp32 file's, by the medians of the slopes between
   * each two pictures (Theil and Sen), taken both ways so that errors do not flatten it; empty
   * where there are too few pictures or they do not differ.
   */
  Optional<Line> fit(float[] fp32, float[] int8) {
    double[] wanted = outputs(fp32);
    double[] got = outputs(int8);
    int n = wanted.length;
    if (n < FEWEST_IMAGES) {
      return Optional.empty();
    }
    double forwards = medianSlope(got, wanted);
    double backwards = medianSlope(wanted, got);
    if (!(forwards > 0) || !(backwards > 0)) {
      return Optional.empty();
    }
    double slope = Math.sqrt(forwards / backwards);
    double[] offsets = new double[n];
    for (int i = 0; i < n; i++) {
      offsets[i] = wanted[i] - slope * got[i];
    }
    return Optional.of(new Line(slope, median(offsets, n)));
  }

  private double[] outputs(float[] scores) {
    double[] outputs = new double[scores.length];
    for (int i = 0; i < outputs.length; i++) {
      double score = Math.max(EDGE, Math.min(1 - EDGE, scores[i]));
      outputs[i] = sigmoid ? Math.log(score / (1 - score)) : scores[i];
    }
    return outputs;
  }

  private static double medianSlope(double[] x, double[] y) {
    int n = x.length;
    double[] slopes = new double[n * (n - 1) / 2];
    int found = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        if (x[i] != x[j]) {
          slopes[found++] = (y[i] - y[j]) / (x[i] - x[j]);
        }
      }
    }
    return median(slopes, found);
  }

  /** The median of the first {@code n}; NaN if there are none. */
  private static double median(double[] values, int n) {
    double[] sorted = Arrays.copyOf(values, n);
    Arrays.sort(sorted);
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  /** The quantised network with the line in its last layer. */
  Quantisation corrected(Quantisation quantisation, Line line) {
    Map<String, RoundedWeights> weights = new HashMap<>(quantisation.weights());
    Map<String, float[]> biases = new HashMap<>(quantisation.biases());
    String name = layer.output();
    RoundedWeights rounded = weights.get(name);
    if (rounded == null) {
      layer.scaleRow(0, (float) line.slope(), 0);
    } else {
      weights.put(name, rounded.times((float) line.slope()));
    }
    float bias = Objects.requireNonNull(biases.get(name))[0];
    biases.put(name, new float[] {(float) (bias * line.slope() + line.offset())});
    return new Quantisation(
        quantisation.ranges(), quantisation.rounded(), weights, biases, quantisation.report());
  }
}
