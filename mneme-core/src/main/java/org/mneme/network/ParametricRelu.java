package org.mneme.network;

import java.util.List;

/**
 * Rectified linear unit with a learned slope (He et al., 2015): {@code x} where it is above 0, else
 * {@code weight * x}.
 *
 * @param slopes how many weights there are: one a channel (the input's first dimension), or 1 for
 *     all
 */
public record ParametricRelu(int slopes) implements Layer {
  public ParametricRelu {
    Shapes.positive(slopes, "slopes");
  }

  @Override
  public Shape outputOf(List<Shape> inputs) {
    return slopes == 1 ? Shapes.only(inputs) : Shapes.channels(inputs, slopes);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("weight", Shape.of(slopes), true));
  }
}
