package org.mneme.weights;

import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.mneme.weights.Hostile.FOUR_FLOATS;
import static org.mneme.weights.Hostile.assertRefused;
import static org.mneme.weights.Hostile.dims;
import static org.mneme.weights.Hostile.tensor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pickles made byte by byte to mislead, run code in, crash or exhaust a reader. */
class HostilePickleTest {
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
            "no tensors outside of Python objects, and none of those is ever built here: w (a tensor of torch.QInt8Storage)",
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
        arguments("protocol 6", new PickleWriter().op(0x80, 6).stop()),
        arguments("protocol 0", new PickleWriter().op(0x80, 0).stop()),
        arguments("calls what cannot be called", new PickleWriter().ops("})R").stop()),
        arguments("sets attributes", new PickleWriter().ops("N}b").stop()),
        arguments("written by pickle.dump", inside("torch.storage", "_load_from_bytes")),
        arguments("asks for subprocess.Popen", inside("subprocess", "Popen")),
        arguments("asks for builtins.exec", inside("builtins", "exec")),
        arguments("asks for __builtin__.eval", inside("__builtin__", "eval")),
        arguments("asks for importlib.import_module", inside("importlib", "import_module")),
        arguments("asks for nt.system", inside("nt", "system")),
        arguments(
            "asks for a.Module: it is a whole",
            new PickleWriter().global("a", "Module").ops(")\u0081}b").stop()),
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
        arguments("key is neither", new PickleWriter().ops("})Ns").stop()),
        arguments(
            "key is neither", new PickleWriter().ops("}q").op(0).ops("h").op(0).ops("Ns").stop()),
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

  /** Beside a sound tensor. */
  private static byte[] inside(String module, String name) {
    return new PickleWriter()
        .ops("}")
        .text("w")
        .tensor("Float", "s", 4, 0, dims(4), dims(1))
        .ops("s")
        .text("x")
        .global(module, name)
        .text("echo")
        .op(0x85)
        .ops("Rs")
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

  @ParameterizedTest(name = "{0}")
  @MethodSource("pickles")
  void aZipWithABadPickleIsRefused(String reason, byte[] pickle) throws IOException {
    assertRefused(folder, reason, TorchFiles.zip(pickle, Map.of("s", FOUR_FLOATS), false));
  }
}
