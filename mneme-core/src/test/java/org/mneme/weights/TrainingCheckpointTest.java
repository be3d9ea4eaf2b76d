package org.mneme.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What training scripts save beside the weights. Each instruction is as CPython 3.11 and torch 2.15
 * write it; {@code python -m pickletools} shows the same of their files.
 */
class TrainingCheckpointTest {
  @TempDir Path folder;

  /** The value of {@code extra} in {@code {"state_dict": {"w": tensor}, "extra": ...}}. */
  private Checkpoint read(PickleWriter extra) throws IOException {
    byte[] pickle =
        new PickleWriter()
            .ops("}(")
            .text("state_dict")
            .global("collections", "OrderedDict")
            .ops(")R")
            .text("w")
            .tensor("Float", "s", 4, 0, new long[] {4}, new long[] {1})
            .ops("s")
            .text("extra")
            .raw(extra.bytes())
            .ops("u")
            .stop();
    Path file = folder.resolve("c.pt");
    Files.write(file, TorchFiles.zip(pickle, Map.of("s", new byte[16], "t", new byte[64]), false));
    return Checkpoint.read(file);
  }

  private static PickleWriter w() {
    return PickleWriter.part();
  }

  static Stream<Arguments> objects() {
    return Stream.of(
        arguments(
            "argparse.Namespace",
            w().global("argparse", "Namespace").ops(")\u0081}").text("lr").ops("Nsb")),
        arguments(
            "numpy.core.multiarray.scalar",
            w().global("numpy.core.multiarray", "scalar")
                .global("numpy", "dtype")
                .text("f8")
                .op(0x89, 0x88, 0x87)
                .ops("R(K\u0003")
                .text("<")
                .ops("NNNK\u0000K\u0000K\u0000tb")
                .global("_codecs", "encode")
                .text("abcdefgh")
                .text("latin1")
                .op(0x86)
                .ops("R")
                .op(0x86)
                .ops("R")),
        arguments(
            "pathlib.PurePosixPath",
            w().global("pathlib", "PurePosixPath").text("/").text("runs").op(0x86).ops("R")),
        arguments(
            "datetime.datetime",
            w().global("datetime", "datetime").op('C', 3, 1, 2, 3, 0x85).ops("R")),
        arguments("run.Mode", w().global("run", "Mode").ops("K\u0001").op(0x85).ops("R")),
        arguments(
            "run.Mode", // an enum as Python 3.12 writes it
            w().global("builtins", "getattr").global("run", "Mode").text("FAST").op(0x86).ops("R")),
        arguments(
            "run.Net", // a module as the older format writes it: its class, with the source
            w().ops("(")
                .text("module")
                .global("run", "Net")
                .text("run.py")
                .text("class Net: ...")
                .ops("tQ)\u0081}b")),
        arguments("run.loss", w().global("run", "loss")), // a function, by name
        arguments(
            "run.Old", // an object of Python 2's or of protocol 0 and 1
            w().global("copyreg", "_reconstructor")
                .global("run", "Old")
                .global("builtins", "object")
                .ops("N")
                .op(0x87)
                .ops("R}b")),
        arguments(
            "run.Ema", // a dataclass that holds a copy of the weights
            w().global("run", "Ema")
                .ops(")\u0081}")
                .text("shadow")
                .tensor("Float", "s", 4, 0, new long[] {4}, new long[] {1})
                .ops("sb")),
        arguments("run.Named", w().global("run", "Named").ops(")}\u0092")), // __newobj_ex__
        arguments("run.Items", w().global("run", "Items").ops(")\u0081(K\u0001K\u0002e")), // a list
        arguments("run.Tags", w().global("run", "Tags").ops(")\u0081(K\u0001\u0090")), // a set
        arguments("torch.float8_e4m3fn", w().global("torch", "float8_e4m3fn")),
        arguments(
            "a tensor of torch.float8_e4m3fn",
            w().global("torch._utils", "_rebuild_tensor_v3")
                .ops("(")
                .storage("Byte", "s", 16)
                .number(0)
                .tuple(16)
                .tuple(1)
                .op(0x89)
                .ops("}")
                .global("torch", "float8_e4m3fn")
                .ops("tR")),
        arguments(
            "a tensor of torch.ComplexFloatStorage",
            w().tensor("ComplexFloat", "t", 8, 0, new long[] {8}, new long[] {1})),
        arguments(
            "torch._utils._rebuild_qtensor",
            w().global("torch._utils", "_rebuild_qtensor")
                .ops("(")
                .storage("QInt8", "t", 64)
                .ops("tR")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("objects")
  void objectsThatNoTensorNeedsArePassedOver(String type, PickleWriter extra) throws IOException {
    Checkpoint checkpoint = read(extra);
    assertEquals(List.of("state_dict.w"), List.copyOf(checkpoint.tensors().keySet()));
    assertEquals(Map.of("extra", type), checkpoint.passedOver());
  }

  static Stream<Arguments> values() {
    return Stream.of(
        arguments(
            "{extra.loss=[1.0, 0.5]}", // defaultdict(list)
            w().global("collections", "defaultdict")
                .global("builtins", "list")
                .op(0x85)
                .ops("R")
                .text("loss")
                .ops("](G?\u00f0\0\0\0\0\0\0G?\u00e0\0\0\0\0\0\0es")),
        arguments(
            "{extra=[a]}", // a set in protocol 2, and in protocol 4
            w().global("__builtin__", "set").ops("]").text("a").ops("a").op(0x85).ops("R")),
        arguments("{extra=[a]}", w().op(0x8f).ops("(").text("a").op(0x90)),
        arguments("{extra=[a]}", w().ops("(").text("a").op(0x91)), // a frozenset
        arguments(
            "{extra=[1]}", // deque([1], maxlen=5)
            w().global("collections", "deque").ops(")K\u0005").op(0x86).ops("RK\u0001a")),
        arguments(
            "{extra.a=2}", // Counter
            w().global("collections", "Counter")
                .ops("}")
                .text("a")
                .ops("K\u0002s")
                .op(0x85)
                .ops("R")),
        arguments("{extra=bytes (3)}", w().op('C', 3, 1, 2, 3)),
        arguments("{extra=bytes (3)}", w().op(0x96, 3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3)),
        arguments(
            "{extra.lr=None}", // a class of dictionaries, such as Lightning's hyper_parameters
            w().global("lightning", "AttributeDict").ops(")\u0081").text("lr").ops("Ns")),
        arguments("{extra=cuda}", w().global("torch", "device").text("cuda").op(0x85).ops("R")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("values")
  void containersOfPythonsOwnAreRead(String metadata, PickleWriter extra) throws IOException {
    Checkpoint checkpoint = read(extra);
    assertEquals(metadata, checkpoint.metadata().toString());
    assertEquals(Map.of(), checkpoint.passedOver());
  }

  /** A tensor with attributes: {@code _rebuild_from_type_v2(rebuild, Parameter, (...), state)}. */
  @Test
  void aTensorWithAttributesIsATensor() throws IOException {
    PickleWriter extra =
        w().global("torch._tensor", "_rebuild_from_type_v2")
            .ops("(")
            .global("torch._utils", "_rebuild_tensor_v2")
            .global("torch.nn.parameter", "Parameter")
            .ops("(")
            .storage("Float", "s", 4)
            .number(0)
            .tuple(4)
            .tuple(1)
            .op(0x89)
            .ops("}t}tR");
    assertEquals(List.of("state_dict.w", "extra"), List.copyOf(read(extra).tensors().keySet()));
  }

  /** {@code {("a", 1): 2, "b": 3}}. */
  @Test
  void anEntryWhoseKeyIsATupleIsPassedOver() throws IOException {
    Checkpoint checkpoint =
        read(
            w().ops("}(")
                .text("a")
                .ops("K\u0001")
                .op(0x86)
                .ops("K\u0002")
                .text("b")
                .ops("K\u0003u"));
    assertEquals(Map.of("extra.b", "3"), checkpoint.metadata());
    assertEquals(
        Map.of("extra.?", "an entry whose key is neither a text nor a number"),
        checkpoint.passedOver());
  }

  /** In the older format, storages of tensors that are not read lie between those that are. */
  @Test
  void legacyStoragesOfOtherTypesAreSteppedOver() throws IOException {
    byte[] pickle =
        new PickleWriter()
            .ops("}(")
            .text("fft")
            .tensor("ComplexFloat", "c", 2, 0, new long[] {2}, new long[] {1})
            .text("w")
            .tensor("Float", "s", 1, 0, new long[] {1}, new long[] {1})
            .ops("u")
            .stop();
    Map<String, byte[]> storages = new java.util.LinkedHashMap<>();
    storages.put("c", new byte[16]);
    storages.put("s", new byte[] {0, 0, (byte) 0x80, 0x3f});
    Path file = folder.resolve("c.pt");
    Files.write(file, TorchFiles.legacy(pickle, storages, Map.of("c", 8, "s", 4)));
    Checkpoint checkpoint = Checkpoint.read(file);
    assertEquals(1f, checkpoint.tensors().get("w").floats()[0]);
    assertEquals(Map.of("fft", "a tensor of torch.ComplexFloatStorage"), checkpoint.passedOver());
  }
}
