package org.mneme.network;

import java.util.ArrayList;
import java.util.List;

/**
 * Two-dimensional convolution (cross-correlation, as in PyTorch and Caffe) with a square kernel;
 * the output's size is rounded down.
 *
 * @param in input channels
 * @param out output channels
 * @param groups input and output channels are split into this many independent parts
 */
public record Conv2d(
    int in, int out, int kernel, int stride, int padding, int dilation, int groups, boolean bias)
    implements Layer {
  public Conv2d {
    Shapes.positive(in, "in");
    Shapes.positive(out, "out");
    Shapes.positive(kernel, "kernel");
    Shapes.positive(stride, "stride");
    Shapes.positive(dilation, "dilation");
    Shapes.positive(groups, "groups");
    if (padding < 0) {
      throw new IllegalArgumentException("padding must not be negative: " + padding);
    }
    if (in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(
          "channels (%d in, %d out) do not divide by groups (%d)".formatted(in, out, groups));
    }
  }

  /** Stride 1, no padding, one group, with bias. */
  public static Conv2d of(int in, int out, int kernel) {
    return new Conv2d(in, out, kernel, 1, 0, 1, 1, true);
  }

  public Conv2d withStride(int value) {
    return new Conv2d(in, out, kernel, value, padding, dilation, groups, bias);
  }

  /** Rows and columns of zeros on every side. */
  public Conv2d withPadding(int value) {
    return new Conv2d(in, out, kernel, stride, value, dilation, groups, bias);
  }

  /** Every {@code value}-th row and column under the kernel is read. */
  public Conv2d withDilation(int value) {
    return new Conv2d(in, out, kernel, stride, padding, value, groups, bias);
  }

  public Conv2d withGroups(int value) {
    return new Conv2d(in, out, kernel, stride, padding, dilation, value, bias);
  }

  public Conv2d withoutBias() {
    return new Conv2d(in, out, kernel, stride, padding, dilation, groups, false);
  }

  @Override
  public Shape outputOf(List<Shape> inputs) {
    Shape image = Shapes.image(inputs, in);
    int reach = dilation * (kernel - 1) + 1;
    return Shape.of(
        out,
        Shapes.windows(image.dim(1), padding, reach, stride),
        Shapes.windows(image.dim(2), padding, reach, stride));
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(new Parameter("weight", Shape.of(out, in / groups, kernel, kernel), true));
    if (bias) {
      parameters.add(new Parameter("bias", Shape.of(out), true));
    }
    return parameters;
  }
}
