package org.mneme.heif;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damaged copies of files: the n-th of a seed is always the same.
 *
 * <p>Headers are hit more often than their share of the bytes, as most of what can go wrong is
 * there; large files less often than small ones, as they take long to decode.
 */
final class Mutations {
  private static final int LARGE = 200_000;
  private static final int LARGE_ONE_IN = 40;
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

  private final List<byte[]> files;
  private final List<byte[]> small;
  private final long seed;

  Mutations(List<byte[]> files, long seed) {
    this.files = files.stream().filter(file -> file.length > 0).toList();
    this.small = this.files.stream().filter(file -> file.length < LARGE).toList();
    this.seed = seed;
  }

  byte[] get(long n) {
    Random random = new Random(seed * 1_000_003 + n);
    random.nextInt();
    List<byte[]> from = random.nextInt(LARGE_ONE_IN) == 0 ? files : small;
    byte[] copy = from.get(random.nextInt(from.size())).clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      copy = changed(copy, random);
    }
    return copy;
  }

  private byte[] changed(byte[] file, Random random) {
    if (file.length < 16) {
      return Arrays.copyOf(file, 16);
    }
    int reach =
        switch (random.nextInt(4)) {
          case 0 -> Math.min(file.length, 64);
          case 1 -> Math.min(file.length, 700);
          case 2 -> Math.min(file.length, 5000);
          default -> file.length;
        };
    int at = random.nextInt(reach);
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
          file[random.nextInt(reach)] = (byte) random.nextInt();
        }
      }
      case 3 -> {
        for (int n = 1 + random.nextInt(60); n > 0; n--) {
          file[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 4, 5 -> {
        int value = EDGES[random.nextInt(EDGES.length)];
        ByteBuffer out = ByteBuffer.wrap(file);
        switch (random.nextInt(3)) {
          case 0 -> file[at] = (byte) value;
          case 1 -> out.putShort(Math.min(at, file.length - 2), (short) value);
          default -> out.putInt(Math.min(at, file.length - 4), value);
        }
      }
      case 6 -> {
        return Arrays.copyOf(file, 1 + random.nextInt(file.length));
      }
      case 7 -> { // a piece copied elsewhere
        int length = Math.min(1 + random.nextInt(200), file.length - at);
        int to = random.nextInt(file.length - length + 1);
        System.arraycopy(file.clone(), at, file, to, length);
      }
      case 8 -> { // a piece taken out or put in
        int length = Math.min(1 + random.nextInt(100), file.length - at);
        byte[] other = new byte[file.length + (random.nextBoolean() ? length : -length)];
        System.arraycopy(file, 0, other, 0, Math.min(at, other.length));
        int rest = Math.min(file.length - at - length, Math.max(other.length - at - length, 0));
        System.arraycopy(file, at + length, other, other.length - rest, rest);
        return other;
      }
      default -> { // a piece of another file
        byte[] other = small.get(random.nextInt(small.size()));
        int from = random.nextInt(other.length);
        int length = Math.min(1 + random.nextInt(1000), other.length - from);
        System.arraycopy(other, from, file, at, Math.min(length, file.length - at));
      }
    }
    return file;
  }
}
