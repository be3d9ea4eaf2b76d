package org.mneme.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files made byte by byte to mislead, crash or exhaust a reader. Each must give one line that says
 * what is wrong, at little cost.
 */
class HostileFileTest {
  /**
   * Heap that a refused file of up to a few MB may have asked for, all allocations added up: 12 MiB
   * of counted objects, 4 MiB of copies, and as much again for collections that grow.
   */
  private static final long MOST_ALLOCATED = 32 << 20;

  /** Ten times what the requirement says, since a test machine may be busy. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final byte[] FOUR_FLOATS = new byte[16];

  @TempDir Path folder;

  static Stream<Arguments> pickles() {
    return Stream.of(
        arguments("asks for os.system", new PickleWriter().global("os", "system").ops(")R").stop()),
        arguments(
            "asks for builtins.eval",
            new PickleWriter()
                .text("builtins")
                .text("eval")
                .op(0x93)
                .text("1")
                .op(0x85)
                .ops("R")
                .stop()),
        arguments(
            "asks for torch.load", new PickleWriter().global("torch", "load").ops(")R").stop()),
        arguments(
            "asks for torch._utils._rebuild_sparse_tensor",
            new PickleWriter().global("torch._utils", "_rebuild_sparse_tensor").stop()),
        arguments(
            "asks for torch.QInt8Storage",
            new PickleWriter()
                .ops("}")
                .text("w")
                .tensor("QInt8", "s", 4, 0, dims(4), dims(1))
                .ops("s")
                .stop()),
        arguments("asks for a?b.c?[2J", new PickleWriter().global("a\rb", "c\u001b[2J").stop()),
        arguments("instruction 0x69", new PickleWriter().ops("(ios\nsystem\n").stop()),
        arguments("asks for posix.x", new PickleWriter().global("posix", "x").stop()),
        arguments("instruction 0x50", new PickleWriter().ops("P1\n").stop()),
        arguments("instruction 0x82", new PickleWriter().op(0x82, 1).stop()),
        arguments("instruction 0x53", new PickleWriter().ops("S'a'\n").stop()),
        arguments("protocol 5", new PickleWriter().op(0x80, 5).stop()),
        arguments("protocol 0", new PickleWriter().op(0x80, 0).stop()),
        arguments("calls what cannot be called", new PickleWriter().ops("})R").stop()),
        arguments("sets attributes", new PickleWriter().ops("]}b").stop()),
        arguments("takes a value where there is none", new PickleWriter().stop()),
        arguments("takes a value where there is none", new PickleWriter().ops("(").stop()),
        arguments("takes a value where there is none", new PickleWriter().ops("q").op(0).stop()),
        arguments("mark that is not there", new PickleWriter().ops("t").stop()),
        arguments("mark that is not there", new PickleWriter().ops("}u").stop()),
        arguments("not a dictionary", new PickleWriter().ops("](KKu").stop()),
        arguments("not a dictionary", new PickleWriter().ops("}(Nu").stop()),
        arguments("not a list", new PickleWriter().ops("}Na").stop()),
        arguments("values left over", new PickleWriter().ops("}}").stop()),
        arguments("recalls value 7", new PickleWriter().ops("h").op(7).stop()),
        arguments("single plain value", new PickleWriter().ops("N").stop()),
        arguments("single plain value", new PickleWriter().global("torch", "FloatStorage").stop()),
        arguments("key is not", new PickleWriter().ops("})Ns").stop()),
        arguments("key is not", new PickleWriter().ops("}q").op(0).ops("h").op(0).ops("Ns").stop()),
        arguments("middle of a value", new PickleWriter().ops("X").int4(-1).ops("abc").bytes()),
        arguments(
            "whole number of 2147483647",
            new PickleWriter().op(0x8b).int4(Integer.MAX_VALUE).bytes()),
        arguments("middle of a value", new PickleWriter().op(0x8d).repeat(8, 0xff).bytes()),
        arguments("middle of a value", new PickleWriter().op(0x8a, 30).bytes()),
        arguments("middle of a value", new PickleWriter().ops("c").bytes()),
        arguments("whole number of 255 bytes", new PickleWriter().op(0x8a, 255).bytes()),
        arguments("longer than 1024", new PickleWriter().ops("c").repeat(2000, 'x').bytes()),
        arguments("not UTF-8", new PickleWriter().ops("X").int4(1).op(0xff).stop()),
        arguments("name is not a text", new PickleWriter().ops("NN").op(0x93).stop()),
        arguments("outside object is not a storage", new PickleWriter().ops("NQ").stop()),
        arguments(
            "outside object of kind 'module'",
            new PickleWriter().text("module").op(0x85).ops("Q").stop()),
        // Memory: one byte makes a dictionary, a mark, a memo entry; shared lists double each time.
        arguments("piles up more than", new PickleWriter().repeat(4_000_000, '(').bytes()),
        arguments("piles up more than", new PickleWriter().ops("N").repeat(4_000_000, '2').bytes()),
        arguments("more objects than", new PickleWriter().repeat(2_000_000, '}', '0').bytes()),
        arguments(
            "more objects than",
            new PickleWriter().ops("](").repeat(500_000, 'K', 1, ']', 'e', '(').bytes()),
        arguments("more objects than", new PickleWriter().ops("N").repeat(4_000_000, 0x94).bytes()),
        arguments("more objects than", doubling(30)),
        arguments("nested more than 32", doubling(0)),
        arguments("nested more than 32", nested(100)),
        arguments("nested more than 32", nested(60_000)),
        arguments("at most 4194304 are read", new PickleWriter().repeat(4 << 20, 'N', '0').bytes()),
        arguments("4096 characters", longNames()),
        arguments("two tensors are named 'a.b'", sameName()),
        // Tensors that lie.
        arguments("reaches past its storage", tensor(4, 0, dims(5), dims(1))),
        arguments("reaches past its storage", tensor(4, 1, dims(4), dims(1))),
        arguments("reaches past its storage", tensor(4, -1, dims(4), dims(1))),
        arguments("reaches past its storage", tensor(4, 0, dims(2, 2), dims(3, 1))),
        arguments("reaches past its storage", tensor(4, -1, dims(0), dims(1))),
        arguments("is too large", tensor(4, Long.MAX_VALUE, dims(4), dims(1))),
        arguments("is too large", tensor(4, 0, dims(3, 3), dims(Long.MAX_VALUE, 1))),
        arguments("is too large", tensor(4, 0, dims(1 << 30, 1 << 30, 1 << 30), dims(0, 0, 0))),
        arguments("is too large", tensor(4, 0, dims(1 << 30), dims(0))),
        arguments("unpack to far more", tensor(4, 0, dims(1 << 24), dims(0))),
        arguments("dimension of 9223", tensor(4, 0, dims(Long.MAX_VALUE), dims(1))),
        arguments("no number from 0 up", tensor(4, 0, dims(-1), dims(1))),
        arguments("no number from 0 up", tensor(4, 0, dims(2), dims(-1))),
        arguments("1 dimensions and 2 strides", tensor(4, 0, dims(4), dims(1, 1))),
        arguments("65 dimensions", tensor(4, 0, new long[65], new long[65])),
        arguments("but its tensors need 20", tensor(5, 0, dims(4), dims(1))),
        arguments("but its tensors need 12", tensor(3, 0, dims(1), dims(1))),
        arguments("says it holds -1 values", tensor(-1, 0, dims(0), dims(1))),
        arguments("says it holds 9223", tensor(Long.MAX_VALUE, 0, dims(4), dims(1))),
        arguments("lacks the entry 'a/data/../s'", pickleOf("Float", "../s", 4)),
        arguments("lacks the entry", pickleOf("Float", "t", 4)),
        arguments("is said to hold 16 bytes and 8", twoSizes()),
        arguments(
            "argument 0 of a call is a Dictionary",
            new PickleWriter()
                .global("torch._utils", "_rebuild_tensor_v2")
                .ops("}")
                .op(0x85)
                .ops("R")
                .stop()),
        arguments(
            "argument 0 of a call is missing",
            new PickleWriter().global("torch._utils", "_rebuild_parameter").ops(")R").stop()));
  }

  private static long[] dims(long... values) {
    return values;
  }

  private static byte[] tensor(long count, long offset, long[] size, long[] stride) {
    return new PickleWriter()
        .ops("}")
        .text("w")
        .tensor("Float", "s", count, offset, size, stride)
        .ops("s")
        .stop();
  }

  private static byte[] pickleOf(String type, String key, long count) {
    return new PickleWriter()
        .ops("}")
        .text("w")
        .tensor(type, key, count, 0, dims(count), dims(1))
        .ops("s")
        .stop();
  }

  /** Lists of twice the list before, so that a few bytes have 2^n leaves; 0 holds itself twice. */
  private static byte[] doubling(int times) {
    PickleWriter writer = new PickleWriter().ops("]q").op(0);
    if (times == 0) {
      return writer.ops("(h").op(0).ops("h").op(0).ops("e").stop();
    }
    writer.ops("Na0");
    for (int i = 1; i <= times; i++) {
      writer.ops("]q").op(i).ops("(h").op(i - 1).ops("h").op(i - 1).ops("e0");
    }
    return writer.ops("h").op(times).stop();
  }

  private static byte[] nested(int depth) {
    return new PickleWriter().repeat(depth, ']').repeat(depth - 1, 'a').stop();
  }

  private static byte[] longNames() {
    PickleWriter writer = new PickleWriter();
    for (int i = 0; i < 10; i++) {
      writer.ops("}").text("n".repeat(1000));
    }
    return writer.ops("N").repeat(10, 's').stop();
  }

  private static byte[] sameName() {
    return new PickleWriter()
        .ops("}")
        .text("a.b")
        .tensor("Float", "s", 4, 0, dims(4), dims(1))
        .ops("s")
        .text("a")
        .ops("}")
        .text("b")
        .tensor("Float", "s", 4, 0, dims(4), dims(1))
        .ops("ss")
        .stop();
  }

  private static byte[] twoSizes() {
    return new PickleWriter()
        .ops("}")
        .text("a")
        .tensor("Float", "s", 4, 0, dims(4), dims(1))
        .ops("s")
        .text("b")
        .tensor("Half", "s", 4, 0, dims(4), dims(1))
        .ops("s")
        .stop();
  }

  @ParameterizedTest
  @MethodSource("pickles")
  void aZipWithABadPickleIsRefused(String reason, byte[] pickle) throws IOException {
    assertRefused(reason, TorchFiles.zip(pickle, Map.of("s", FOUR_FLOATS), false));
  }

  static Stream<Arguments> zips() {
    byte[] good = TorchFiles.zip(tensor(4, 0, dims(4), dims(1)), Map.of("s", FOUR_FLOATS), false);
    int end = good.length - 22;
    int directory = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(end + 16);
    byte[] bomb =
        TorchFiles.zip(
            tensor(1 << 26, 0, dims(1 << 26), dims(1)), Map.of("s", new byte[1 << 28]), true);
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

  @ParameterizedTest
  @MethodSource("zips")
  void aBadZipIsRefused(String reason, byte[] file) throws IOException {
    assertRefused(reason, file);
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

  @ParameterizedTest
  @MethodSource("legacies")
  void aBadLegacyFileIsRefused(String reason, byte[] file) throws IOException {
    assertRefused(reason, file);
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
        arguments("goes on after its end", "{}{}", 0),
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

  @ParameterizedTest
  @MethodSource("safetensors")
  void aBadSafetensorsFileIsRefused(String reason, String header, int bytes) throws IOException {
    assertRefused(reason, TorchFiles.safetensors(header, new byte[bytes]));
  }

  /** Found by fuzzing: Jackson took four bytes for one character and threw what nobody caught. */
  @Test
  void aHeaderInAnotherEncodingIsRefused() throws IOException {
    byte[] utf32 = "{\0\0\0}\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    assertRefused("no sound JSON", joined(TorchFiles.littleEndian(8), utf32));
    byte[] found = {'{', 0, 0, 0, 0, 0, '{', '"'};
    assertRefused("no sound JSON", joined(TorchFiles.littleEndian(8), found));
    byte[] latin1 = {'{', '"', (byte) 0xe9, '"', '}'};
    assertRefused("not UTF-8", joined(TorchFiles.littleEndian(5), latin1));
  }

  @Test
  void aHeaderLengthThatLiesIsRefused() throws IOException {
    byte[] file = TorchFiles.safetensors("{}", new byte[0]);
    assertRefused("its header should be", with(file, 0, 3));
    assertRefused("at most 8388608 are read", with(file, 0, 100_000_000));
    assertRefused("at most 8388608 are read", with(file, 0, -2));
  }

  static Stream<Arguments> others() {
    return Stream.of(
        arguments("is empty", ""),
        arguments("begins with 'x'", "x"),
        arguments("Git LFS pointer", "version https://git-lfs.github.com/spec/v1\n"),
        arguments("web page", "<!DOCTYPE html>"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void whatIsNoWeightFileIsRefused(String reason, String file) throws IOException {
    assertRefused(reason, file.getBytes(StandardCharsets.ISO_8859_1));
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

  private void assertRefused(String reason, byte[] bytes) throws IOException {
    Path file = folder.resolve("hostile.bin");
    Files.write(file, bytes);
    Cost cost = assertTimeoutPreemptively(LONGEST, () -> Cost.of(file));
    assertTrue(cost.refusal() != null, "was read: " + cost.checkpoint());
    String message = String.valueOf(cost.refusal().getMessage());
    assertTrue(message.startsWith(file + ": ") && message.contains(reason), message);
    assertEquals(1, message.lines().count(), message);
    assertFalse(message.chars().anyMatch(Character::isISOControl), message);
    assertTrue(cost.allocated() < MOST_ALLOCATED, cost.allocated() + " bytes of heap");
  }
}
