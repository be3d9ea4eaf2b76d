package org.mneme.caffe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mneme.caffe.CaffeFiles.Blob;
import org.mneme.caffe.CaffeFiles.Form;
import org.mneme.caffe.CaffeFiles.Pieces;
import org.mneme.network.Shape;
import org.mneme.weights.Checkpoint;
import org.mneme.weights.DType;
import org.mneme.weights.Tensor;
import org.mneme.weights.WeightsException;

class CaffeModelTest {
  private static final long SEED = Long.getLong("mneme.fuzz.seed", 20260101L);
  private static final int ITERATIONS = Integer.getInteger("mneme.fuzz.iterations", 1_000);

  /** 12 MiB of counted objects, 4 MiB of copies, as much again for collections that grow. */
  private static final long MOST_ALLOCATED = 32 << 20;

  @TempDir Path folder;

  private static Map<String, List<Blob>> layers() {
    Map<String, List<Blob>> layers = new LinkedHashMap<>();
    layers.put("conv", List.of(counting(2, 3, 1, 2), counting(2)));
    layers.put("relu", List.of());
    layers.put("ip", List.of(counting(4, 3)));
    return layers;
  }

  /** 0, 1, 2 ... and a quarter. */
  private static Blob counting(int... shape) {
    int[] next = {0};
    return new Blob(Shape.of(shape), () -> next[0]++ + .25);
  }

  /** Every way in which protobuf may spell the same model reads as the same model. */
  @ParameterizedTest
  @EnumSource(Pieces.class)
  void everySpellingGivesTheSameTensors(Pieces pieces) throws IOException {
    for (int choice = 0; choice < 8; choice++) {
      boolean legacyShape = (choice & 2) != 0;
      boolean wide = (choice & 4) != 0;
      Form form = new Form((choice & 1) != 0, legacyShape, wide, pieces);
      Path file = CaffeFiles.write(folder.resolve("m.caffemodel"), form, layers());

      Checkpoint model = CaffeModel.read(file);

      assertEquals(List.of("conv.0", "conv.1", "ip.0"), List.copyOf(model.tensors().keySet()));
      Tensor bias = model.tensors().get("conv.1");
      assertEquals(legacyShape ? Shape.of(1, 1, 1, 2) : Shape.of(2), bias.shape());
      assertEquals(wide ? DType.FLOAT64 : DType.FLOAT32, bias.type());
      float[] expected = new float[12];
      for (int i = 0; i < 12; i++) {
        expected[i] = i + .25f;
      }
      assertArrayEquals(expected, model.tensors().get("conv.0").floats());
      assertArrayEquals(expected, model.tensors().get("ip.0").floats());
    }
  }

  /** A 4 MB tensor in one piece costs no heap: it is a view of the file. */
  @Test
  void tensorsAreViewsOfTheFile() throws IOException {
    Path file =
        CaffeFiles.write(
            folder.resolve("m.caffemodel"), Form.V2, Map.of("ip", List.of(counting(1000, 1000))));
    CaffeModel.read(file); // loads classes
    long before = allocated();
    Checkpoint model = CaffeModel.read(file);
    long used = allocated() - before;
    assertEquals(999_999.25f, model.tensors().get("ip.0").floats()[999_999]);
    assertTrue(used < 1 << 20, used + " bytes of heap");
  }

  static Stream<Arguments> hostile() {
    byte[] sound = soundBytes();
    return Stream.of(
        arguments("is empty; needed is a .caffemodel", new byte[0]),
        arguments(
            "is plain text; needed is a .caffemodel",
            "name: \"LeNet\"\nlayer {".getBytes(StandardCharsets.US_ASCII)),
        arguments("is no Caffe model", Arrays.copyOf(sound, sound.length - 1)),
        arguments("is no Caffe model", hex("a206ffffffff07")),
        arguments("a layer's name is -1 bytes long", hex("a2060a0affffffff0f")),
        arguments("holds no layers", hex("0a036e6574")),
        arguments("first form (V0)", hex("12040a020a00")),
        arguments("a layer that holds weights has no name", hex("a206083a062a0400000000")),
        arguments("two layers are named 'a'", repeat(hex("a2060b0a01613a062a0400000000"), 2)),
        arguments(
            "blob 0 of layer 'a' is [2], which takes 8 bytes, but has 4",
            hex("a206100a01613a0b2a04000000003a030a0102")),
        arguments("has the shape [-1]", blobOfShape("ffffffffffffffffff01")),
        arguments("has the shape [9223372036854775807", blobOfShape("ffffffffffffffff7f")),
        arguments("has more than 32 dimensions", blobOfShape("01".repeat(40))),
        arguments("a layer's name is 2000 bytes long", hex("a206d40f0ad00f" + "61".repeat(2001))),
        arguments("more objects than", repeat(hex("a20600"), 1_000_000)),
        arguments("more objects than", layerOf(repeat(hex("3a062a0400000000"), 200_000))));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static byte[] repeat(byte[] bytes, int times) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  /** A layer 'a' around these fields. */
  private static byte[] layerOf(byte[] fields) {
    return message("a206", concat(hex("0a0161"), fields));
  }

  private static byte[] blobOfShape(String varints) {
    byte[] shape = message("3a", message("0a", hex(varints)));
    return layerOf(message("3a", concat(shape, hex("2a0400000000"))));
  }

  private static byte[] message(String tag, byte[] body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(hex(tag));
    int length = body.length;
    for (; length > 127; length >>>= 7) {
      all.write((length & 127) | 128);
    }
    all.write(length);
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static byte[] soundBytes() {
    try {
      Path file = Files.createTempFile("sound", ".caffemodel");
      try {
        return Files.readAllBytes(CaffeFiles.write(file, Form.V2, layers()));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void aHostileFileIsRefusedInOneLineAtLittleCost(String reason, byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("hostile.caffemodel"), bytes);
    long before = allocated();
    long start = System.nanoTime();
    WeightsException error = assertThrows(WeightsException.class, () -> CaffeModel.read(file));
    long used = allocated() - before;
    assertTrue(System.nanoTime() - start < 10_000_000_000L, "took over 10 s; 1 s is promised");
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith(file + ": ") && message.contains(reason), message);
    assertEquals(1, message.lines().count(), message);
    assertFalse(message.chars().anyMatch(Character::isISOControl), message);
    assertTrue(used < MOST_ALLOCATED, used + " bytes of heap");
  }

  @Test
  void everyCutIsRefusedOrLosesWholeLayersOnly() throws IOException {
    byte[] sound = soundBytes();
    for (int length = 0; length < sound.length; length++) {
      Path file = Files.write(folder.resolve("cut.caffemodel"), Arrays.copyOf(sound, length));
      try {
        CaffeModel.read(file).tensors().values().forEach(Tensor::floats);
      } catch (WeightsException e) {
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
      }
    }
  }

  /** Damage of every kind, also to mean images and definitions: read, or refused. */
  @ParameterizedTest
  @EnumSource(Fuzzed.class)
  void damageAnywhereIsReadOrRefused(Fuzzed what) throws IOException {
    byte[] sound = what.sound();
    Path file = folder.resolve("fuzz");
    Files.write(file, sound);
    what.read(file); // is sound, or the damage would be to nothing
    Random random = new Random(SEED);
    for (int i = 0; i < ITERATIONS; i++) {
      byte[] damaged = damage(sound, random);
      Files.delete(file);
      Files.write(file, damaged);
      long before = allocated();
      try {
        what.read(file);
      } catch (WeightsException e) {
        assertEquals(1, String.valueOf(e.getMessage()).lines().count(), e.getMessage());
      } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
        fail("seed %d, iteration %d: %s".formatted(SEED, i, HexFormat.of().formatHex(damaged)), e);
      }
      long used = allocated() - before;
      assertTrue(used < MOST_ALLOCATED, used + " bytes of heap, iteration " + i);
    }
  }

  enum Fuzzed {
    MODEL,
    MEAN,
    NPY,
    DEFINITION;

    byte[] sound() throws IOException {
      return switch (this) {
        case MODEL -> soundBytes();
        case MEAN -> MeanFileTest.binaryProto(Form.V1, Shape.of(1, 3, 2, 2));
        case NPY -> MeanFileTest.npy("<f4", "(3, 2, 2)", 48);
        case DEFINITION ->
            """
            name: "net" # a comment
            input: "data" input_dim: [1, 3, 9, 9]
            layer { name: "c" type: "Convolution" bottom: "data" top: "c"
              convolution_param { num_output: 4 kernel_size: 3 stride: 2 pad: 1 } }
            layer { name: "p" type: "Pooling" bottom: "c" top: "p" pooling_param { pool: AVE kernel_size: 2 stride: 2 } }
            layer { name: "l" type: "LRN" bottom: "p" top: "l" lrn_param { local_size: 3 alpha: 1e-4 } include { phase: TEST } }
            layer { name: "f" type: "InnerProduct" bottom: "l" top: "f" inner_product_param { num_output: 2 } }
            """
                .getBytes(StandardCharsets.UTF_8);
      };
    }

    void read(Path file) throws IOException {
      switch (this) {
        case MODEL -> CaffeModel.read(file).tensors().values().forEach(Tensor::floats);
        case MEAN, NPY -> MeanFile.read(file).floats();
        case DEFINITION -> {
          CaffeDefinition definition = CaffeDefinition.read(file);
          if (definition.input().isPresent()) {
            definition.network(definition.input().get(), Optional.empty());
          }
        }
      }
    }
  }

  /** One to four changes: bits, bytes, digits, cuts, repeats and noise. */
  private static byte[] damage(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > 8; i++) {
      int at = random.nextInt(bytes.length);
      int length = Math.min(1 + random.nextInt(16), bytes.length - at);
      byte[] head = Arrays.copyOf(bytes, at);
      byte[] piece = Arrays.copyOfRange(bytes, at, at + length);
      byte[] tail = Arrays.copyOfRange(bytes, at + length, bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes = head;
        case 3 -> bytes = concat(head, tail);
        case 4 -> bytes = concat(concat(head, piece), concat(piece, tail));
        default -> {
          Arrays.fill(piece, (byte) (random.nextBoolean() ? 0xff : '9'));
          bytes = concat(concat(head, piece), tail);
        }
      }
    }
    return bytes;
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
