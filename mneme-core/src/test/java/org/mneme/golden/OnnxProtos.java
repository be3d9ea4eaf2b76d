package org.mneme.golden;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Model files as protobuf has them, for tests that change what Mneme itself never would. */
public final class OnnxProtos {
  private OnnxProtos() {}

  /** The whole file, in the heap. */
  public static ModelProto read(Path file) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(file));
  }

  /** Writes a file. */
  public static void write(ModelProto model, Path file) throws IOException {
    Files.write(file, model.toByteArray());
  }
}
