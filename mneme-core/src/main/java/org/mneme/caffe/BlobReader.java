package org.mneme.caffe;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mneme.network.Shape;
import org.mneme.weights.DType;
import org.mneme.weights.MemoryBudget;
import org.mneme.weights.Tensor;
import org.mneme.weights.WeightsException;

/**
 * Reads one {@code BlobProto} up to the stream's limit. Values that lie in one piece, as Caffe
 * writes them, stay where they are; others are copied. Gradients ({@code diff}) are passed over.
 */
final class BlobReader {
  private static final int FIRST_LEGACY = 1;
  private static final int LAST_LEGACY = 4;
  private static final int DATA = 5;
  private static final int SHAPE = 7;
  private static final int DOUBLE_DATA = 8;

  /** Caffe's own limit. */
  private static final int MOST_AXES = 32;

  private final ByteBuffer bytes;
  private final CodedInputStream in;
  private final MemoryBudget budget;
  private final long[] legacy = new long[LAST_LEGACY];
  private boolean isLegacy;
  private long[] shape = {};
  private final Values floats = new Values();
  private final Values doubles = new Values();

  /**
   * @param bytes what {@code in} reads, from its beginning
   */
  BlobReader(ByteBuffer bytes, CodedInputStream in, MemoryBudget budget) {
    this.bytes = bytes;
    this.in = in;
    this.budget = budget;
  }

  /** Values as they come: a view as long as there is one piece, then a copy of all. */
  private final class Values {
    private @Nullable ByteBuffer only;
    private @Nullable ByteArrayOutputStream copy;

    /** Takes the next bytes of the stream. */
    void take(int length) throws IOException {
      int at = in.getTotalBytesRead();
      in.skipRawBytes(length);
      if (length == 0) {
        return;
      }
      ByteBuffer piece = bytes.slice(at, length);
      if (only == null && copy == null) {
        only = piece;
        return;
      }
      if (copy == null) {
        copy = new ByteArrayOutputStream();
      }
      if (only != null) {
        append(copy, only);
        only = null;
      }
      append(copy, piece);
    }

    private void append(ByteArrayOutputStream to, ByteBuffer from) throws WeightsException {
      budget.copy(from.remaining());
      byte[] piece = new byte[from.remaining()];
      from.get(piece);
      to.writeBytes(piece);
    }

    ByteBuffer bytes() {
      return only != null ? only : ByteBuffer.wrap(copy == null ? new byte[0] : copy.toByteArray());
    }
  }

  /**
   * @param what names the blob in messages
   */
  Tensor read(Supplier<String> what) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      int wire = WireFormat.getTagWireType(tag);
      boolean packed = wire == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (field == DATA && (packed || wire == WireFormat.WIRETYPE_FIXED32)) {
        floats.take(packed ? in.readRawVarint32() : 4);
      } else if (field == DOUBLE_DATA && (packed || wire == WireFormat.WIRETYPE_FIXED64)) {
        doubles.take(packed ? in.readRawVarint32() : 8);
      } else if (field == SHAPE && packed) {
        readShape(what);
      } else if (field >= FIRST_LEGACY
          && field <= LAST_LEGACY
          && wire == WireFormat.WIRETYPE_VARINT) {
        legacy[field - FIRST_LEGACY] = in.readInt64();
        isLegacy = true;
      } else if (!in.skipField(tag)) {
        throw new WeightsException(what.get() + " is damaged");
      }
    }
    return tensor(what);
  }

  private void readShape(Supplier<String> what) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int wire = WireFormat.getTagWireType(tag);
      if (WireFormat.getTagFieldNumber(tag) != 1) {
        in.skipField(tag);
      } else if (wire == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        int packed = in.pushLimit(in.readRawVarint32());
        while (!in.isAtEnd()) {
          addDimension(what, in.readInt64());
        }
        in.popLimit(packed);
      } else {
        addDimension(what, in.readInt64());
      }
    }
    in.popLimit(outer);
  }

  private void addDimension(Supplier<String> what, long size) throws WeightsException {
    if (shape.length == MOST_AXES) {
      throw new WeightsException("%s has more than %d dimensions".formatted(what.get(), MOST_AXES));
    }
    shape = Arrays.copyOf(shape, shape.length + 1);
    shape[shape.length - 1] = size;
  }

  private Tensor tensor(Supplier<String> what) throws WeightsException {
    long[] dims = isLegacy ? legacy : shape;
    boolean wide = doubles.bytes().hasRemaining();
    DType type = wide ? DType.FLOAT64 : DType.FLOAT32;
    ByteBuffer values = (wide ? doubles : floats).bytes();
    long needed = type.bytes();
    for (long dim : dims) {
      if (dim < 0 || dim > Integer.MAX_VALUE || (dim != 0 && needed > Long.MAX_VALUE / dim)) {
        throw new WeightsException(
            "%s has the shape %s".formatted(what.get(), Arrays.toString(dims)));
      }
      needed *= dim;
    }
    if (needed != values.remaining()) {
      throw new WeightsException(
          "%s is %s, which takes %d bytes, but has %d"
              .formatted(what.get(), Arrays.toString(dims), needed, values.remaining()));
    }
    return new Tensor(
        type, Shape.of(Arrays.stream(dims).mapToInt(Math::toIntExact).toArray()), values);
  }
}
