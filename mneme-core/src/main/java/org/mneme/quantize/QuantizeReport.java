package org.mneme.quantize;

import java.nio.file.Path;
import java.util.List;
import org.mneme.onnx.Fidelity;

/**
 * What quantising did.
 *
 * @param file the int8 file
 * @param layers every convolution and fully connected layer, in the order they run
 * @param calibrationImages how many images the ranges and roundings were fitted on
 * @param fidelity how closely the int8 file's scores follow the fp32 file's, for each kind of
 *     held-out images; empty without any
 * @param largestDifference between two scores of the same held-out image; 0 without any
 */
public record QuantizeReport(
    Path file,
    List<Layer> layers,
    int calibrationImages,
    List<Fidelity> fidelity,
    double largestDifference) {
  /**
   * Keeps copies.
   *
   * @param file the int8 file
   * @param layers every convolution and fully connected layer, in the order they run
   * @param calibrationImages how many images the ranges and roundings were fitted on
   * @param fidelity how closely the int8 file's scores follow the fp32 file's, for each kind of
   *     held-out images
   * @param largestDifference between two scores of the same held-out image
   */
  public QuantizeReport {
    layers = List.copyOf(layers);
    fidelity = List.copyOf(fidelity);
  }

  /** How many images the fidelity was measured on, of all kinds together. */
  int heldOutImages() {
    return fidelity.stream().mapToInt(Fidelity::images).sum();
  }

  /** {@return the names of the layers that still compute in float} */
  public List<String> floatLayers() {
    return layers.stream().filter(layer -> !layer.quantised()).map(Layer::name).toList();
  }

  /**
   * One layer.
   *
   * @param name as the model file has it
   * @param quantised whether it computes in 8-bit integers
   * @param inputScale the step of its quantised input; 0 when it stays in float
   * @param error squared error of its output over the fp32 output's variance, on the calibration
   *     images, all layers before it being quantised too
   */
  public record Layer(String name, boolean quantised, double inputScale, double error) {}
}
