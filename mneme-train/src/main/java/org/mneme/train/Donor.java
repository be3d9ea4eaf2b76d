package org.mneme.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mneme.network.Network;
import org.mneme.network.Parameter;
import org.mneme.onnx.OnnxFile;
import org.mneme.weights.Checkpoint;
import org.mneme.weights.Tensor;

/**
 * A file whose tensors a network begins with, in whole or in part.
 *
 * @param file a model file of Mneme's ({@code .onnx}), a PyTorch checkpoint or safetensors
 * @param prefix what stands before the names in the file and not in the network, such as {@code
 *     state_dict.}; usually empty
 * @param under what stands before the names in the network and not in the file: {@code features.}
 *     takes a bare ResNet as that branch; usually empty
 * @param only tensors of the network that are to be taken; none for all
 */
public record Donor(Path file, String prefix, String under, List<NamePattern> only) {
  public Donor {
    only = List.copyOf(only);
  }

  /** All that fits of a file whose names are the network's. */
  public static Donor of(Path file) {
    return new Donor(file, "", "", List.of());
  }

  /**
   * What came of a donor.
   *
   * @param weights all of the network's: the donor's where it gave them, else as they were
   * @param taken names, in the network's order
   * @param missing names that were wanted but are not in the file
   * @param misshapen what was wanted and has another shape, each with both shapes
   */
  public record Taken(
      Map<String, Tensor> weights,
      List<String> taken,
      List<String> missing,
      List<String> misshapen) {
    public Taken {
      taken = List.copyOf(taken);
      missing = List.copyOf(missing);
      misshapen = List.copyOf(misshapen);
    }
  }

  /**
   * Takes what fits.
   *
   * @param weights the network's, for what the donor does not give
   * @throws IllegalArgumentException if nothing at all fits
   * @throws IOException if the file cannot be read
   */
  public Taken into(Network network, Map<String, Tensor> weights) throws IOException {
    Map<String, Tensor> offered = tensors();
    Map<String, Tensor> all = new LinkedHashMap<>(weights);
    List<String> taken = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    for (Map.Entry<String, Parameter> wanted : network.parameters().entrySet()) {
      String name = wanted.getKey();
      if (!wants(name)) {
        continue;
      }
      Tensor tensor = offered.get(prefix + name.substring(under.length()));
      if (tensor == null) {
        missing.add(name);
      } else if (!tensor.shape().equals(wanted.getValue().shape())) {
        misshapen.add(
            "%s is %s, not %s".formatted(name, tensor.shape(), wanted.getValue().shape()));
      } else {
        all.put(name, tensor);
        taken.add(name);
      }
    }
    if (taken.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: gives network '%s' nothing: %d of the wanted tensors are missing, %d misshapen. List its tensors with: mneme models inspect %s"
              .formatted(file, network.name(), missing.size(), misshapen.size(), file));
    }
    return new Taken(all, taken, missing, misshapen);
  }

  private boolean wants(String name) {
    return name.startsWith(under)
        && (only.isEmpty() || only.stream().anyMatch(pattern -> pattern.matches(name)));
  }

  private Map<String, Tensor> tensors() throws IOException {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")
        ? OnnxFile.floatTensors(OnnxFile.read(file))
        : Checkpoint.read(file).tensors();
  }
}
