package org.mneme.features;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * A statistic of one image's layer, computed in double precision. A layer {@code [channels, height,
 * width]} has channels over positions; one {@code [tokens, channels]}, as vision transformers give,
 * has channels over tokens.
 */
final class StatisticValues {
  private final Statistic statistic;
  private final int channels;
  private final int height;
  private final int width;

  /** From one channel to the next, and from one position to the next, in the layer's values. */
  private final int channelStep;

  private final int positionStep;

  /**
   * @param layer for errors
   * @param shape of one image's layer
   * @throws IllegalArgumentException if such a layer has no such statistic
   */
  StatisticValues(Feature layer, List<Integer> shape) {
    this.statistic = layer.statistic();
    boolean plane = shape.size() == 3;
    boolean tokens = shape.size() == 2;
    if (statistic.kind() != Statistic.Kind.VALUES && !(plane || (tokens && !needsPlane()))) {
      throw new IllegalArgumentException(
          "layer '%s' gives %s numbers for each image%s; take its values, or another layer"
              .formatted(
                  layer.layer(),
                  shape,
                  tokens
                      ? ", which have no height and width for '" + statistic + "'"
                      : ", without positions for a '" + statistic + "'"));
    }
    this.channels =
        statistic.kind() == Statistic.Kind.VALUES
            ? shape.stream().reduce(1, Math::multiplyExact)
            : shape.get(plane ? 0 : 1);
    this.height = statistic.kind() == Statistic.Kind.VALUES ? 1 : shape.get(plane ? 1 : 0);
    this.width = statistic.kind() != Statistic.Kind.VALUES && plane ? shape.get(2) : 1;
    this.channelStep = plane ? height * width : 1;
    this.positionStep = plane ? 1 : channels;
  }

  /** What a layer is looked at by where nothing else is said. */
  static Statistic usual(List<Integer> shape) {
    return shape.size() == 3 ? Statistic.MEAN : Statistic.VALUES;
  }

  private boolean needsPlane() {
    return statistic.kind().hasParts() || statistic.kind() == Statistic.Kind.SHARE;
  }

  /** How many numbers it is. */
  int length() {
    return Math.multiplyExact(channels, rows() * columns());
  }

  private int rows() {
    return statistic.kind() == Statistic.Kind.COLUMNS ? 1 : statistic.parts();
  }

  private int columns() {
    return statistic.kind() == Statistic.Kind.ROWS ? 1 : statistic.parts();
  }

  /**
   * Computes it.
   *
   * @param values one image's layer in C order; not moved
   * @param into takes {@link #length} numbers
   * @param at where the first goes
   */
  void write(FloatBuffer values, float[] into, int at) {
    if (statistic.kind() == Statistic.Kind.VALUES) {
      values.get(values.position(), into, at, channels);
      return;
    }
    if (statistic.kind() == Statistic.Kind.SHARE) {
      writeShares(values, into, at);
      return;
    }
    for (int channel = 0; channel < channels; channel++) {
      int start = values.position() + channel * channelStep;
      for (int row = 0; row < rows(); row++) {
        for (int column = 0; column < columns(); column++) {
          into[at++] = (float) of(values, start, row, column);
        }
      }
    }
  }

  private void writeShares(FloatBuffer values, float[] into, int at) {
    int places = height * width;
    int[] owned = new int[channels];
    for (int place = 0; place < places; place++) {
      int largest = 0;
      float most = values.get(values.position() + place);
      for (int channel = 1; channel < channels; channel++) {
        float value = values.get(values.position() + channel * channelStep + place);
        if (value > most) {
          most = value;
          largest = channel;
        }
      }
      owned[largest]++;
    }
    for (int channel = 0; channel < channels; channel++) {
      into[at + channel] = (float) ((double) owned[channel] / places);
    }
  }

  /** One part of a channel; parts share a line where the size cannot be divided, as for adapt. */
  private double of(FloatBuffer values, int start, int row, int column) {
    int top = row * height / rows();
    int bottom = ((row + 1) * height + rows() - 1) / rows();
    int left = column * width / columns();
    int right = ((column + 1) * width + columns() - 1) / columns();
    double most = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double count = (double) (bottom - top) * (right - left);
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        double value = values.get(start + (y * width + x) * positionStep);
        sum += value;
        most = value > most || Double.isNaN(value) ? value : most;
      }
    }
    if (statistic.kind() == Statistic.Kind.MAX) {
      return most;
    }
    double mean = sum / count;
    if (statistic.kind() != Statistic.Kind.STD) {
      return mean;
    }
    double squares = 0;
    for (int i = 0; i < height * width; i++) {
      double off = values.get(start + i * positionStep) - mean;
      squares += off * off;
    }
    return Math.sqrt(squares / count);
  }
}
