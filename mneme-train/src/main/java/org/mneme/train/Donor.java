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
import org.mneme.network.Shape;
import org.mneme.onnx.OnnxFile;
import org.mneme.remedy.Action;
import org.mneme.remedy.RefusedException;
import org.mneme.remedy.Remedy;
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
record Donor(Path file, String prefix, String under, List<NamePattern> only) {
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
   * @param widened those taken whose further inputs, all after the donor's, begin with zeros
   * @param missing names that were wanted but are not in the file
   * @param misshapen what was wanted and has another shape, each with both shapes
   */
  public record Taken(
      Map<String, Tensor> weights,
      List<String> taken,
      List<String> widened,
      List<String> missing,
      List<String> misshapen) {
    public Taken {
      taken = List.copyOf(taken);
      widened = List.copyOf(widened);
      missing = List.copyOf(missing);
      misshapen = List.copyOf(misshapen);
    }
  }

  /**
   * Takes what fits. A fully connected layer with more inputs than the donor's fits too: what
   * ResMem joined first, TripleMem joins first.
   *
   * @param weights the network's, for what the donor does not give
   * @throws IllegalArgumentException if nothing at all fits
   * @throws IOException if the file cannot be read
   */
  public Taken into(Network network, Map<String, Tensor> weights) throws IOException {
    Map<String, Tensor> offered = tensors();
    Map<String, Tensor> all = new LinkedHashMap<>(weights);
    List<String> taken = new ArrayList<>();
    List<String> widened = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    for (Map.Entry<String, Parameter> wanted : network.parameters().entrySet()) {
      String name = wanted.getKey();
      if (!wants(name)) {
        continue;
      }
      Tensor tensor = offered.get(prefix + name.substring(under.length()));
      Shape shape = wanted.getValue().shape();
      if (tensor == null) {
        missing.add(name);
      } else if (hasFirstColumns(tensor.shape(), shape)) {
        all.put(name, widened(tensor, shape));
        taken.add(name);
        widened.add(name);
      } else if (!tensor.shape().equals(shape)) {
        misshapen.add("%s is %s, not %s".formatted(name, tensor.shape(), shape));
      } else {
        all.put(name, tensor);
        taken.add(name);
      }
    }
    if (taken.isEmpty()) {
      throw new RefusedException(
          "%s: gives network '%s' nothing: %d of the wanted tensors are missing, %d misshapen"
              .formatted(file, network.name(), missing.size(), misshapen.size()),
          Remedy.of(Action.INSPECT_MODEL, "List its tensors", file));
    }
    return new Taken(all, taken, widened, missing, misshapen);
  }

  private static boolean hasFirstColumns(Shape offered, Shape wanted) {
    return offered.rank() == 2
        && wanted.rank() == 2
        && offered.dim(0) == wanted.dim(0)
        && offered.dim(1) < wanted.dim(1);
  }

  private static Tensor widened(Tensor tensor, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    float[] given = tensor.floats();
    int columns = tensor.shape().dim(1);
    for (int row = 0; row < shape.dim(0); row++) {
      System.arraycopy(given, row * columns, values, row * shape.dim(1), columns);
    }
    return Tensor.of(shape, values);
  }

  private boolean wants(String name) {
    return name.startsWith(under)
        && (only.isEmpty() || only.stream().anyMatch(pattern -> pattern.matches(name)));
  }

  private Map<String, Tensor> tensors() throws IOException {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")
        ? OnnxFile.read(file).floatTensors()
        : Checkpoint.read(file).tensors();
  }
}
