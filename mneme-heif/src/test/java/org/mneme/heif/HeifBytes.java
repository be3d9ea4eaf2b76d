package org.mneme.heif;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes HEIF files with whatever items, properties and references a test needs. */
final class HeifBytes {
  private final ByteArrayOutputStream types = new ByteArrayOutputStream();
  private final ByteArrayOutputStream places = new ByteArrayOutputStream();
  private final ByteArrayOutputStream links = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final ByteArrayOutputStream references = new ByteArrayOutputStream();
  private final List<byte[]> properties = new ArrayList<>();
  private int items;

  /** A box of these parts. */
  static byte[] box(String type, byte[]... parts) {
    byte[] body = join(parts);
    return join(numbers(4, 8 + body.length), type.getBytes(ISO_8859_1), body);
  }

  /** Numbers of so many bytes each. */
  static byte[] numbers(int bytes, long... values) {
    ByteBuffer out = ByteBuffer.allocate(bytes * values.length);
    for (long value : values) {
      for (int i = bytes - 1; i >= 0; i--) {
        out.put((byte) (value >> (8 * i)));
      }
    }
    return out.array();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] turn(int quarters) {
    return box("irot", numbers(1, quarters));
  }

  static byte[] mirror(int axis) {
    return box("imir", numbers(1, axis));
  }

  static byte[] size(int width, int height) {
    return box("ispe", numbers(4, 0, width, height));
  }

  /** Of the whole numbers of pixels about the centre. */
  static byte[] crop(int width, int height) {
    return box("clap", numbers(4, width, 1, height, 1, 0, 1, 0, 1));
  }

  static byte[] grid(int rows, int columns, int width, int height) {
    return join(numbers(1, 0, 0, rows - 1, columns - 1), numbers(2, width, height));
  }

  /** Adds an item, the first of which is number 1 and the picture shown, with these properties. */
  HeifBytes item(String type, byte[] content, byte[]... itsProperties) {
    items++;
    types.writeBytes(
        box(
            "infe",
            numbers(4, 0x2000000),
            numbers(2, items, 0),
            type.getBytes(ISO_8859_1),
            numbers(1, 0)));
    places.writeBytes(numbers(2, items, 1, 0, 1));
    places.writeBytes(numbers(4, data.size(), content.length));
    data.writeBytes(content);
    links.writeBytes(numbers(2, items));
    links.write(itsProperties.length);
    for (byte[] property : itsProperties) {
      properties.add(property);
      links.write(properties.size());
    }
    return this;
  }

  HeifBytes refer(String kind, int from, int... to) {
    references.writeBytes(box(kind, numbers(2, from, to.length), numbers(2, longs(to))));
    return this;
  }

  byte[] file(String brand) {
    byte[] none = numbers(4, 0);
    return join(
        box("ftyp", brand.getBytes(ISO_8859_1), none, "mif1".getBytes(ISO_8859_1)),
        box(
            "meta",
            none,
            box("pitm", none, numbers(2, 1)),
            box("iinf", none, numbers(2, items), types.toByteArray()),
            box("iloc", numbers(4, 0x1000000), numbers(2, 0x4400, items), places.toByteArray()),
            box(
                "iprp",
                box("ipco", properties.toArray(new byte[0][])),
                box("ipma", none, numbers(4, items), links.toByteArray())),
            box("iref", none, references.toByteArray()),
            box("idat", data.toByteArray())));
  }

  private static long[] longs(int[] values) {
    long[] longs = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      longs[i] = values[i];
    }
    return longs;
  }
}
