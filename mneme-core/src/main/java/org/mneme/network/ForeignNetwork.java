package org.mneme.network;

import java.util.List;

/**
 * A network of someone else's, an ONNX file run as it is: never trained, and not described here but
 * for its shapes. A model file that contains it holds a copy of its graph.
 *
 * @param name of its file, for people
 * @param sha256 of its file, lower-case hexadecimal
 * @param input what it takes
 * @param output what it gives
 */
public record ForeignNetwork(String name, String sha256, Shape input, Shape output)
    implements Layer {
  @Override
  public Shape outputOf(List<Shape> inputs) {
    if (!Shapes.only(inputs).equals(input)) {
      throw new IllegalArgumentException("takes %s, not %s".formatted(input, inputs.get(0)));
    }
    return output;
  }
}
