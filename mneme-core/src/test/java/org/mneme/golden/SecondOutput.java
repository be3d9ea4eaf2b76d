package org.mneme.golden;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Path;

/** Models that also give out what one of their inner nodes computes. */
public final class SecondOutput {
  private SecondOutput() {}

  /**
   * Writes a copy of a model that has this node as a second output.
   *
   * @param node whose output has the shape of the model's own
   */
  public static Path of(Path model, String node, Path out) throws IOException {
    ModelProto one = OnnxProtos.read(model);
    ModelProto two =
        one.toBuilder()
            .setGraph(
                one.getGraph().toBuilder()
                    .addOutput(one.getGraph().getOutput(0).toBuilder().setName(node)))
            .build();
    OnnxProtos.write(two, out);
    return out;
  }
}
