package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.RandomWeights;
import org.mneme.network.EfficientNetLite;
import org.mneme.network.Shape;
import org.mneme.weights.Tensor;

/** Weights beside other weights: {@code --state-dict} and {@code --ignore}. */
class ImportChoiceTest {
  @TempDir private Path folder;

  private Path out() {
    return folder.resolve("out.onnx");
  }

  private Cli imported(Path file, String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("models", "import", file.toString(), "--network", "efficientnet-lite2"));
    all.addAll(List.of("--force", "-o", out().toString()));
    all.addAll(List.of(more));
    return Cli.pipe(all.toArray(String[]::new));
  }

  @Test
  void theMessageNamesTheFlagAndTheFlagHelps() throws IOException {
    Map<String, Tensor> weights = RandomWeights.of(EfficientNetLite.lite2(), 1);
    Map<String, Tensor> all = new LinkedHashMap<>();
    weights.forEach((name, tensor) -> all.put("model." + name, tensor));
    weights.forEach((name, tensor) -> all.put("ema_model." + name, tensor));
    all.put("ema_model.total_ops", Tensor.of(Shape.of(1), 1));
    Path file = write(all);

    Cli both = imported(file);
    assertEquals(1, both.exit());
    assertTrue(
        both.err()
            .endsWith(
                "2 times: under 'ema_model' and 'model'. Choose one: --state-dict ema_model or --state-dict model\n"),
        both.err());

    Cli chosen = imported(file, "--state-dict", "ema_model");
    assertEquals(1, chosen.exit());
    String flag = "--ignore '(^|\\.)(total_ops)$'";
    assertTrue(chosen.err().endsWith("Leave it out: " + flag + "\n"), chosen.err());

    Cli ignored =
        imported(
            file, "--state-dict", "ema_model", "--ignore", flag.substring(10, flag.length() - 1));
    assertEquals(0, ignored.exit(), ignored.err());
    assertTrue(Files.exists(out()));
  }

  @Test
  void theFlagsAreForNoCaffeNetwork() {
    Cli cli =
        Cli.pipe("models", "import", "a.prototxt", "--weights", "b", "-o", "c", "--ignore", "x");
    assertEquals(2, cli.exit());
    assertTrue(cli.err().contains("--ignore: only for PyTorch and safetensors files"), cli.err());
  }

  /** A safetensors file. */
  private Path write(Map<String, Tensor> tensors) throws IOException {
    StringBuilder header = new StringBuilder("{");
    long at = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      long end = at + entry.getValue().bytes().remaining();
      header.append(header.length() == 1 ? "" : ",");
      header.append(
          "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
              .formatted(entry.getKey(), entry.getValue().shape().dims(), at, end));
      at = end;
    }
    byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream start = new ByteArrayOutputStream();
    start.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
    start.writeBytes(json);
    Path file = folder.resolve("two.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(start.toByteArray());
      for (Tensor tensor : tensors.values()) {
        Channels.newChannel(out).write(tensor.bytes());
      }
    }
    return file;
  }
}
