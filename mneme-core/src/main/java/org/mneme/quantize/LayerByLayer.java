package org.mneme.quantize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.mneme.onnx.GraphNode;
import org.mneme.onnx.ModelException;
import org.mneme.progress.Progress;

/**
 * Quantises a graph from its input to its output. The calibration images run through it twice side
 * by side, exact and as quantised so far; each layer is fitted to what it will really read, and its
 * bias moved so that each channel's mean is the exact one's again.
 */
final class LayerByLayer {
  private final FoldedGraph graph;
  private final QuantizeOptions options;
  private final Predicate<WeightedLayer> staysFloat;

  private final Map<String, ActivationRange> ranges = new HashMap<>();
  private final Set<String> rounded = new HashSet<>();
  private final Map<String, RoundedWeights> weights = new HashMap<>();
  private final Map<String, float[]> biases = new HashMap<>();
  private final List<QuantizeReport.Layer> report = new ArrayList<>();

  LayerByLayer(FoldedGraph graph, QuantizeOptions options) {
    this.graph = graph;
    this.options = options;
    this.staysFloat = options.staysFloat(graph);
  }

  /** Each tensor's largest absolute value a channel, where a layer reads or writes it. */
  static Map<String, float[]> channelMaxima(FoldedGraph graph, List<Chunk> images, int threads)
      throws ModelException {
    Set<String> wanted = new HashSet<>();
    for (WeightedLayer layer : graph.layers().values()) {
      wanted.add(layer.input());
      wanted.add(graph.activated(layer));
    }
    Map<String, float[]> maxima = new HashMap<>();
    Activations exact = new Activations(graph, images);
    for (GraphNode node : graph.nodes()) {
      try (NodeRunner runner = runner(graph, node, threads)) {
        run(runner, node, exact, images.size());
      }
      for (String output : node.outputs()) {
        if (wanted.contains(output)) {
          float[] largest = new float[exact.get(output).get(0).channels()];
          exact.get(output).forEach(chunk -> chunk.raiseToChannelMaxima(largest));
          maxima.put(output, largest);
        }
      }
      exact.release(node);
    }
    return maxima;
  }

  private static NodeRunner runner(FoldedGraph graph, GraphNode node, int threads)
      throws ModelException {
    WeightedLayer layer = graph.layers().get(node.output());
    return layer == null
        ? NodeRunner.of(graph, node, threads)
        : NodeRunner.of(graph, layer, layer.weights(), layer.bias(), threads);
  }

  private static void run(NodeRunner runner, GraphNode node, Activations values, int chunks)
      throws ModelException {
    Map<String, List<Chunk>> outputs = new LinkedHashMap<>();
    for (int i = 0; i < chunks; i++) {
      runner
          .run(values.inputs(node, i))
          .forEach((name, out) -> outputs.computeIfAbsent(name, n -> new ArrayList<>()).add(out));
    }
    outputs.forEach(values::put);
  }

  Quantisation run(List<Chunk> images, Progress progress) throws ModelException {
    Activations exact = new Activations(graph, images);
    Activations approximate = new Activations(graph, images);
    Set<String> done = new HashSet<>();
    int step = 0;
    progress.begin("Quantising", graph.nodes().size(), "layers");
    for (GraphNode node : graph.nodes()) {
      String output = node.output();
      WeightedLayer layer = graph.layers().get(output);
      progress.check();
      progress.advance(step++);
      if (layer != null) {
        quantise(layer, exact, approximate);
        done.add(graph.activated(layer));
      } else if (!done.contains(output)) {
        try (NodeRunner runner = NodeRunner.of(graph, node, options.threads())) {
          run(runner, node, exact, images.size());
          run(runner, node, approximate, images.size());
        }
        keepRange(node);
      }
      if (!done.contains(output) || layer != null) {
        exact.release(node);
        approximate.release(node);
      }
    }
    progress.advance(step);
    return new Quantisation(ranges, rounded, weights, biases, report);
  }

  /** The maximum of rounded values needs no rounding of its own. */
  private void keepRange(GraphNode node) {
    String input = node.input(0);
    if (node.operator().equals("MaxPool") && rounded.contains(input)) {
      ranges.put(node.output(), range(input, List.of()));
      rounded.add(node.output());
    }
  }

  private ActivationRange range(String tensor, List<Chunk> values) {
    return ranges.computeIfAbsent(tensor, t -> ActivationRange.of(values, options.rangeNorm()));
  }

  private void quantise(WeightedLayer layer, Activations exact, Activations approximate)
      throws ModelException {
    String activated = graph.activated(layer);
    boolean relu = !activated.equals(layer.output());
    boolean quantised =
        !staysFloat.test(layer) && !(layer.isConvolution() && graph.outputs().contains(activated));
    List<Chunk> inputs = approximate.get(layer.input());
    float[] exactWeights = layer.weights();
    float[] usedWeights = exactWeights;
    if (quantised) {
      ActivationRange range = range(layer.input(), inputs);
      if (!rounded.contains(layer.input())) {
        inputs = inputs.stream().map(chunk -> chunk.quantised(range)).toList();
      }
      RoundedWeights result = round(layer, exactWeights, inputs, range);
      weights.put(layer.output(), result);
      usedWeights = result.dequantised();
    }
    List<Chunk> wanted = outputs(layer, exactWeights, exact.get(layer.input()));
    List<Chunk> got = outputs(layer, usedWeights, inputs);
    float[] correction = meanDifference(wanted, got, layer.rows());
    float[] bias = layer.bias();
    for (int row = 0; row < bias.length; row++) {
      bias[row] += correction[row];
    }
    biases.put(layer.output(), bias);
    wanted.forEach(chunk -> chunk.shift(new float[layer.rows()], relu));
    got.forEach(chunk -> chunk.shift(correction, relu));
    if (quantised && isRounded(layer, activated)) {
      ActivationRange range = range(activated, got);
      got = got.stream().map(chunk -> chunk.quantised(range)).toList();
      rounded.add(activated);
    }
    double step = quantised ? range(layer.input(), inputs).scale() : 0;
    report.add(new QuantizeReport.Layer(layer.name(), quantised, step, error(wanted, got)));
    exact.put(activated, wanted);
    approximate.put(activated, got);
  }

  /** A convolution in integers gives integers; a matrix product may give float32. */
  private boolean isRounded(WeightedLayer layer, String activated) {
    return layer.isConvolution() ? !graph.isProduct(layer) : isReadByLayer(activated);
  }

  private boolean isReadByLayer(String tensor) {
    return graph.consumersOf(tensor).stream()
        .map(node -> graph.layers().get(node.output()))
        .anyMatch(layer -> layer != null && !staysFloat.test(layer));
  }

  private RoundedWeights round(
      WeightedLayer layer, float[] exact, List<Chunk> inputs, ActivationRange range)
      throws ModelException {
    float leastScale = QdqWriter.leastScale(layer.bias(), range);
    int columns = layer.columns();
    if (!layer.isConvolution()) {
      return Rounding.toNearest(exact, columns, leastScale);
    }
    InputMoments moments = new InputMoments(layer);
    int rows = layer.rows() / layer.groups();
    byte[] values = new byte[exact.length];
    float[] scales = new float[layer.rows()];
    for (int group = 0; group < layer.groups(); group++) {
      InputMoments.Moments found =
          moments.of(graph.model(), inputs, group, options.roundingRows(), options.threads());
      RoundedWeights part =
          Rounding.toOutputs(
              Arrays.copyOfRange(exact, group * rows * columns, (group + 1) * rows * columns),
              found.matrix(),
              found.samples(),
              leastScale);
      System.arraycopy(part.values(), 0, values, group * rows * columns, rows * columns);
      System.arraycopy(part.scales(), 0, scales, group * rows, rows);
    }
    return new RoundedWeights(values, scales);
  }

  private List<Chunk> outputs(WeightedLayer layer, float[] layerWeights, List<Chunk> inputs)
      throws ModelException {
    List<Chunk> outputs = new ArrayList<>();
    try (NodeRunner runner =
        NodeRunner.of(graph, layer, layerWeights, layer.bias(), options.threads())) {
      for (Chunk input : inputs) {
        outputs.addAll(runner.run(Map.of(layer.input(), input)).values());
      }
    }
    return outputs;
  }

  private static float[] meanDifference(List<Chunk> wanted, List<Chunk> got, int channels) {
    double[] sums = new double[channels];
    got.forEach(chunk -> chunk.addChannelSums(sums));
    for (int i = 0; i < channels; i++) {
      sums[i] = -sums[i];
    }
    wanted.forEach(chunk -> chunk.addChannelSums(sums));
    long count = wanted.stream().mapToLong(chunk -> chunk.values().length / channels).sum();
    float[] means = new float[channels];
    for (int i = 0; i < channels; i++) {
      means[i] = (float) (sums[i] / count);
    }
    return means;
  }

  private static double error(List<Chunk> wanted, List<Chunk> got) {
    double sum = 0;
    double squares = 0;
    double differences = 0;
    long count = 0;
    for (int i = 0; i < wanted.size(); i++) {
      float[] w = wanted.get(i).values();
      float[] g = got.get(i).values();
      for (int j = 0; j < w.length; j++) {
        sum += w[j];
        squares += (double) w[j] * w[j];
        differences += ((double) w[j] - g[j]) * ((double) w[j] - g[j]);
      }
      count += w.length;
    }
    double variance = squares - sum * sum / count;
    return variance > 0 ? differences / variance : 0;
  }
}
