package org.mneme.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.mneme.files.Sha256;
import org.mneme.image.Preprocessing;
import org.mneme.network.Network;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.Precision;
import org.mneme.weights.Checkpoint;
import org.mneme.weights.NetworkWeights;
import org.mneme.weights.Tensor;
import org.mneme.weights.WeightsChoice;

/** Turns weights (PyTorch, safetensors, Caffe) into a model file. */
final class WeightsImport {
  private WeightsImport() {}

  /**
   * What the new file shall say about itself; its source's SHA-256 is added.
   *
   * @param licence its name, then its text from the second line on
   * @param notes further provenance
   */
  record Description(
      String name,
      Preprocessing preprocessing,
      String output,
      String licence,
      String origin,
      Map<String, String> notes) {}

  /**
   * What came of an import.
   *
   * @param card what the new file says about itself
   * @param passedOver what the weight file held besides and was not read, by name, with its class
   */
  record Imported(ModelCard card, Map<String, String> passedOver) {}

  /**
   * Reads the weights, matches them with the network and writes the model file whole or not at all.
   *
   * @param choice which of the file's tensors they are
   * @throws org.mneme.weights.WeightsException if the file cannot be read, or any tensor is
   *     missing, unknown or misshapen
   */
  static Imported convert(
      Path weights, WeightsChoice choice, Network network, Description description, Path out)
      throws IOException {
    Checkpoint checkpoint = Checkpoint.read(weights);
    Map<String, Tensor> tensors = NetworkWeights.of(network, checkpoint, choice);
    ModelCard card = write(network, tensors, Sha256.of(weights), description, out);
    return new Imported(card, checkpoint.passedOver());
  }

  /** Imports a file that holds just the network, and whose hash is known already. */
  static ModelCard convert(
      Path weights, String sha256, Network network, Description description, Path out)
      throws IOException {
    Checkpoint checkpoint = Checkpoint.read(weights);
    return write(network, NetworkWeights.of(network, checkpoint), sha256, description, out);
  }

  /**
   * Writes the model file of a network whose tensors are at hand, whole or not at all.
   *
   * @param weights by the network's names, all of them
   * @param sha256 of the file that they were read from
   * @return what the new file says about itself
   */
  static ModelCard write(
      Network network,
      Map<String, Tensor> weights,
      String sha256,
      Description description,
      Path out)
      throws IOException {
    ModelCard card =
        new ModelCard(
            description.name(),
            description.preprocessing(),
            description.output(),
            description.licence(),
            description.origin(),
            sha256,
            Precision.FP32,
            List.of(),
            description.notes());
    OnnxExport.write(network, weights, card, out);
    return card;
  }
}
