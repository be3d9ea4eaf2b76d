package org.mneme.heif;

import java.nio.charset.StandardCharsets;
import org.mneme.image.Unusable;

/**
 * A part of a file, read from its front, big-endian. Reading past its end is a damaged file, never
 * an index out of range.
 */
final class Bytes {
  private final byte[] file;
  private final int end;
  private int at;

  private Bytes(byte[] file, int start, int end) {
    this.file = file;
    this.at = start;
    this.end = end;
  }

  static Bytes of(byte[] file) {
    return new Bytes(file, 0, file.length);
  }

  /** How many are left. */
  int left() {
    return end - at;
  }

  int u8() throws Unusable {
    need(1);
    return file[at++] & 0xff;
  }

  int u16() throws Unusable {
    return u8() << 8 | u8();
  }

  int s32() throws Unusable {
    return u16() << 16 | u16();
  }

  long u32() throws Unusable {
    return s32() & 0xffff_ffffL;
  }

  /** Eight bytes; above the largest long, as no file has such an offset, it is negative. */
  long u64() throws Unusable {
    return u32() << 32 | u32();
  }

  /** A number of 0, 1, 2, 4 or 8 bytes. */
  long number(int bytes) throws Unusable {
    return switch (bytes) {
      case 0 -> 0;
      case 1 -> u8();
      case 2 -> u16();
      case 4 -> u32();
      case 8 -> u64();
      default -> throw Unusable.damaged("it has numbers of %d bytes".formatted(bytes));
    };
  }

  /** A text that ends with a zero byte, or with this part. */
  String text() throws Unusable {
    int from = at;
    while (at < end && file[at] != 0) {
      at++;
    }
    String text = new String(file, from, at - from, StandardCharsets.ISO_8859_1);
    if (at < end) {
      at++;
    }
    return text;
  }

  void skip(long count) throws Unusable {
    need(count);
    at += (int) count;
  }

  /** The next bytes as a part of their own, and moves past them. */
  Bytes part(long count) throws Unusable {
    need(count);
    Bytes part = new Bytes(file, at, at + (int) count);
    at += (int) count;
    return part;
  }

  /** All that is left, from its front; this one does not move. */
  Bytes rest() {
    return new Bytes(file, at, end);
  }

  byte[] toArray() {
    byte[] copy = new byte[left()];
    copyTo(copy, 0);
    return copy;
  }

  void copyTo(byte[] into, int offset) {
    System.arraycopy(file, at, into, offset, left());
  }

  private void need(long count) throws Unusable {
    if (count < 0 || count > left()) {
      throw Unusable.damaged("it is cut short or its parts do not fit together");
    }
  }
}
