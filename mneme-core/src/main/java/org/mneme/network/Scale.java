package org.mneme.network;

import java.util.List;

/**
 * A learned factor, and offset, for each channel: {@code weight_c * x + bias_c}. Caffe puts it
 * behind a batch norm, whose second half it is there.
 *
 * @param channels the input's first dimension
 * @param bias whether there is an offset
 */
public record Scale(int channels, boolean bias) implements Layer {
  public Scale {
    Shapes.positive(channels, "channels");
  }

  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.channels(inputs, channels);
  }

  @Override
  public List<Parameter> parameters() {
    Parameter weight = new Parameter("weight", Shape.of(channels), true);
    return bias
        ? List.of(weight, new Parameter("bias", Shape.of(channels), true))
        : List.of(weight);
  }
}
