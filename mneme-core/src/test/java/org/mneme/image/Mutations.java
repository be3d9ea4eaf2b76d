package org.mneme.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Damaged copies of files: the n-th of a seed is always the same.
 *
 * <p>Headers are hit more often than their share of the bytes, as most of what can go wrong is
 * there. Half of the damaged PNGs have right checksums, or damage would never get past them.
 */
final class Mutations {
  private static final int[] EDGES = {
    0,
    1,
    2,
    3,
    7,
    8,
    16,
    0x7f,
    0x80,
    0xff,
    0x100,
    0x7fff,
    0x8000,
    0xffff,
    0x10000,
    0xffffff,
    0x7fffffff,
    0x80000000,
    0xfffffffe,
    0xffffffff
  };
  private static final int PNG = 0x89504e47;
  private static final int PNG_FIRST_CHUNK = 8;

  private final List<byte[]> files;
  private final long seed;

  Mutations(List<byte[]> files, long seed) {
    this.files = files.stream().filter(file -> file.length >= 16).toList();
    this.seed = seed;
  }

  byte[] get(long n) {
    Random random = new Random(seed * 1_000_003 + n);
    random.nextInt(); // the first numbers of neighbouring seeds are alike
    byte[] file = files.get(random.nextInt(files.size())).clone();
    for (int changes = 1 + random.nextInt(3); changes > 0 && file.length >= 16; changes--) {
      file = changed(file, random);
    }
    if (random.nextBoolean() && file.length > 16 && ByteBuffer.wrap(file).getInt(0) == PNG) {
      rightChecksums(file);
    }
    return file;
  }

  private byte[] changed(byte[] file, Random random) {
    int reach =
        switch (random.nextInt(4)) {
          case 0 -> Math.min(file.length, 40);
          case 1 -> Math.min(file.length, 300);
          default -> file.length;
        };
    int at = random.nextInt(reach);
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
          file[random.nextInt(reach)] = (byte) random.nextInt();
        }
      }
      case 2 -> {
        for (int n = 1 + random.nextInt(40); n > 0; n--) {
          file[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 3, 4 -> {
        int value = EDGES[random.nextInt(EDGES.length)];
        ByteBuffer out = ByteBuffer.wrap(file);
        switch (random.nextInt(3)) {
          case 0 -> file[at] = (byte) value;
          case 1 -> out.putShort(Math.min(at, file.length - 2), (short) value);
          default -> out.putInt(Math.min(at, file.length - 4), value);
        }
      }
      case 5 -> {
        return Arrays.copyOf(file, random.nextInt(file.length));
      }
      case 6 -> { // a piece taken out or put in
        int length = Math.min(1 + random.nextInt(100), file.length - at);
        byte[] other = new byte[file.length + (random.nextBoolean() ? length : -length)];
        System.arraycopy(file, 0, other, 0, Math.min(at, other.length));
        int rest = Math.min(file.length - at - length, Math.max(other.length - at - length, 0));
        System.arraycopy(file, at + length, other, other.length - rest, rest);
        return other;
      }
      default -> { // a piece of another file
        byte[] other = files.get(random.nextInt(files.size()));
        int from = random.nextInt(other.length);
        int length = Math.min(1 + random.nextInt(300), other.length - from);
        System.arraycopy(other, from, file, at, Math.min(length, file.length - at));
      }
    }
    return file;
  }

  private static void rightChecksums(byte[] png) {
    ByteBuffer in = ByteBuffer.wrap(png);
    int at = PNG_FIRST_CHUNK;
    while (at + 12 <= png.length) {
      long end = at + 8 + (in.getInt(at) & 0xffff_ffffL);
      if (end + 4 > png.length) {
        return;
      }
      CRC32 crc = new CRC32();
      crc.update(png, at + 4, (int) end - at - 4);
      in.putInt((int) end, (int) crc.getValue());
      at = (int) end + 4;
    }
  }
}
