package org.mneme.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.mneme.weights.Hostile.FOUR_FLOATS;
import static org.mneme.weights.Hostile.assertRefused;
import static org.mneme.weights.Hostile.dims;
import static org.mneme.weights.Hostile.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Zips, legacy files and safetensors made byte by byte to mislead, crash or exhaust a reader. */
class HostileFileTest {
  @TempDir Path folder;

  static Stream<Arguments> zips() {
    byte[] good = TorchFiles.zip(tensor(4, 0, dims(4), dims(1)), Map.of("s", FOUR_FLOATS), false);
    int end = good.length - 22;
    int directory = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(end + 16);
    byte[] bomb =
        TorchFiles.zip(
            tensor(1 << 23, 0, dims(1 << 23), dims(1)), Map.of("s", new byte[1 << 25]), true);
    byte[] pickleBomb = TorchFiles.zip(new byte[64 << 20], Map.of(), true);
    return Stream.of(
        arguments("no zip directory", Arrays.copyOf(good, good.length - 1)),
        arguments("no zip directory", Arrays.copyOf(good, 10)),
        arguments("zip of several", with(good, end + 4, 1)),
        arguments("directory is damaged", with(good, end + 10, 9)),
        arguments("zip directory says", with(good, end + 12, 0x7fffffff)),
        arguments("its zip directory should be", with(good, end + 16, 0x7fffffff)),
        arguments("its zip directory", with(good, end + 16, -1)),
        arguments("directory is damaged", with(good, directory, 0)),
        arguments("is encrypted", with(good, directory + 8, 1)),
        arguments("is packed by method 12", with(good, directory + 8, 12 << 16)),
        arguments("is damaged: its CRC-32", with(good, directory + 16, 1)),
        arguments("but the zip directory begins", with(good, directory + 20, 0x7fffffff)),
        arguments("is stored as", with(good, directory + 24, 3)),
        arguments("at most 4194304 are read", with(good, directory + 24, 0x7fffffff)),
        arguments("directory is damaged", with(good, directory + 28, 0xffff)),
        arguments("should be 30 bytes", with(good, directory + 42, 0x7fffffff)),
        arguments("is not where the zip directory says", with(good, directory + 42, 4)),
        arguments(
            "without a data.pkl",
            TorchFiles.zipOf(Map.of("word/document.xml", new byte[4]), false)),
        arguments(
            "holds two pickles",
            TorchFiles.zipOf(Map.of("a/data.pkl", new byte[4], "b/data.pkl", new byte[4]), false)),
        arguments(
            "TorchScript",
            TorchFiles.zipOf(
                Map.of("a/data.pkl", new byte[4], "a/constants.pkl", new byte[4]), false)),
        arguments(
            "byte order is 'big'",
            TorchFiles.zipOf(
                Map.of(
                    "a/data.pkl",
                    new byte[4],
                    "a/byteorder",
                    "big".getBytes(StandardCharsets.UTF_8)),
                false)),
        arguments("unpack to far more", bomb),
        arguments("has 67108864 bytes; at most 4194304", pickleBomb),
        arguments("twice", sameEntryTwice()),
        arguments("overlap", overlapping()));
  }

  /** The file with these 4 bytes replaced. */
  private static byte[] with(byte[] file, int at, int value) {
    byte[] changed = file.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    return changed;
  }

  private static byte[] sameEntryTwice() {
    return renamed(
        TorchFiles.zipOf(Map.of("a/data.pkl", new byte[4], "b/data.pkl", new byte[4]), false),
        "b/data.pkl",
        "a/data.pkl");
  }

  /** Both entries of the directory point at the first's data. */
  private static byte[] overlapping() {
    byte[] file =
        TorchFiles.zipOf(Map.of("a/data.pkl", new byte[4], "b/data.pkl", new byte[4]), false);
    int directory = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 6);
    return with(with(file, directory + 42, 0), directory + 46 + 10 + 42, 0);
  }

  private static byte[] renamed(byte[] file, String from, String to) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("zips")
  void aBadZipIsRefused(String reason, byte[] file) throws IOException {
    assertRefused(folder, reason, file);
  }

  static Stream<Arguments> legacies() {
    byte[] pickle = tensor(4, 0, dims(4), dims(1));
    byte[] good = TorchFiles.legacy(pickle, Map.of("s", FOUR_FLOATS), Map.of("s", 4));
    byte[] headless = new PickleWriter().number(1).stop();
    return Stream.of(
        arguments("does not begin as torch.save", headless),
        arguments("does not begin as torch.save", tensor(4, 0, dims(4), dims(1))),
        arguments(
            "not version 1001",
            joined(
                Arrays.copyOf(TorchFiles.legacyHead(), 15),
                new PickleWriter().number(1002).stop())),
        arguments(
            "little-endian",
            joined(
                Arrays.copyOf(TorchFiles.legacyHead(), 15),
                new PickleWriter().number(1001).stop(),
                new PickleWriter().ops("}").stop())),
        arguments(
            "list of storages is not",
            joined(TorchFiles.legacyHead(), pickle, new PickleWriter().ops("}").stop())),
        arguments(
            "one that no tensor uses",
            joined(TorchFiles.legacyHead(), pickle, TorchFiles.keys(List.of("t")))),
        arguments(
            "storage 's' is not in its list",
            joined(TorchFiles.legacyHead(), pickle, TorchFiles.keys(List.of()))),
        arguments(
            "says it holds 5 values",
            joined(
                TorchFiles.legacyHead(),
                pickle,
                TorchFiles.keys(List.of("s")),
                TorchFiles.littleEndian(5),
                FOUR_FLOATS)),
        arguments(
            "says it holds -4 values",
            joined(
                TorchFiles.legacyHead(),
                pickle,
                TorchFiles.keys(List.of("s")),
                TorchFiles.littleEndian(-4),
                FOUR_FLOATS)),
        arguments(
            "is listed twice",
            joined(
                TorchFiles.legacyHead(),
                pickle,
                TorchFiles.keys(List.of("s", "s")),
                TorchFiles.littleEndian(4),
                FOUR_FLOATS,
                TorchFiles.littleEndian(4),
                FOUR_FLOATS)),
        arguments("7 bytes follow", joined(good, new byte[7])),
        arguments("cut off?", Arrays.copyOf(good, good.length - 1)),
        arguments("cut off?", Arrays.copyOf(good, 15)),
        arguments("cut off?", Arrays.copyOf(good, 2)),
        arguments(
            "cut off?",
            joined(
                TorchFiles.legacyHead(),
                tensor(1L << 60, 0, dims(4), dims(1)),
                TorchFiles.keys(List.of("s")),
                TorchFiles.littleEndian(1L << 60))),
        arguments(
            "asks for nt.system",
            joined(TorchFiles.legacyHead(), new PickleWriter().global("nt", "system").stop())),
        arguments(
            "asks for nt.system",
            joined(
                TorchFiles.legacyHead(),
                pickle,
                new PickleWriter().global("nt", "system").stop())));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("legacies")
  void aBadLegacyFileIsRefused(String reason, byte[] file) throws IOException {
    assertRefused(folder, reason, file);
  }

  static Stream<Arguments> safetensors() {
    return Stream.of(
        arguments(
            "'a' begins at byte 4, but the one before it ends at 0",
            header("'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}"),
            8),
        arguments(
            "ends at 8",
            header(
                "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}"),
            12),
        arguments(
            "ends at 4",
            header(
                "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}"),
            4),
        arguments(
            "ends at 4",
            header(
                "'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}"),
            12),
        arguments(
            "4 bytes, but 5 follow",
            header("'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}"),
            5),
        arguments(
            "4 bytes, but 0 follow",
            header("'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}"),
            0),
        arguments(
            "does not take the 8 bytes",
            header("'a':{'dtype':'F32','shape':[1],'data_offsets':[0,8]}"),
            8),
        arguments(
            "does not take the 4 bytes",
            header("'a':{'dtype':'F64','shape':[1],'data_offsets':[0,4]}"),
            4),
        arguments(
            "does not take", header("'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}"), 4),
        arguments(
            "does not take",
            header(
                "'a':{'dtype':'F32','shape':[2147483647,2147483647,2147483647],'data_offsets':[0,4]}"),
            4),
        arguments("negative", header("'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}"), 4),
        arguments("negative", header("'a':{'dtype':'F32','shape':[1],'data_offsets':[-4,0]}"), 4),
        arguments(
            "dimension of 4294967296",
            header("'a':{'dtype':'F32','shape':[4294967296],'data_offsets':[0,4]}"),
            4),
        arguments(
            "no sound JSON",
            header("'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,4]}"),
            4),
        arguments(
            "shape or offsets are not",
            header("'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}"),
            4),
        arguments(
            "shape or offsets are not",
            header("'a':{'dtype':'F32','shape':1,'data_offsets':[0,4]}"),
            4),
        arguments(
            "more than 64 dimensions",
            header(
                "'a':{'dtype':'F32','shape':[1%s],'data_offsets':[0,4]}"
                    .formatted(",1".repeat(64))),
            4),
        arguments("lacks one of", header("'a':{'dtype':'F32','shape':[1]}"), 4),
        arguments(
            "lacks one of", header("'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4,8]}"), 4),
        arguments("lacks one of", header("'a':{}"), 4),
        arguments(
            "type 'F8_E4M3'",
            header("'a':{'dtype':'F8_E4M3','shape':[1],'data_offsets':[0,1]}"),
            1),
        arguments("type 'null'", header("'a':{'dtype':null,'shape':[1],'data_offsets':[0,1]}"), 1),
        arguments("has 'strides'", header("'a':{'dtype':'F32','strides':[1]}"), 4),
        arguments(
            "two tensors are named 'a'",
            header(
                "'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]},'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}"),
            0),
        arguments(
            "says a tensor's dtype twice",
            header("'a':{'dtype':'F32','dtype':'F32','shape':[0],'data_offsets':[0,0]}"),
            0),
        arguments("metadata is not all text", header("'__metadata__':{'a':{}}"), 0),
        arguments("entry is not an object", header("'a':[]"), 0),
        arguments("which safetensors does not know", "{" + "\"a\":{".repeat(100_000), 0),
        arguments("entry is not an object", "{\"a\":" + "[".repeat(1_000_000), 0),
        arguments("no sound JSON", "{\"" + "n".repeat(5_000), 0),
        arguments("no sound JSON", "{\"a", 0),
        arguments("continues after its end", "{}{}", 0),
        arguments("more objects than", manyTensors(), 0));
  }

  private static String header(String entries) {
    return "{" + entries.replace('\'', '"') + "}";
  }

  private static String manyTensors() {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 100_000; i++) {
      header
          .append(i == 0 ? "" : ",")
          .append("\"%d\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0]}".formatted(i));
    }
    return header.append("}").toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("safetensors")
  void aBadSafetensorsFileIsRefused(String reason, String header, int bytes) throws IOException {
    assertRefused(folder, reason, TorchFiles.safetensors(header, new byte[bytes]));
  }

  /** Found by fuzzing: Jackson took four bytes for one character and threw what nobody caught. */
  @Test
  void aHeaderInAnotherEncodingIsRefused() throws IOException {
    byte[] utf32 = "{\0\0\0}\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(folder, "no sound JSON", joined(TorchFiles.littleEndian(8), utf32));
    byte[] found = {'{', 0, 0, 0, 0, 0, '{', '"'};
    assertRefused(folder, "no sound JSON", joined(TorchFiles.littleEndian(8), found));
    byte[] latin1 = {'{', '"', (byte) 0xe9, '"', '}'};
    assertRefused(folder, "not UTF-8", joined(TorchFiles.littleEndian(5), latin1));
  }

  @Test
  void aHeaderLengthThatLiesIsRefused() throws IOException {
    byte[] file = TorchFiles.safetensors("{}", new byte[0]);
    assertRefused(folder, "its header should be", with(file, 0, 3));
    assertRefused(folder, "at most 8388608 are read", with(file, 0, 100_000_000));
    assertRefused(folder, "at most 8388608 are read", with(file, 0, -2));
  }

  static Stream<Arguments> others() {
    return Stream.of(
        arguments("is empty", ""),
        arguments("begins with 'x'", "x"),
        arguments("Git LFS pointer", "version https://git-lfs.github.com/spec/v1\n"),
        arguments("web page", "<!DOCTYPE html>"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void whatIsNoWeightFileIsRefused(String reason, String file) throws IOException {
    assertRefused(folder, reason, file.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void aFolderIsRefused() throws IOException {
    Cost cost = Cost.of(folder);
    assertTrue(cost.refusal() != null && cost.refusal().getMessage().contains("is not a file"));
  }

  /** Names and shapes are all that a mapped file needs; 2 MiB is far above. */
  @Test
  void aLargeFileCostsNoHeap() throws IOException {
    long bytes = 3L << 29; // 1.5 GiB, so that a tensor lies across two mapped windows
    byte[] pickle =
        new PickleWriter()
            .ops("}")
            .text("w")
            .tensor("Float", "s", bytes / 4, 0, dims(bytes / 4), dims(1))
            .ops("s")
            .stop();
    byte[] head =
        joined(
            TorchFiles.legacyHead(),
            pickle,
            TorchFiles.keys(List.of("s")),
            TorchFiles.littleEndian(bytes / 4));
    Path file = folder.resolve("large.pt");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write(head);
      sparse.setLength(head.length + bytes - 4);
      sparse.seek(head.length + bytes - 4);
      sparse.write(new byte[] {0, 0, (byte) 0x80, 0x3f}); // 1.0f
    }
    Cost cost = Cost.of(file);
    assertTrue(cost.checkpoint() != null, () -> String.valueOf(cost.refusal()));
    Tensor tensor = cost.checkpoint().tensors().get("w");
    assertTrue(tensor != null);
    assertEquals(1f, tensor.bytes().getFloat((int) bytes - 4));
    assertTrue(cost.allocated() < 2 << 20, cost.allocated() + " bytes of heap");
  }
}
