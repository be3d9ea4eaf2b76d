package org.mneme.track;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mneme.files.WholeFile;

/** {@code run.json}. */
final class RunJson {
  static final String FILE = "run.json";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .build();

  private RunJson() {}

  static Path in(Path folder) {
    return folder.resolve(FILE);
  }

  static void write(RunSummary run, Path folder) throws IOException {
    NewRun about = run.about();
    ObjectNode root = JSON.createObjectNode();
    root.put("id", run.id()).put("name", about.name()).put("kind", Names.label(about.kind()));
    root.put("parent", about.parent());
    root.put("status", run.status().label()).put("reason", run.reason());
    root.put("started", run.started().toString());
    root.put("ended", run.ended() == null ? null : run.ended().toString());
    root.put("command", about.command());
    root.put("seed", about.seed()).put("data", about.dataHash());
    root.put("split", about.splitHash()).put("identity", about.identity());
    root.set("settings", JSON.valueToTree(about.settings()));
    root.put("rows", run.rows());
    root.set("metrics", JSON.valueToTree(run.metrics()));
    root.set("lowest", JSON.valueToTree(run.lowest()));
    root.set("highest", JSON.valueToTree(run.highest()));
    root.set("environment", JSON.valueToTree(run.environment()));
    WholeFile.writeText(in(folder), out -> out.write(JSON.writeValueAsString(root) + "\n"));
  }

  static RunSummary read(Path folder) throws IOException {
    Path file = in(folder);
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      String status = required(root, "status").toUpperCase(Locale.ROOT);
      String kind = root.path("kind").asText("run").toUpperCase(Locale.ROOT);
      String ended = text(root, "ended");
      return new RunSummary(
          String.valueOf(folder.getFileName()),
          new NewRun(
              root.path("name").asText(),
              NewRun.Kind.valueOf(kind),
              text(root, "parent"),
              root.path("command").asText(),
              settings(root.path("settings")),
              root.path("seed").longValue(),
              text(root, "data"),
              text(root, "split"),
              text(root, "identity")),
          RunStatus.valueOf(status),
          text(root, "reason"),
          Instant.parse(required(root, "started")),
          ended == null ? null : Instant.parse(ended),
          root.path("rows").longValue(),
          numbers(root.path("metrics")),
          numbers(root.path("lowest")),
          numbers(root.path("highest")),
          texts(root.path("environment")));
    } catch (JacksonException | DateTimeParseException | IllegalArgumentException e) {
      throw new IOException(
          "%s: cannot be read as a run: %s. Mend it, or delete its folder"
              .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private static String required(JsonNode root, String name) {
    String text = text(root, name);
    if (text == null) {
      throw new IllegalArgumentException("'%s' is missing".formatted(name));
    }
    return text;
  }

  private static @Nullable String text(JsonNode root, String name) {
    JsonNode value = root.path(name);
    return value.isNull() || value.isMissingNode() ? null : value.asText();
  }

  private static Map<String, Object> settings(JsonNode node) {
    return node.isObject()
        ? JSON.convertValue(node, new TypeReference<LinkedHashMap<String, Object>>() {})
        : Map.of();
  }

  private static Map<String, Double> numbers(JsonNode node) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      numbers.put(field.getKey(), MetricLog.number(field.getValue()));
    }
    return numbers;
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    node.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }
}
