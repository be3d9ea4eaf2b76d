package org.mneme.caffe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mneme.network.Shape;
import org.mneme.weights.DType;
import org.mneme.weights.Quote;
import org.mneme.weights.Tensor;
import org.mneme.weights.WeightsException;

/** NumPy's array file, formats 1 to 3: little-endian float32 and float64 in C order. */
final class NpyFile {
  private static final int LONGEST_HEADER = 4096;

  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<(f4|f8)', 'fortran_order': False, 'shape': \\(([\\d, ]{0,80})\\),? *\\}\\s*");

  private NpyFile() {}

  static boolean is(ByteBuffer bytes) {
    byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    return bytes.remaining() >= 10 && bytes.slice(0, 6).equals(ByteBuffer.wrap(magic));
  }

  static Tensor read(ByteBuffer bytes) throws WeightsException {
    ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int start = in.get(6) == 1 ? 10 : 12;
    int length = start == 10 ? in.getShort(8) & 0xffff : in.remaining() < 12 ? -1 : in.getInt(8);
    if (length < 0 || length > Math.min(LONGEST_HEADER, in.remaining() - start)) {
      throw new WeightsException("its .npy header is cut off or too long");
    }
    byte[] text = new byte[length];
    in.get(start, text);
    String header = new String(text, StandardCharsets.ISO_8859_1);
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      throw new WeightsException(
          "is a .npy of %s; needed is little-endian float32 or float64 in C order"
              .formatted(Quote.of(header.strip())));
    }
    DType type = matcher.group(1).equals("f4") ? DType.FLOAT32 : DType.FLOAT64;
    ByteBuffer values = in.slice(start + length, in.remaining() - start - length);
    try {
      return new Tensor(type, shape(matcher.group(2)), values);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new WeightsException("its .npy header does not fit its values: " + e.getMessage(), e);
    }
  }

  private static Shape shape(String dims) {
    return new Shape(
        Pattern.compile(",")
            .splitAsStream(dims)
            .map(String::strip)
            .filter(dim -> !dim.isEmpty())
            .map(Integer::valueOf)
            .toList());
  }
}
