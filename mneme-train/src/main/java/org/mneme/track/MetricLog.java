package org.mneme.track;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mneme.files.WholeFile;

/** {@code metrics.jsonl}: one line a step. A killed process may leave half a line at the end. */
final class MetricLog {
  private static final String STEP = "step";
  private static final String EPOCH = "epoch";
  private static final String TIME = "time";
  static final Set<String> RESERVED = Set.of(STEP, EPOCH, TIME);
  private static final JsonMapper JSON = new JsonMapper();

  private MetricLog() {}

  static Path in(Path folder) {
    return folder.resolve("metrics.jsonl");
  }

  static String line(MetricRow row) {
    ObjectNode line = JSON.createObjectNode();
    line.put(STEP, row.step()).put(EPOCH, row.epoch()).put(TIME, row.time());
    row.metrics().forEach(line::put);
    return line + "\n";
  }

  /** Other lines in place of those there are. */
  static void replace(Path folder, List<MetricRow> rows) throws IOException {
    WholeFile.writeText(
        in(folder),
        out -> {
          for (MetricRow row : rows) {
            out.write(line(row));
          }
        });
  }

  /** All whole lines; none if there is no file. */
  static List<MetricRow> read(Path folder) throws IOException {
    List<MetricRow> rows = new ArrayList<>();
    Path file = in(folder);
    if (!Files.exists(file)) {
      return rows;
    }
    // Bytes: half a line may end within a character.
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    int whole = text.lastIndexOf('\n') + 1;
    try (BufferedReader reader = new BufferedReader(new StringReader(text.substring(0, whole)))) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        rows.add(row(file, number, line));
      }
    }
    return rows;
  }

  private static MetricRow row(Path file, int number, String line) throws IOException {
    try {
      JsonNode node = JSON.readTree(line);
      Map<String, Double> metrics = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        if (!RESERVED.contains(field.getKey())) {
          metrics.put(field.getKey(), number(field.getValue()));
        }
      }
      return new MetricRow(
          node.path(STEP).longValue(),
          node.path(EPOCH).doubleValue(),
          node.path(TIME).doubleValue(),
          metrics);
    } catch (JacksonException | NumberFormatException e) {
      throw new IOException(
          "%s:%d: is not a line of metrics: %s. Delete the line".formatted(file, number, line), e);
    }
  }

  /** What is no number in JSON, NaN and the infinities, is written as text. */
  static double number(JsonNode value) {
    return value.isNumber() ? value.doubleValue() : Double.parseDouble(value.asText());
  }

  /** Cuts off what a kill left of a line, so that the next one begins a line of its own. */
  static void mend(Path folder) throws IOException {
    Path file = in(folder);
    if (!Files.exists(file)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      long size = channel.size();
      long whole = size;
      while (whole > 0) {
        channel.read(one.clear(), whole - 1);
        if (one.get(0) == '\n') {
          break;
        }
        whole--;
      }
      if (whole < size) {
        channel.truncate(whole);
      }
    }
  }
}
