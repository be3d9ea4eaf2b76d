package org.mneme.golden;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mneme.network.Shape;

/**
 * A NumPy array file, format 1 to 3, C order, little-endian.
 *
 * @param type NumPy's letter and width, such as {@code f4} or {@code u1}
 */
public record Npy(String type, Shape shape, ByteBuffer bytes) {
  private static final Pattern HEADER =
      Pattern.compile("'descr': '[<|]([a-z]\\d)'.*'fortran_order': False.*'shape': \\(([^)]*)\\)");

  public static Npy read(Path file) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int major = all.get(6);
    int length = major == 1 ? all.getShort(8) & 0xffff : all.getInt(8);
    int start = major == 1 ? 10 : 12;
    String header = new String(all.array(), start, length, StandardCharsets.UTF_8);
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.find()) {
      throw new IOException(file + ": not a C-order little-endian .npy: " + header);
    }
    int[] dims =
        Arrays.stream(matcher.group(2).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    ByteBuffer bytes = all.position(start + length).slice().order(ByteOrder.LITTLE_ENDIAN);
    return new Npy(matcher.group(1), Shape.of(dims), bytes);
  }

  /** A copy of float32 values. */
  public float[] floats() {
    if (!type.equals("f4")) {
      throw new IllegalStateException("holds " + type + ", not f4");
    }
    float[] values = new float[Math.toIntExact(shape.size())];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /** A copy of the raw bytes. */
  public byte[] byteArray() {
    byte[] values = new byte[bytes.remaining()];
    bytes.duplicate().get(values);
    return values;
  }
}
