package org.mneme.network;

import java.util.List;

/** Gives at each place 1 in the channel whose value is largest (the first of equals), else 0. */
public record OneHotMax() implements Layer {
  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.image(inputs, 0);
  }
}
