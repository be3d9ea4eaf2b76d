package org.mneme.quantize;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * How to quantise. {@link #defaults} is the recipe that was measured best on ResMem.
 *
 * @param equalization how much of the spread between a tensor's channels moves into the weights
 *     that read them, 0 (none) to 1 (all)
 * @param rangeNorm the power p of the error |x - q(x)|^p that chooses a tensor's range: 2 is least
 *     squares; higher clips large values less
 * @param roundingRows how many positions a layer's rounding is fitted on, at most
 * @param imageLayersInFloat whether the layers that read the image itself stay in float. They are a
 *     small part of the work, and what is rounded there, every later layer multiplies: of the error
 *     of ResMem's scores most came from its first convolution of 156
 * @param floatLayers regular expressions; a layer whose whole name matches one stays in float, too
 * @param threads for ONNX Runtime
 */
public record QuantizeOptions(
    double equalization,
    double rangeNorm,
    int roundingRows,
    boolean imageLayersInFloat,
    List<String> floatLayers,
    int threads) {
  /**
   * Checks the values.
   *
   * @param equalization how much of the spread between a tensor's channels moves into the weights
   *     that read them, 0
   * @param rangeNorm the power p of the error |x - q
   * @param roundingRows how many positions a layer's rounding is fitted on, at most
   * @param imageLayersInFloat whether the layers that read the image stay in float
   * @param floatLayers regular expressions
   * @param threads for ONNX Runtime
   * @throws IllegalArgumentException if one is out of its range, or a pattern is no regular
   *     expression
   */
  public QuantizeOptions {
    if (!(equalization >= 0 && equalization <= 1)) {
      throw new IllegalArgumentException("equalization must be 0 to 1, not " + equalization);
    }
    if (!(rangeNorm >= 1)) {
      throw new IllegalArgumentException("rangeNorm must be at least 1, not " + rangeNorm);
    }
    if (roundingRows < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "roundingRows (%d) and threads (%d) must be at least 1".formatted(roundingRows, threads));
    }
    floatLayers = List.copyOf(floatLayers);
    floatLayers.forEach(Pattern::compile);
  }

  /** {@return the recipe that was measured best on ResMem, on all processors} */
  public static QuantizeOptions defaults() {
    return new QuantizeOptions(
        .65, 4, 8192, true, List.of(), Runtime.getRuntime().availableProcessors());
  }

  /**
   * {@return a copy with another equalisation}
   *
   * @param value 0..1
   */
  public QuantizeOptions withEqualization(double value) {
    return new QuantizeOptions(
        value, rangeNorm, roundingRows, imageLayersInFloat, floatLayers, threads);
  }

  /**
   * {@return a copy with another power of the error}
   *
   * @param value 1 or more
   */
  public QuantizeOptions withRangeNorm(double value) {
    return new QuantizeOptions(
        equalization, value, roundingRows, imageLayersInFloat, floatLayers, threads);
  }

  /**
   * {@return a copy that fits each layer's rounding on at most this many positions}
   *
   * @param value 1 or more
   */
  public QuantizeOptions withRoundingRows(int value) {
    return new QuantizeOptions(
        equalization, rangeNorm, value, imageLayersInFloat, floatLayers, threads);
  }

  /**
   * {@return a copy that keeps the layers that read the image in float, or quantises them too}
   *
   * @param value whether they stay in float
   */
  public QuantizeOptions withImageLayersInFloat(boolean value) {
    return new QuantizeOptions(equalization, rangeNorm, roundingRows, value, floatLayers, threads);
  }

  /**
   * {@return a copy that keeps other layers in float}
   *
   * @param value regular expressions for layers' whole names
   */
  public QuantizeOptions withFloatLayers(List<String> value) {
    return new QuantizeOptions(
        equalization, rangeNorm, roundingRows, imageLayersInFloat, value, threads);
  }

  /**
   * {@return a copy that computes on this many threads}
   *
   * @param value 1 or more
   */
  public QuantizeOptions withThreads(int value) {
    return new QuantizeOptions(
        equalization, rangeNorm, roundingRows, imageLayersInFloat, floatLayers, value);
  }

  /** Which layers stay in float. A network whose layers all read the image is quantised whole. */
  Predicate<WeightedLayer> staysFloat(FoldedGraph graph) {
    Set<WeightedLayer> first = imageLayersInFloat ? graph.imageLayers() : Set.of();
    boolean spared = first.size() < graph.layers().size();
    List<Pattern> patterns = floatLayers.stream().map(Pattern::compile).toList();
    return layer ->
        (spared && first.contains(layer))
            || patterns.stream().anyMatch(p -> p.matcher(layer.name()).matches());
  }
}
