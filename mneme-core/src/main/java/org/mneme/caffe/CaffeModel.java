package org.mneme.caffe;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mneme.files.FileKind;
import org.mneme.weights.Checkpoint;
import org.mneme.weights.MappedFile;
import org.mneme.weights.MemoryBudget;
import org.mneme.weights.Quote;
import org.mneme.weights.Tensor;
import org.mneme.weights.WeightsException;

/**
 * Reads {@code .caffemodel} files: protobuf messages that hold each layer's blobs. Field numbers
 * are those of Caffe 1.0's {@code caffe.proto}.
 */
public final class CaffeModel {
  private static final int NET_NAME = 1;
  private static final int NET_LAYERS_V1 = 2;
  private static final int NET_LAYER = 100;

  /** Field numbers of a layer's message; V1 has others than V2. */
  private record LayerFields(int name, int type, int blobs, int v0) {
    static final LayerFields V1 = new LayerFields(4, 5, 6, 1);
    static final LayerFields V2 = new LayerFields(1, 2, 7, -1);
  }

  private final ByteBuffer bytes;
  private final CodedInputStream in;
  private final MemoryBudget budget;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private int layers;
  private boolean v1;

  private CaffeModel(ByteBuffer bytes, MemoryBudget budget) {
    this.bytes = bytes;
    this.budget = budget;
    // Only a byte string's own stream reads a mapped buffer without copying it.
    this.in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
  }

  /**
   * {@return the blobs of every layer, named {@code LAYER.0}, {@code LAYER.1} ..., and as metadata
   * the network's name and each layer's type}
   *
   * <p>The file is mapped into memory and tensors are views of it; it must not change while they
   * are in use.
   *
   * @param file a {@code .caffemodel} with layers of form V1 or V2; V0 is refused
   * @throws WeightsException if it is something else, or damaged; the message is one line that
   *     begins with the file
   */
  public static Checkpoint read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new WeightsException(file + ": is not a file that holds weights");
    }
    try (MappedFile mapped = new MappedFile(file)) {
      ByteBuffer bytes = mapped.slice("the model", 0, mapped.size());
      Optional<FileKind> other = FileKind.of(bytes);
      if (other.isPresent()) {
        throw new WeightsException(
            other.get().insteadOf("a .caffemodel")
                + (other.get() == FileKind.HDF5
                    ? ", in Python: caffe.Net('net.prototxt', 'X.caffemodel.h5', caffe.TEST).save('X.caffemodel')"
                    : ""));
      }
      CaffeModel model = new CaffeModel(bytes, new MemoryBudget(mapped.size()));
      model.read();
      return new Checkpoint(
          file,
          "Caffe model (%s)".formatted(model.v1 ? "V1" : "V2"),
          model.tensors,
          model.metadata);
    } catch (InvalidProtocolBufferException e) {
      throw new WeightsException(
          "%s: is no Caffe model, or is cut off or damaged (%s)"
              .formatted(file, Quote.plain(String.valueOf(e.getMessage()))),
          e);
    } catch (WeightsException e) {
      throw new WeightsException(file + ": " + e.getMessage(), e);
    }
  }

  /** The name of a layer's blob among the tensors. */
  static String tensorName(String layer, int blob) {
    return layer + "." + blob;
  }

  private void read() throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      boolean message = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      if (field == NET_NAME && message) {
        metadata.put("network", text("the network's name"));
      } else if (field == NET_LAYER && message) {
        layer(LayerFields.V2);
      } else if (field == NET_LAYERS_V1 && message) {
        v1 = true;
        layer(LayerFields.V1);
      } else if (!in.skipField(tag)) {
        throw new WeightsException(
            "is no Caffe model: it holds the end of a group without its begin");
      }
    }
    if (layers == 0) {
      throw new WeightsException("holds no layers; needed is a .caffemodel");
    }
  }

  private void layer(LayerFields fields) throws IOException {
    budget.header(300);
    layers++;
    int outer = in.pushLimit(in.readRawVarint32());
    String name = "";
    String type = "";
    List<Tensor> blobs = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      int wire = WireFormat.getTagWireType(tag);
      if (wire == WireFormat.WIRETYPE_LENGTH_DELIMITED && field == fields.name) {
        name = text("a layer's name");
      } else if (field == fields.type && wire == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        type = text("a layer's type");
      } else if (field == fields.type && wire == WireFormat.WIRETYPE_VARINT) {
        type = LayerTypes.ofV1(String.valueOf(in.readEnum()));
      } else if (wire == WireFormat.WIRETYPE_LENGTH_DELIMITED && field == fields.blobs) {
        blobs.add(blob(name, blobs.size()));
      } else if (wire == WireFormat.WIRETYPE_LENGTH_DELIMITED && field == fields.v0) {
        throw new WeightsException(
            "is in Caffe's first form (V0), which is not read. Convert it with Caffe's"
                + " upgrade_net_proto_binary");
      } else if (!in.skipField(tag)) {
        throw new WeightsException("layer %s is damaged".formatted(Quote.of(name)));
      }
    }
    in.popLimit(outer);
    if (name.isEmpty() && !blobs.isEmpty()) {
      throw new WeightsException("a layer that holds weights has no name");
    }
    for (int i = 0; i < blobs.size(); i++) {
      if (tensors.put(tensorName(name, i), blobs.get(i)) != null) {
        throw new WeightsException("two layers are named " + Quote.of(name));
      }
    }
    metadata.put(name, type);
  }

  private Tensor blob(String layer, int index) throws IOException {
    budget.header(400);
    int outer = in.pushLimit(in.readRawVarint32());
    Tensor tensor =
        new BlobReader(bytes, in, budget)
            .read(() -> "blob %d of layer %s".formatted(index, Quote.of(layer)));
    in.popLimit(outer);
    return tensor;
  }

  private String text(String what) throws IOException {
    int length = in.readRawVarint32();
    if (length < 0 || length > 1024) {
      throw new WeightsException(
          "%s is %d bytes long; at most 1024 are read".formatted(what, length));
    }
    byte[] utf8 = in.readRawBytes(length);
    String text = new String(utf8, StandardCharsets.UTF_8);
    budget.header(text);
    return text;
  }
}
