package org.mneme.image;

/** GIF's variant of LZW: codes of 3 to 12 bits, low bits first, in blocks of up to 255 bytes. */
final class GifLzw {
  private static final int MOST_CODES = 4096;

  private final byte[] file;
  private int at;
  private int left;
  private int bits;
  private int held;

  private GifLzw(byte[] file, int at) {
    this.file = file;
    this.at = at;
  }

  /**
   * Unpacks {@code count} values.
   *
   * @param start where the code size stands, before the first block
   */
  static byte[] unpack(byte[] file, int start, int count) throws Unusable {
    int size = file[start];
    if (size < 1 || size > 8) {
      throw Unusable.damaged("the GIF's codes start with %d bits".formatted(size));
    }
    return new GifLzw(file, start + 1).unpack(size, count);
  }

  private byte[] unpack(int size, int count) throws Unusable {
    int clear = 1 << size;
    // A code stands for what an earlier one does, and one value more.
    short[] prefix = new short[MOST_CODES];
    byte[] last = new byte[MOST_CODES];
    int[] length = new int[MOST_CODES];
    for (int i = 0; i < clear; i++) {
      last[i] = (byte) i;
      length[i] = 1;
    }
    byte[] out = new byte[count];
    int used = clear + 2;
    int width = size + 1;
    int previous = -1;
    int done = 0;
    while (done < count) {
      int code = next(width);
      if (code == clear) {
        used = clear + 2;
        width = size + 1;
        previous = -1;
        continue;
      }
      if (code == clear + 1) {
        throw GifFile.truncated();
      }
      if (code > used || (code == used && previous < 0)) {
        throw Unusable.damaged("the GIF holds a code before its meaning");
      }
      int known = code == used ? previous : code;
      int end = done + length[known];
      int chain = known;
      for (int to = end - 1; to >= done; to--, chain = prefix[chain]) {
        if (to < count) {
          out[to] = last[chain];
        }
      }
      byte first = out[done];
      if (code == used && end < count) {
        out[end] = first;
      }
      if (previous >= 0 && used < MOST_CODES) {
        prefix[used] = (short) previous;
        last[used] = first;
        length[used] = length[previous] + 1;
        used++;
        if (used == 1 << width && width < 12) {
          width++;
        }
      }
      done = end + (code == known ? 0 : 1);
      previous = code;
    }
    return out;
  }

  private int next(int width) throws Unusable {
    while (held < width) {
      if (left == 0) {
        left = at < file.length ? file[at++] & 0xff : 0;
        if (left == 0) {
          throw GifFile.truncated();
        }
      }
      if (at >= file.length) {
        throw GifFile.truncated();
      }
      bits |= (file[at++] & 0xff) << held;
      held += 8;
      left--;
    }
    int code = bits & ((1 << width) - 1);
    bits >>>= width;
    held -= width;
    return code;
  }
}
