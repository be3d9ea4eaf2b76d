package org.mneme.quantize;

import java.util.List;
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
 * @param floatLayers regular expressions; a layer whose whole name matches one stays in float
 * @param threads for ONNX Runtime
 */
public record QuantizeOptions(
    double equalization,
    double rangeNorm,
    int roundingRows,
    List<String> floatLayers,
    int threads) {
  /**
   * Checks the values.
   *
   * @param equalization how much of the spread between a tensor's channels moves into the weights
   *     that read them, 0
   * @param rangeNorm the power p of the error |x - q
   * @param roundingRows how many positions a layer's rounding is fitted on, at most
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
    return new QuantizeOptions(.65, 4, 8192, List.of(), Runtime.getRuntime().availableProcessors());
  }

  /**
   * {@return a copy with another equalisation}
   *
   * @param value 0..1
   */
  public QuantizeOptions withEqualization(double value) {
    return new QuantizeOptions(value, rangeNorm, roundingRows, floatLayers, threads);
  }

  /**
   * {@return a copy with another power of the error}
   *
   * @param value 1 or more
   */
  public QuantizeOptions withRangeNorm(double value) {
    return new QuantizeOptions(equalization, value, roundingRows, floatLayers, threads);
  }

  /**
   * {@return a copy that fits each layer's rounding on at most this many positions}
   *
   * @param value 1 or more
   */
  public QuantizeOptions withRoundingRows(int value) {
    return new QuantizeOptions(equalization, rangeNorm, value, floatLayers, threads);
  }

  /**
   * {@return a copy that keeps other layers in float}
   *
   * @param value regular expressions for layers' whole names
   */
  public QuantizeOptions withFloatLayers(List<String> value) {
    return new QuantizeOptions(equalization, rangeNorm, roundingRows, value, threads);
  }

  /**
   * {@return a copy that computes on this many threads}
   *
   * @param value 1 or more
   */
  public QuantizeOptions withThreads(int value) {
    return new QuantizeOptions(equalization, rangeNorm, roundingRows, floatLayers, value);
  }

  Predicate<String> staysFloat() {
    List<Pattern> patterns = floatLayers.stream().map(Pattern::compile).toList();
    return name -> patterns.stream().anyMatch(p -> p.matcher(name).matches());
  }
}
