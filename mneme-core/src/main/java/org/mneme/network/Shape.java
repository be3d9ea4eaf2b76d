package org.mneme.network;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The size of a tensor along each of its dimensions, without the batch unless said otherwise:
 * {@code [3, 227, 227]} is channels, height, width. A scalar has no dimensions; a dimension may be
 * 0.
 */
public record Shape(List<Integer> dims) {
  public Shape {
    dims = List.copyOf(dims);
    for (int d : dims) {
      if (d < 0) {
        throw new IllegalArgumentException("a dimension is negative: " + dims);
      }
    }
  }

  public static Shape of(int... dims) {
    return new Shape(Arrays.stream(dims).boxed().toList());
  }

  public int rank() {
    return dims.size();
  }

  public int dim(int index) {
    return dims.get(index);
  }

  /** How many values a tensor of this shape holds. Throws ArithmeticException past 2^63. */
  public long size() {
    long size = 1;
    for (int d : dims) {
      size = Math.multiplyExact(size, (long) d);
    }
    return size;
  }

  public int[] toArray() {
    return dims.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public String toString() {
    return dims.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
  }
}
