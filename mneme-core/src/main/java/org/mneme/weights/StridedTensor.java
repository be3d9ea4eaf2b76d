package org.mneme.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.mneme.network.Shape;
import org.mneme.weights.PickleValue.Storage;
import org.mneme.weights.PickleValue.StoredTensor;

/** A tensor of a PyTorch file that is sure to lie within its storage. */
final class StridedTensor {
  /** PyTorch's own limit. */
  private static final int MAX_RANK = 64;

  private final DType type;
  private final Shape shape;
  private final long[] strides;
  private final Storage storage;
  private final long firstByte;
  private final boolean contiguous;

  /**
   * @throws WeightsException if the numbers do not describe values within the storage
   */
  StridedTensor(String name, StoredTensor stored) throws WeightsException {
    String what = "tensor " + Quote.of(name);
    int rank = stored.size().size();
    if (rank > MAX_RANK || stored.stride().size() != rank) {
      throw new WeightsException(
          "%s has %d dimensions and %d strides; at most %d, and as many of both, make a tensor"
              .formatted(what, rank, stored.stride().size(), MAX_RANK));
    }
    int[] dims = new int[rank];
    strides = new long[rank];
    boolean empty = false;
    for (int i = 0; i < rank; i++) {
      long dim = number(what, "size", stored.size(), i);
      strides[i] = number(what, "stride", stored.stride(), i);
      if (dim > Integer.MAX_VALUE) {
        throw new WeightsException("%s has a dimension of %d".formatted(what, dim));
      }
      dims[i] = (int) dim;
      empty |= dim == 0;
    }
    shape = Shape.of(dims);
    type = stored.type();
    storage = stored.storage();
    contiguous = isContiguous(dims, strides);
    try {
      long last = stored.offset();
      for (int i = 0; i < rank; i++) {
        last = Math.addExact(last, Math.multiplyExact(Math.max(0, dims[i] - 1), strides[i]));
      }
      long end = empty ? 0 : Math.multiplyExact(Math.addExact(last, 1), (long) type.bytes());
      if (stored.offset() < 0 || end > storage.bytes()) {
        throw new WeightsException(
            "%s (%s %s, strides from value %d) reaches past its storage %s of %d bytes"
                .formatted(
                    what, type, shape, stored.offset(), Quote.of(storage.key()), storage.bytes()));
      }
      if (Math.multiplyExact(shape.size(), (long) type.bytes()) > Integer.MAX_VALUE) {
        throw new ArithmeticException("over 2 GiB");
      }
      firstByte = empty ? 0 : stored.offset() * type.bytes();
    } catch (ArithmeticException e) {
      throw new WeightsException(
          "%s (%s %s) is too large; at most 2 GiB a tensor are read".formatted(what, type, shape),
          e);
    }
  }

  private static long number(String what, String of, List<Object> values, int index)
      throws WeightsException {
    if (values.get(index) instanceof Long number && number >= 0) {
      return number;
    }
    throw new WeightsException(
        "%s: its %s in dimension %d is no number from 0 up".formatted(what, of, index));
  }

  /** Whether values follow each other in C order; a stride over a single value says nothing. */
  private static boolean isContiguous(int[] dims, long[] strides) {
    long expected = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      if (dims[i] == 0) {
        return true;
      }
      if (dims[i] != 1 && strides[i] != expected) {
        return false;
      }
      expected *= dims[i]; // cannot overflow: it equals a stride, or the storage's end is checked
    }
    return true;
  }

  Storage storage() {
    return storage;
  }

  /**
   * The tensor: a view of the storage if its values follow each other there, else a copy.
   *
   * @param bytes the storage's
   */
  Tensor in(ByteBuffer bytes, MemoryBudget budget) throws WeightsException {
    int length = Math.toIntExact(shape.size() * type.bytes());
    if (contiguous) {
      return new Tensor(type, shape, bytes.slice(Math.toIntExact(firstByte), length));
    }
    budget.copy(length);
    ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    copy(bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN), 0, firstByte, copy);
    return new Tensor(type, shape, copy.flip());
  }

  private void copy(ByteBuffer from, int dimension, long position, ByteBuffer to) {
    if (dimension == shape.rank()) {
      int at = Math.toIntExact(position);
      switch (type.bytes()) {
        case 1 -> to.put(from.get(at));
        case 2 -> to.putShort(from.getShort(at));
        case 4 -> to.putInt(from.getInt(at));
        default -> to.putLong(from.getLong(at));
      }
      return;
    }
    long step = strides[dimension] * type.bytes();
    for (int i = 0; i < shape.dim(dimension); i++) {
      copy(from, dimension + 1, position + i * step, to);
    }
  }
}
