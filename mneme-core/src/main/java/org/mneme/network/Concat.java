package org.mneme.network;

import java.util.List;

/** Its inputs side by side along the first dimension (channels or features), in their order. */
public record Concat() implements Layer {
  @Override
  public Shape outputOf(List<Shape> inputs) {
    if (inputs.isEmpty() || inputs.get(0).rank() == 0) {
      throw new IllegalArgumentException(
          "takes one or more inputs with a dimension to join: " + inputs);
    }
    List<Integer> rest = inputs.get(0).dims().subList(1, inputs.get(0).rank());
    int joined = 0;
    for (Shape input : inputs) {
      if (input.rank() != rest.size() + 1 || !input.dims().subList(1, input.rank()).equals(rest)) {
        throw new IllegalArgumentException("inputs differ beyond the first dimension: " + inputs);
      }
      joined = Math.addExact(joined, input.dim(0));
    }
    int[] dims = inputs.get(0).toArray();
    dims[0] = joined;
    return Shape.of(dims);
  }
}
