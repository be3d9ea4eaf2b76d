package org.mneme.weights;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tensors of a weight file by name, in the file's order.
 *
 * @param format what the file is, for people: "PyTorch (zip)", "PyTorch (legacy)", "safetensors"
 * @param tensors nested dictionaries are joined by dots: {@code state_dict.conv1.weight}
 * @param metadata the file's other plain values (numbers, strings, booleans) by name, as text
 */
public record Checkpoint(
    Path file, String format, Map<String, Tensor> tensors, Map<String, String> metadata) {
  public Checkpoint {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }
}
