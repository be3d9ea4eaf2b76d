package org.mneme.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mneme.fuzz.FuzzTarget;

/** Sound weight files of every form, small and with everything in them. */
public final class WeightsSamples {
  private WeightsSamples() {}

  /** What is to be damaged, as a whole and in the pickle alone. */
  public static List<FuzzTarget> targets() {
    return List.of(
        of("zip.pt", zip(pickle(), false)),
        of("deflated.pt", zip(pickle(), true)),
        of("legacy.pt", legacy(pickle())),
        of("weights.safetensors", safetensors()),
        new FuzzTarget(
            "pickle in zip.pt",
            pickle(),
            p -> zip(p, false),
            WeightsException.class,
            WeightsSamples::read),
        new FuzzTarget(
            "pickle in legacy.pt",
            pickle(),
            WeightsSamples::legacy,
            WeightsException.class,
            WeightsSamples::read));
  }

  private static FuzzTarget of(String name, byte[] file) {
    return FuzzTarget.of(name, file, WeightsException.class, WeightsSamples::read);
  }

  private static void read(Path file) throws IOException {
    Checkpoint.read(file).tensors().values().forEach(Tensor::floats);
  }

  static byte[] pickle() {
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
        .text("args")
        .global("argparse", "Namespace")
        .ops(")\u0081}")
        .text("lr")
        .ops("Nsb")
        .text("best")
        .global("numpy.core.multiarray", "scalar")
        .global("numpy", "dtype")
        .text("f8")
        .op(0x89, 0x88, 0x87)
        .ops("R(K\u0003")
        .text("<")
        .ops("NNNK\u0000K\u0000K\u0000tb")
        .op('C', 2, 1, 2)
        .op(0x86)
        .ops("R")
        .text("loss")
        .global("collections", "defaultdict")
        .global("builtins", "list")
        .op(0x85)
        .ops("R")
        .text("train")
        .ops("]s")
        .text("tags")
        .op(0x8f)
        .ops("(")
        .text("x")
        .op(0x90)
        .text("hyper")
        .global("lightning", "AttributeDict")
        .ops(")}\u0092(")
        .text("a")
        .ops("K\u0001u")
        .text("keys")
        .ops("}K\u0001K\u0002\u0086Ns")
        .text("tensor")
        .global("torch._tensor", "_rebuild_from_type_v2")
        .ops("(")
        .global("torch._utils", "_rebuild_tensor_v2")
        .global("torch.nn.parameter", "Parameter")
        .ops("(")
        .storage("Float", "s", 10)
        .number(0)
        .tuple(4)
        .tuple(1)
        .op(0x89)
        .ops("}t}tR")
        .ops("u")
        .stop();
  }

  private static Map<String, byte[]> storages() {
    Map<String, byte[]> storages = new LinkedHashMap<>();
    storages.put("s", new byte[40]);
    storages.put("t", new byte[16]);
    return storages;
  }

  static byte[] zip(byte[] pickle, boolean deflated) {
    return TorchFiles.zip(pickle, storages(), deflated);
  }

  static byte[] legacy(byte[] pickle) {
    return TorchFiles.legacy(pickle, storages(), Map.of("s", 4, "t", 2));
  }

  static byte[] safetensors() {
    String header =
        """
        {"__metadata__":{"format":"pt"},
         "a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
         "b":{"dtype":"I64","shape":[4,1],"data_offsets":[24,56]},
         "c":{"dtype":"BF16","shape":[0],"data_offsets":[56,56]}}\
        """;
    return TorchFiles.safetensors(header, new byte[56]);
  }
}
