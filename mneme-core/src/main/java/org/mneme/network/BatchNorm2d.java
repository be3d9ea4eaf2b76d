package org.mneme.network;

import java.util.List;

/**
 * Batch normalisation over channels (Ioffe and Szegedy, 2015); when scoring, with the stored mean
 * and variance: {@code (x - mean) / sqrt(variance + epsilon) * weight + bias}.
 */
public record BatchNorm2d(int channels, float epsilon) implements Layer {
  public BatchNorm2d {
    Shapes.positive(channels, "channels");
  }

  /** PyTorch's epsilon, 1e-5. */
  public static BatchNorm2d of(int channels) {
    return new BatchNorm2d(channels, 1e-5f);
  }

  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.image(inputs, channels);
  }

  @Override
  public List<Parameter> parameters() {
    Shape each = Shape.of(channels);
    return List.of(
        new Parameter("weight", each, true),
        new Parameter("bias", each, true),
        new Parameter("running_mean", each, false),
        new Parameter("running_var", each, false));
  }
}
