package org.mneme.golden;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Models whose weights lie in a file of their own, as {@code onnx.save(save_as_external_data=True)}
 * and PyTorch's exporter write them.
 */
public final class ExternalWeights {
  private ExternalWeights() {}

  /** Writes the same model to {@code to}, with its weights in {@code TO.data} beside it. */
  public static Path split(Path model, Path to) throws IOException {
    ModelProto whole = OnnxProtos.read(model);
    String name = to.getFileName() + ".data";
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    GraphProto.Builder graph = whole.getGraph().toBuilder().clearInitializer();
    for (TensorProto tensor : whole.getGraph().getInitializerList()) {
      byte[] bytes = tensor.getRawData().toByteArray();
      graph.addInitializer(
          tensor.toBuilder()
              .clearRawData()
              .setDataLocation(TensorProto.DataLocation.EXTERNAL)
              .addExternalData(entry("location", name))
              .addExternalData(entry("offset", String.valueOf(data.size())))
              .addExternalData(entry("length", String.valueOf(bytes.length))));
      data.write(bytes);
    }
    Files.write(dataOf(to), data.toByteArray());
    Files.write(to, whole.toBuilder().setGraph(graph).build().toByteArray());
    return to;
  }

  /** Where the weights of such a model are. */
  public static Path dataOf(Path model) {
    return model.resolveSibling(model.getFileName() + ".data");
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
