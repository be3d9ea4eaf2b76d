package org.mneme.weights;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sound files with random damage. Whatever comes, a read ends with tensors that can be read whole,
 * or with a WeightsException.
 *
 * <p>The system property {@code mneme.fuzz.seed} chooses other damage, {@code
 * mneme.fuzz.iterations} more of it.
 */
class ReaderFuzzTest {
  private static final long SEED = Long.getLong("mneme.fuzz.seed", 20260101L);
  private static final int ITERATIONS = Integer.getInteger("mneme.fuzz.iterations", 2_000);

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

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"zip", "deflated zip", "legacy", "safetensors"})
  void damageAnywhereIsReadOrRefused(String format) throws IOException {
    byte[] sound =
        switch (format) {
          case "zip" -> zip(pickle(), false);
          case "deflated zip" -> zip(pickle(), true);
          case "legacy" -> legacy(pickle());
          default -> TorchFiles.safetensors(header(), new byte[56]);
        };
    fuzz(sound, bytes -> bytes);
  }

  /** Damage to the pickle alone, with the zip's checksums right, so that it gets to be read. */
  @ParameterizedTest
  @ValueSource(strings = {"zip", "legacy"})
  void damageInThePickleIsReadOrRefused(String format) throws IOException {
    boolean zip = format.equals("zip");
    fuzz(pickle(), pickle -> zip ? zip(pickle, false) : legacy(pickle));
  }

  private static byte[] pickle() {
    return new PickleWriter()
        .ops("}(")
        .text("state_dict")
        .global("collections", "OrderedDict")
        .ops(")Rq")
        .op(1)
        .ops("(")
        .text("a")
        .tensor("Float", "s", 10, 1, new long[] {2, 3}, new long[] {3, 1})
        .text("b")
        .tensor("Float", "s", 10, 0, new long[] {2, 3}, new long[] {1, 3})
        .text("c")
        .global("torch._utils", "_rebuild_parameter")
        .tensor("Half", "t", 8, 0, new long[] {8}, new long[] {1})
        .op(0x88)
        .ops("}\u0087R")
        .ops("u}")
        .text("_metadata")
        .ops("}sb")
        .text("history")
        .ops("](G\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000K\u0001Ne")
        .text("epoch")
        .op(0x8c, 1, '7', 0x94)
        .text("shape")
        .global("torch", "Size")
        .op('K', 1, 'K', 2, 0x86, 0x85, 'R')
        .ops("u")
        .stop();
  }

  private static Map<String, byte[]> storages() {
    Map<String, byte[]> storages = new LinkedHashMap<>();
    storages.put("s", new byte[40]);
    storages.put("t", new byte[16]);
    return storages;
  }

  private static byte[] zip(byte[] pickle, boolean deflated) {
    return TorchFiles.zip(pickle, storages(), deflated);
  }

  private static byte[] legacy(byte[] pickle) {
    return TorchFiles.legacy(pickle, storages(), Map.of("s", 4, "t", 2));
  }

  private static String header() {
    return """
        {"__metadata__":{"format":"pt"},
         "a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
         "b":{"dtype":"I64","shape":[4,1],"data_offsets":[24,56]},
         "c":{"dtype":"BF16","shape":[0],"data_offsets":[56,56]}}\
        """;
  }

  private void fuzz(byte[] sound, UnaryOperator<byte[]> file) throws IOException {
    Path path = folder.resolve("fuzz.bin");
    Files.write(path, file.apply(sound));
    Checkpoint.read(path); // is sound, or the damage would be to nothing
    Random random = new Random(SEED);
    for (int i = 0; i < ITERATIONS; i++) {
      byte[] damaged = file.apply(damage(sound, random));
      Files.delete(path); // a new file: to overwrite one makes some file systems wait for the disk
      Files.write(path, damaged);
      long start = System.nanoTime();
      try {
        Cost cost = Cost.of(path);
        if (cost.checkpoint() != null) {
          cost.checkpoint().tensors().values().forEach(Tensor::floats);
        } else {
          assertTrue(String.valueOf(cost.refusal()).lines().count() == 1);
        }
        assertTrue(cost.allocated() < Hostile.MOST_ALLOCATED, cost.allocated() + " bytes of heap");
        assertTrue(
            System.nanoTime() - start < Hostile.LONGEST.toNanos(), "took over " + Hostile.LONGEST);
      } catch (IOException | RuntimeException | AssertionError | OutOfMemoryError e) {
        fail("seed %d, iteration %d: %s".formatted(SEED, i, HexFormat.of().formatHex(damaged)), e);
      }
    }
  }

  /** One to four changes: bits, bytes, numbers at their edges, cuts, repeats and insertions. */
  private static byte[] damage(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > 16; i++) {
      int at = random.nextInt(bytes.length);
      int length = Math.min(1 + random.nextInt(16), bytes.length - at);
      switch (random.nextInt(8)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = spliced(bytes, at, at + length, new byte[0]);
        case 4 -> bytes = spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
        case 5 -> {
          byte[] noise = new byte[length];
          random.nextBytes(noise);
          bytes = spliced(bytes, at, at, noise);
        }
        case 6 -> {
          int from = random.nextInt(bytes.length - length + 1);
          bytes = spliced(bytes, at, at, Arrays.copyOfRange(bytes, from, from + length));
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
