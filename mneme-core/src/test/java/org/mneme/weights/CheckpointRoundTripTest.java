package org.mneme.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.mneme.network.Shape;

/** What a writer puts into a file is what the reader finds, whatever the layout. */
class CheckpointRoundTripTest {
  private static final Map<DType, String> STORAGES =
      Map.of(
          DType.FLOAT64, "Double",
          DType.FLOAT32, "Float",
          DType.FLOAT16, "Half",
          DType.BFLOAT16, "BFloat16",
          DType.INT64, "Long",
          DType.INT32, "Int",
          DType.INT16, "Short",
          DType.INT8, "Char",
          DType.UINT8, "Byte",
          DType.BOOL, "Bool");

  private static final Map<DType, String> SAFETENSORS =
      Map.of(
          DType.FLOAT64, "F64",
          DType.FLOAT32, "F32",
          DType.FLOAT16, "F16",
          DType.BFLOAT16, "BF16",
          DType.INT64, "I64",
          DType.INT32, "I32",
          DType.INT16, "I16",
          DType.INT8, "I8",
          DType.UINT8, "U8",
          DType.BOOL, "BOOL");

  /** A view of a storage of its own; strides and offset in values. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record View(DType type, int[] dims, long[] strides, long offset, byte[] storage) {

    /** The values in C order, each found by its index. */
    byte[] values() {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int count = (int) Shape.of(dims).size();
      for (int n = 0; n < count; n++) {
        long at = offset;
        int rest = n;
        for (int d = dims.length - 1; d >= 0; d--) {
          at += rest % dims[d] * strides[d];
          rest /= dims[d];
        }
        out.write(storage, (int) at * type.bytes(), type.bytes());
      }
      return out.toByteArray();
    }

    int count() {
      return storage.length / type.bytes();
    }
  }

  @Provide
  Arbitrary<View> views() {
    Arbitrary<int[]> dims = Arbitraries.integers().between(0, 4).array(int[].class).ofMaxSize(4);
    return Combinators.combine(
            Arbitraries.of(DType.class),
            dims,
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(0, 5),
            Arbitraries.longs())
        .as(CheckpointRoundTripTest::view);
  }

  /** Strides of some order of the dimensions, times {@code step}. */
  private static View view(DType type, int[] dims, int step, int offset, long seed) {
    Random random = new Random(seed);
    List<Integer> order = new ArrayList<>();
    for (int d = 0; d < dims.length; d++) {
      order.add(d);
    }
    Collections.shuffle(order, random);
    long[] strides = new long[dims.length];
    long stride = step;
    for (int d : order) {
      strides[d] = stride;
      stride *= Math.max(1, dims[d]);
    }
    byte[] storage = new byte[(int) (offset + stride) * type.bytes()];
    random.nextBytes(storage);
    return new View(type, dims, strides, offset, storage);
  }

  @Property(tries = 300)
  void pytorchZip(@ForAll @Size(max = 5) List<@From("views") View> views, @ForAll boolean deflated)
      throws IOException {
    assertReads("PyTorch (zip)", TorchFiles.zip(pickle(views), storages(views), deflated), views);
  }

  @Property(tries = 300)
  void pytorchLegacy(@ForAll @Size(max = 5) List<@From("views") View> views) throws IOException {
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (int i = 0; i < views.size(); i++) {
      widths.put("s" + i, views.get(i).type.bytes());
    }
    assertReads(
        "PyTorch (legacy)", TorchFiles.legacy(pickle(views), storages(views), widths), views);
  }

  @Property(tries = 300)
  void safetensors(@ForAll @Size(max = 5) List<@From("views") View> views) throws IOException {
    StringBuilder header = new StringBuilder("{");
    ByteArrayOutputStream values = new ByteArrayOutputStream();
    for (int i = 0; i < views.size(); i++) {
      View view = views.get(i);
      int begin = values.size();
      values.writeBytes(view.values());
      header.append(
          "%s\"t%d.weight\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
              .formatted(
                  i == 0 ? "" : ",",
                  i,
                  SAFETENSORS.get(view.type),
                  Shape.of(view.dims),
                  begin,
                  values.size()));
    }
    assertReads(
        "safetensors",
        TorchFiles.safetensors(header.append("}").toString(), values.toByteArray()),
        views);
  }

  private static byte[] pickle(List<View> views) {
    PickleWriter pickle = new PickleWriter().ops("}(");
    for (int i = 0; i < views.size(); i++) {
      View view = views.get(i);
      long[] size = Shape.of(view.dims).dims().stream().mapToLong(d -> d).toArray();
      pickle
          .text("t" + i)
          .ops("}")
          .text("weight")
          .tensor(
              String.valueOf(STORAGES.get(view.type)),
              "s" + i,
              view.count(),
              view.offset,
              size,
              view.strides)
          .ops("s");
    }
    return pickle.ops("u").stop();
  }

  private static Map<String, byte[]> storages(List<View> views) {
    Map<String, byte[]> storages = new LinkedHashMap<>();
    for (int i = 0; i < views.size(); i++) {
      storages.put("s" + i, views.get(i).storage);
    }
    return storages;
  }

  private static void assertReads(String format, byte[] file, List<View> views) throws IOException {
    Path path = Files.createTempFile("weights", ".bin");
    try {
      Files.write(path, file);
      Checkpoint checkpoint = Checkpoint.read(path);
      assertEquals(format, checkpoint.format());
      assertEquals(views.size(), checkpoint.tensors().size());
      int i = 0;
      for (Map.Entry<String, Tensor> entry : checkpoint.tensors().entrySet()) {
        assertEquals("t" + i + ".weight", entry.getKey());
        Tensor tensor = entry.getValue();
        assertEquals(views.get(i).type, tensor.type());
        assertEquals(Shape.of(views.get(i).dims), tensor.shape());
        byte[] read = new byte[tensor.bytes().remaining()];
        tensor.bytes().get(read);
        assertArrayEquals(views.get(i).values(), read);
        i++;
      }
    } finally {
      Files.delete(path);
    }
  }
}
