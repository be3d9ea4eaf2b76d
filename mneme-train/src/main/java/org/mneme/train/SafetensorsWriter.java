package org.mneme.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.mneme.files.WholeFile;

/** Writes float32 tensors as a safetensors file (format 0.8), whole or not at all. */
@SuppressWarnings("try") // a scope acts by being there
final class SafetensorsWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SafetensorsWriter() {}

  /**
   * @param tensors by name; one at a time is brought into C order on the CPU
   */
  static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = header(tensors, metadata);
    try (WholeFile whole = WholeFile.begin(file)) {
      WritableByteChannel out = Channels.newChannel(whole.stream());
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      out.write(length.putLong(header.length).flip());
      out.write(ByteBuffer.wrap(header));
      for (Tensor tensor : tensors.values()) {
        try (PointerScope scope = new PointerScope()) {
          out.write(Native.bytes(Native.plain(tensor)));
        }
      }
      whole.finish();
    }
  }

  private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    ObjectNode header = JSON.createObjectNode();
    header.set("__metadata__", JSON.valueToTree(metadata));
    long at = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      ObjectNode tensor = header.putObject(entry.getKey()).put("dtype", "F32");
      tensor.set("shape", JSON.valueToTree(Native.shape(entry.getValue()).dims()));
      long end = at + 4 * entry.getValue().numel();
      tensor.putArray("data_offsets").add(at).add(end);
      at = end;
    }
    return JSON.writeValueAsBytes(header);
  }
}
