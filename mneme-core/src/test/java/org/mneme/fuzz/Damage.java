package org.mneme.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Random damage to a file: what disks, transfers, other programs and ill will do to one. */
public final class Damage {
  private static final long[] EDGES = {
    0,
    1,
    -1,
    2,
    4,
    8,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0xffff,
    0x10000,
    0x7fffffffL,
    0x80000000L,
    0xffffffffL,
    0x100000000L,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final int FEWEST_BYTES = 16;

  private Damage() {}

  /** One to four changes: bits, bytes, numbers at their edges, cuts, repeats and insertions. */
  public static byte[] to(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > FEWEST_BYTES; i++) {
      bytes = change(bytes, random);
    }
    return bytes;
  }

  private static byte[] change(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(1 + random.nextInt(16), bytes.length - at);
    switch (random.nextInt(8)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> {
        return spliced(bytes, at, at + length, new byte[0]);
      }
      case 4 -> {
        return spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
      }
      case 5 -> {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return spliced(bytes, at, at, noise);
      }
      case 6 -> {
        int from = random.nextInt(bytes.length - length + 1);
        return spliced(bytes, at, at, Arrays.copyOfRange(bytes, from, from + length));
      }
      default -> {
        byte[] edge =
            ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(EDGES[random.nextInt(EDGES.length)])
                .array();
        int width = Math.min(1 << random.nextInt(4), bytes.length - at);
        System.arraycopy(edge, 0, bytes, at, width);
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
    byte[] out = new byte[from + middle.length + bytes.length - to];
    System.arraycopy(bytes, 0, out, 0, from);
    System.arraycopy(middle, 0, out, from, middle.length);
    System.arraycopy(bytes, to, out, from + middle.length, bytes.length - to);
    return out;
  }
}
