package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Weights that an ONNX file keeps in other files, as ONNX calls external data: each such tensor
 * names a file beside the model, and the bytes in it that are its own.
 */
final class ExternalData {
  private ExternalData() {}

  /**
   * The names of these files, relative to the model's folder, in their order; empty for a model
   * that stands alone.
   */
  static Set<String> locations(ModelProto model) {
    Set<String> locations = new TreeSet<>();
    collect(model, locations);
    return locations;
  }

  private static void collect(Message message, Set<String> locations) {
    if (message instanceof TensorProto tensor) {
      if (isExternal(tensor)) {
        locations.add(entry(tensor, "location"));
      }
      return;
    }
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      if (field.getKey().isRepeated()) {
        ((List<?>) field.getValue()).forEach(each -> collect((Message) each, locations));
      } else {
        collect((Message) field.getValue(), locations);
      }
    }
  }

  /**
   * The file of this name.
   *
   * @throws ModelException if it is not there, or not below the model's folder
   */
  static Path file(Path model, String location) throws ModelException {
    Path folder = model.toAbsolutePath().normalize().getParent();
    Path file;
    try {
      file = folder == null ? Path.of(location) : folder.resolve(location).normalize();
    } catch (InvalidPathException e) {
      throw new ModelException(
          "%s: keeps weights in '%s', which cannot be the name of a file here"
              .formatted(model, location),
          e);
    }
    if (location.isEmpty() || folder == null || !file.startsWith(folder)) {
      throw new ModelException(
          "%s: keeps weights in '%s', which is not beside it".formatted(model, location));
    }
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          "%s: keeps weights in %s, which is missing. Put that file beside it"
              .formatted(model, file));
    }
    return file;
  }

  /** The same model with all its weights in it, as views of the mapped files. */
  static ModelProto inlined(ModelProto model, Path file) throws IOException {
    Set<String> locations = locations(model);
    if (locations.isEmpty()) {
      return model;
    }
    Map<String, ByteBuffer> mapped = new TreeMap<>();
    for (String location : locations) {
      Path data = file(file, location);
      try (FileChannel channel = FileChannel.open(data)) {
        if (channel.size() > Integer.MAX_VALUE) {
          throw new ModelException(
              "%s: %d bytes; weights of 2 GiB and more in one file are not supported"
                  .formatted(data, channel.size()));
        }
        mapped.put(location, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
      }
    }
    ModelProto.Builder whole = model.toBuilder();
    inline(whole, file, mapped);
    return whole.build();
  }

  private static void inline(Message.Builder message, Path file, Map<String, ByteBuffer> mapped)
      throws ModelException {
    if (message instanceof TensorProto.Builder tensor) {
      if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
        inline(tensor, file, mapped);
      }
      return;
    }
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
          inline(message.getRepeatedFieldBuilder(field, i), file, mapped);
        }
      } else if (message.hasField(field)) {
        inline(message.getFieldBuilder(field), file, mapped);
      }
    }
  }

  private static void inline(TensorProto.Builder tensor, Path file, Map<String, ByteBuffer> mapped)
      throws ModelException {
    TensorProto built = tensor.buildPartial();
    String location = entry(built, "location");
    ByteBuffer bytes = mapped.get(location);
    long from = number(built, "offset", 0, file);
    long length = number(built, "length", bytes.limit() - from, file);
    if (from < 0 || length < 0 || from > bytes.limit() - length) {
      throw new ModelException(
          "%s: the weights '%s' are bytes %d to %d of %s, which has only %d"
              .formatted(file, built.getName(), from, from + length, location, bytes.limit()));
    }
    tensor
        .clearExternalData()
        .clearDataLocation()
        .setRawData(
            UnsafeByteOperations.unsafeWrap(
                bytes.slice(Math.toIntExact(from), Math.toIntExact(length))));
  }

  private static long number(TensorProto tensor, String key, long otherwise, Path file)
      throws ModelException {
    String text = entry(tensor, key);
    try {
      return text.isEmpty() ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ModelException(
          "%s: the %s of the weights '%s' is '%s', not a number"
              .formatted(file, key, tensor.getName(), text),
          e);
    }
  }

  private static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }

  private static String entry(TensorProto tensor, String key) {
    return tensor.getExternalDataList().stream()
        .filter(entry -> entry.getKey().equals(key))
        .map(StringStringEntryProto::getValue)
        .findFirst()
        .orElse("");
  }
}
