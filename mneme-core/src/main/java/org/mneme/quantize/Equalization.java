package org.mneme.quantize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mneme.onnx.GraphNode;

/**
 * Makes the channels of a tensor alike in size before they share one 8-bit range: a channel is
 * divided by a factor in the layers that write it, and multiplied again in the layers that read it.
 * Scores do not change, since Relu, maximum and addition let a positive factor through (Nagel et
 * al., 2019). All tensors that such operations tie together, as along a residual network's
 * shortcuts, share their factors.
 */
final class Equalization {
  private static final Set<String> LETS_FACTORS_THROUGH =
      Set.of("Relu", "MaxPool", "GlobalAveragePool", "AveragePool", "Add", "Identity");

  private static final double LARGEST_FACTOR = 32;
  private static final double SMALLEST_ACTIVATION = 1e-4;
  private static final double SMALLEST_WEIGHT = 1e-3;

  private final FoldedGraph graph;
  private final Map<String, String> parents = new HashMap<>();
  private final Set<String> fixed = new LinkedHashSet<>();

  Equalization(FoldedGraph graph) {
    this.graph = graph;
    fixed.add(graph.input());
    fixed.addAll(graph.outputs());
    for (GraphNode node : graph.nodes()) {
      WeightedLayer layer = graph.layers().get(node.output());
      if (layer != null) {
        continue;
      }
      List<String> inputs = graph.computedInputs(node);
      boolean through =
          LETS_FACTORS_THROUGH.contains(node.operator())
              && inputs.size() == node.inputs().size()
              && node.outputs().size() == 1;
      for (String input : inputs) {
        if (through || isFlattenOfMeans(node)) {
          join(input, node.output());
        } else {
          fixed.add(input);
        }
      }
      if (!through && !isFlattenOfMeans(node)) {
        fixed.addAll(node.outputs());
      }
    }
  }

  /** Flattening keeps channels apart only where each is one number. */
  private boolean isFlattenOfMeans(GraphNode node) {
    return node.operator().equals("Flatten")
        && node.integer("axis", 1) == 1
        && graph.nodes().stream()
            .anyMatch(
                n -> n.operator().equals("GlobalAveragePool") && n.output().equals(node.input(0)));
  }

  /**
   * Scales the graph's layers.
   *
   * @param maxima each tensor's largest absolute value a channel
   * @param strength 0 leaves all as it is, 1 makes all channels equally large
   */
  void apply(Map<String, float[]> maxima, double strength) {
    if (strength == 0) {
      return;
    }
    Map<String, List<WeightedLayer>> writers = new LinkedHashMap<>();
    Map<String, List<WeightedLayer>> readers = new LinkedHashMap<>();
    Map<String, Set<String>> tensors = new LinkedHashMap<>();
    Set<String> fixedRoots = new LinkedHashSet<>();
    fixed.forEach(tensor -> fixedRoots.add(root(tensor)));
    for (WeightedLayer layer : graph.layers().values()) {
      String written = root(layer.output());
      writers.computeIfAbsent(written, r -> new ArrayList<>()).add(layer);
      if (!graph.isProduct(layer)) {
        tensors.computeIfAbsent(written, r -> new LinkedHashSet<>()).add(graph.activated(layer));
      }
      String read = root(layer.input());
      readers.computeIfAbsent(read, r -> new ArrayList<>()).add(layer);
      tensors.computeIfAbsent(read, r -> new LinkedHashSet<>()).add(layer.input());
    }
    writers.forEach(
        (root, before) -> {
          List<WeightedLayer> after = readers.getOrDefault(root, List.of());
          int channels = before.get(0).rows();
          boolean fit =
              before.stream().allMatch(l -> l.rows() == channels)
                  && after.stream().allMatch(l -> l.inputChannels() == channels);
          if (!after.isEmpty() && fit && !fixedRoots.contains(root)) {
            List<float[]> sizes = tensors.get(root).stream().map(maxima::get).toList();
            scale(before, after, factors(sizes, after, channels, strength));
          }
        });
  }

  private static void scale(
      List<WeightedLayer> before, List<WeightedLayer> after, float[] factors) {
    for (int channel = 0; channel < factors.length; channel++) {
      for (WeightedLayer layer : before) {
        layer.scaleRow(channel, 1 / factors[channel], 0);
      }
      for (WeightedLayer layer : after) {
        layer.scaleInput(channel, factors[channel]);
      }
    }
  }

  /** Large activations ask for a factor above 1, large weights that read them for one below. */
  private static float[] factors(
      List<float[]> sizes, List<WeightedLayer> after, int channels, double strength) {
    double[] activation = new double[channels];
    sizes.forEach(s -> raise(activation, relativeToMean(s)));
    double[] weight = new double[channels];
    after.forEach(layer -> raise(weight, relativeToLargest(columnMaxima(layer))));
    double largest = 0;
    for (double a : activation) {
      largest = Math.max(largest, a);
    }
    double[] logs = new double[channels];
    double mean = 0;
    for (int c = 0; c < channels; c++) {
      logs[c] =
          strength * Math.log(Math.max(activation[c], SMALLEST_ACTIVATION * largest))
              - (1 - strength) * Math.log(Math.max(weight[c], SMALLEST_WEIGHT));
      mean += logs[c] / channels;
    }
    float[] factors = new float[channels];
    for (int c = 0; c < channels; c++) {
      double factor = largest > 0 ? Math.exp(logs[c] - mean) : 1;
      factors[c] = (float) Math.max(1 / LARGEST_FACTOR, Math.min(LARGEST_FACTOR, factor));
    }
    return factors;
  }

  private static float[] columnMaxima(WeightedLayer layer) {
    float[] weights = layer.weights();
    int columns = layer.columns();
    int perGroup = layer.inputChannels() / layer.groups();
    int perChannel = columns / perGroup;
    int rowsPerGroup = layer.rows() / layer.groups();
    float[] maxima = new float[layer.inputChannels()];
    for (int i = 0; i < weights.length; i++) {
      int group = i / columns / rowsPerGroup;
      int channel = group * perGroup + i % columns / perChannel;
      maxima[channel] = Math.max(maxima[channel], Math.abs(weights[i]));
    }
    return maxima;
  }

  private static double[] relativeToMean(float[] values) {
    double mean = 0;
    for (float v : values) {
      mean += v / values.length;
    }
    return divided(values, mean);
  }

  private static double[] relativeToLargest(float[] values) {
    double largest = 0;
    for (float v : values) {
      largest = Math.max(largest, v);
    }
    return divided(values, largest);
  }

  private static double[] divided(float[] values, double by) {
    double[] result = new double[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = by > 0 ? values[i] / by : 0;
    }
    return result;
  }

  private static void raise(double[] to, double[] values) {
    for (int i = 0; i < to.length; i++) {
      to[i] = Math.max(to[i], values[i]);
    }
  }

  private void join(String a, String b) {
    parents.put(root(a), root(b));
  }

  private String root(String tensor) {
    String at = tensor;
    while (!parents.getOrDefault(at, at).equals(at)) {
      at = parents.get(at);
    }
    return at;
  }
}
