package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mneme.files.FileKind;
import org.mneme.files.WholeFile;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/** Reads and writes ONNX files without loading their weights into the heap. */
public final class OnnxFile {
  private static final int BUFFER_BYTES = 1 << 20;

  /** Files that are a damaged ONNX file, or hold weights that can be made into one. */
  private static final Set<FileKind> CONVERTED =
      Set.of(FileKind.ONNX, FileKind.PYTORCH, FileKind.PICKLE, FileKind.SAFETENSORS);

  private OnnxFile() {}

  /**
   * {@return what the file says about itself, read without touching the weights; empty when it
   * carries no card of Mneme's}
   *
   * @param file an ONNX file
   * @throws ModelException if it is no ONNX file or its card cannot be understood
   */
  public static Optional<ModelCard> card(Path file) throws IOException {
    return CardMetadata.card(metadata(file), file);
  }

  /**
   * {@return the metadata entries of any ONNX file, read without touching the weights}
   *
   * @param file an ONNX file
   * @throws IOException if it is no ONNX file, or cannot be read
   */
  public static Map<String, String> metadata(Path file) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    boolean graph = false;
    try (InputStream stream = Files.newInputStream(file)) {
      CodedInputStream in = CodedInputStream.newInstance(stream);
      in.setSizeLimit(Integer.MAX_VALUE);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == ModelProto.METADATA_PROPS_FIELD_NUMBER) {
          StringStringEntryProto.Builder entry = StringStringEntryProto.newBuilder();
          in.readMessage(entry, ExtensionRegistryLite.getEmptyRegistry());
          entries.put(entry.getKey(), entry.getValue());
        } else {
          graph |= WireFormat.getTagFieldNumber(tag) == ModelProto.GRAPH_FIELD_NUMBER;
          if (!in.skipField(tag)) {
            throw notOnnx(file, null);
          }
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw notOnnx(file, e);
    }
    if (!graph) {
      throw notOnnx(file, null);
    }
    return entries;
  }

  /**
   * {@return the whole model, with the weights that it keeps in files beside it} Tensor data stays
   * in the mapped files and must not outlive a change of them.
   *
   * @param file an ONNX file
   * @throws ModelException if it is no ONNX file, is 2 GiB or larger, or a file that it needs is
   *     missing
   */
  public static OnnxModel read(Path file) throws IOException {
    return new OnnxModel(ExternalData.inlined(readAlone(file), file));
  }

  /**
   * The names of the files beside this one in which it keeps weights, relative to its folder; empty
   * for a model that stands alone.
   */
  static Set<String> externalFiles(Path file) throws IOException {
    return ExternalData.locations(readAlone(file));
  }

  /**
   * Says that weights are missing.
   *
   * @param file an ONNX file
   * @throws ModelException if a file beside this one is not there in which it keeps weights
   */
  public static void requireExternalFiles(Path file) throws IOException {
    for (String location : externalFiles(file)) {
      ExternalData.file(file, location);
    }
  }

  private static ModelProto readAlone(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new ModelException(
            "%s: %d bytes; ONNX files of 2 GiB and more are not supported"
                .formatted(file, channel.size()));
      }
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      // Only a byte string's own stream takes views; one over the buffer copies every tensor.
      CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      in.enableAliasing(true);
      ModelProto model = ModelProto.parseFrom(in);
      if (!model.hasGraph()) {
        throw notOnnx(file, null);
      }
      requireSoundTensors(file, model);
      return model;
    } catch (InvalidProtocolBufferException e) {
      throw notOnnx(file, e);
    }
  }

  /** Refuses tensors whose shapes and bytes contradict each other. */
  private static void requireSoundTensors(Path file, ModelProto model) throws ModelException {
    try {
      OnnxModel.floatTensors(model);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelException(
          "%s: a tensor does not fit its shape (%s); get an undamaged copy"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /**
   * {@return the name of the one input of images}
   *
   * @param inputs all that the graph is given
   * @param what names the graph in errors
   * @throws ModelException if there are several, or none
   */
  public static String onlyInput(Collection<String> inputs, String what) throws ModelException {
    if (inputs.size() != 1) {
      throw new ModelException(
          "%s: has %d inputs%s; a model of images has one"
              .formatted(
                  what, inputs.size(), inputs.isEmpty() ? "" : ": " + String.join(", ", inputs)));
    }
    return inputs.iterator().next();
  }

  /**
   * Writes the file whole or not at all.
   *
   * @param model whose weights may be views of other files, but not of this one
   * @param file is replaced if it is there
   * @throws ModelException if its folder does not exist, or it would be 2 GiB or larger
   */
  public static void write(OnnxModel model, Path file) throws IOException {
    long bytes =
        model.proto().getGraph().getInitializerList().stream()
            .mapToLong(TensorProto::getSerializedSize)
            .sum();
    if (bytes > Integer.MAX_VALUE) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s: would have %,d bytes of weights; ONNX files end at 2 GiB",
              file,
              bytes));
    }
    folderFor(file);
    WholeFile.write(
        file,
        stream -> {
          CodedOutputStream out = CodedOutputStream.newInstance(stream, BUFFER_BYTES);
          model.proto().writeTo(out);
          out.flush();
        });
  }

  /**
   * {@return the folder in which a file is to be written}
   *
   * @param file need not exist
   * @throws ModelException if it does not exist
   */
  public static Path folderFor(Path file) throws ModelException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new ModelException(
          "%s: the folder %s does not exist. Make it first.".formatted(file, folder));
    }
    return folder;
  }

  private static ModelException notOnnx(Path file, @Nullable Exception cause) throws IOException {
    Optional<FileKind> other = FileKind.of(file).filter(kind -> !CONVERTED.contains(kind));
    String found =
        other.isPresent()
            ? "%s: %s".formatted(file, other.get().insteadOf("an ONNX model"))
            : file + ": not an ONNX model";
    Remedy[] remedies =
        other.isPresent()
            ? new Remedy[0]
            : new Remedy[] {
              Remedy.of(Action.IMPORT_WEIGHTS, "Convert a PyTorch or safetensors file to one", file)
            };
    return cause == null
        ? new ModelException(found, remedies)
        : new ModelException(found, cause, remedies);
  }
}
