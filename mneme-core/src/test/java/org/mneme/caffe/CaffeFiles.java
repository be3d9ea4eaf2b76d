package org.mneme.caffe;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.mneme.network.Shape;

/** Writes {@code .caffemodel} files for tests, without holding their values. */
public final class CaffeFiles {
  private CaffeFiles() {}

  /** How Caffe wrote files over the years, and how others may. */
  public record Form(boolean v1, boolean legacyShape, boolean wide, Pieces pieces) {
    public static final Form V2 = new Form(false, false, false, Pieces.ONE);
    public static final Form V1 = new Form(true, true, false, Pieces.ONE);
  }

  /** How a blob's values lie in the file; protobuf allows all of these. */
  public enum Pieces {
    /** In one packed run, as Caffe does. */
    ONE,
    /** In two packed runs. */
    TWO,
    /** Each with its own tag. */
    EACH
  }

  /** A blob whose values come as they are written, in C order. */
  public record Blob(Shape shape, DoubleSupplier values) {}

  /** Layers by name, with their blobs, as a network named "net". */
  public static Path write(Path file, Form form, Map<String, List<Blob>> layers)
      throws IOException {
    try (OutputStream stream = Files.newOutputStream(file)) {
      CodedOutputStream out = CodedOutputStream.newInstance(stream, 1 << 16);
      out.writeString(1, "net");
      for (Map.Entry<String, List<Blob>> layer : layers.entrySet()) {
        writeLayer(out, form, layer.getKey(), layer.getValue());
      }
      out.flush();
    }
    return file;
  }

  /** He-scaled random weights, biases near 0, for every layer of a network. */
  public static Map<String, List<Blob>> random(CaffeNetwork network, long seed) {
    Random random = new Random(seed);
    Map<String, List<Blob>> layers = new LinkedHashMap<>();
    network
        .network()
        .parameters()
        .forEach(
            (name, parameter) -> {
              Shape shape = parameter.shape();
              double scale = shape.rank() == 1 ? .01 : Math.sqrt(6. * shape.dim(0) / shape.size());
              layers
                  .computeIfAbsent(
                      name.substring(0, name.lastIndexOf('.')), layer -> new ArrayList<>())
                  .add(new Blob(shape, () -> scale * (2 * random.nextFloat() - 1)));
            });
    return layers;
  }

  /** The network's own definition of MemNet, at 227 pixels. */
  public static CaffeNetwork memNet() throws IOException {
    CaffeDefinition definition = CaffeDefinition.memNet();
    return definition.network(definition.input().orElseThrow(), Optional.empty());
  }

  private static void writeLayer(CodedOutputStream out, Form form, String name, List<Blob> blobs)
      throws IOException {
    int blobField = form.v1 ? 6 : 7;
    int size = CodedOutputStream.computeStringSize(form.v1 ? 4 : 1, name);
    for (Blob blob : blobs) {
      size += CodedOutputStream.computeTagSize(blobField) + lengthDelimited(blobSize(form, blob));
    }
    out.writeTag(form.v1 ? 2 : 100, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(size);
    out.writeString(form.v1 ? 4 : 1, name);
    for (Blob blob : blobs) {
      out.writeTag(blobField, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(blobSize(form, blob));
      writeBlob(out, form, blob);
    }
  }

  private static int lengthDelimited(int length) {
    return CodedOutputStream.computeUInt32SizeNoTag(length) + length;
  }

  private static int blobSize(Form form, Blob blob) throws IOException {
    int width = form.wide ? 8 : 4;
    int count = Math.toIntExact(blob.shape.size());
    int values =
        switch (form.pieces) {
          case ONE -> 1 + lengthDelimited(width * count);
          case TWO ->
              2
                  + lengthDelimited(width * (count / 2))
                  + lengthDelimited(width * (count - count / 2));
          case EACH -> (1 + width) * count;
        };
    return shape(form, blob.shape).length + values;
  }

  /** A blob's message without its length: also what a mean image's file is. */
  static void writeBlob(CodedOutputStream out, Form form, Blob blob) throws IOException {
    out.writeRawBytes(shape(form, blob.shape));
    int count = Math.toIntExact(blob.shape.size());
    int first = form.pieces == Pieces.TWO ? count / 2 : count;
    int field = form.wide ? 8 : 5;
    int width = form.wide ? 8 : 4;
    for (int i = 0; i < count; i++) {
      if (form.pieces == Pieces.EACH) {
        out.writeTag(field, form.wide ? WireFormat.WIRETYPE_FIXED64 : WireFormat.WIRETYPE_FIXED32);
      } else if (i == 0) {
        writePiece(out, field, width * first);
      }
      if (i == first) {
        writePiece(out, field, width * (count - first));
      }
      double value = blob.values.getAsDouble();
      if (form.wide) {
        out.writeDoubleNoTag(value);
      } else {
        out.writeFloatNoTag((float) value);
      }
    }
  }

  private static void writePiece(CodedOutputStream out, int field, int bytes) throws IOException {
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(bytes);
  }

  private static byte[] shape(Form form, Shape shape) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    if (form.legacyShape) {
      for (int i = 0; i < 4; i++) {
        int axis = shape.rank() - 4 + i;
        out.writeInt32(1 + i, axis < 0 ? 1 : shape.dim(axis));
      }
    } else {
      ByteArrayOutputStream dims = new ByteArrayOutputStream();
      CodedOutputStream packed = CodedOutputStream.newInstance(dims);
      for (int dim : shape.dims()) {
        packed.writeInt64NoTag(dim);
      }
      packed.flush();
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      CodedOutputStream inner = CodedOutputStream.newInstance(message);
      inner.writeByteArray(1, dims.toByteArray());
      inner.flush();
      out.writeByteArray(7, message.toByteArray());
    }
    out.flush();
    return bytes.toByteArray();
  }
}
