package org.mneme.quantize;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What quantising did.
 *
 * @param layers every convolution and fully connected layer, in the order they run
 * @param calibrationImages how many images the ranges and roundings were fitted on
 * @param heldOutImages how many other images the fidelity was measured on
 * @param fidelity Spearman correlation of the int8 file's scores with the fp32 file's on the
 *     held-out images; empty without any
 * @param largestDifference between two scores of the same held-out image; 0 without any
 */
public record QuantizeReport(
    List<Layer> layers,
    int calibrationImages,
    int heldOutImages,
    OptionalDouble fidelity,
    double largestDifference) {
  public QuantizeReport {
    layers = List.copyOf(layers);
  }

  /** The names of the layers that still compute in float. */
  public List<String> floatLayers() {
    return layers.stream().filter(layer -> !layer.quantised()).map(Layer::name).toList();
  }

  /**
   * One layer.
   *
   * @param inputScale the step of its quantised input; 0 when it stays in float
   * @param error squared error of its output over the fp32 output's variance, on the calibration
   *     images, all layers before it being quantised too
   */
  public record Layer(String name, boolean quantised, double inputScale, double error) {}
}
