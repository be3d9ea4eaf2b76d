package org.mneme.track;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.files.WholeFile;

/**
 * {@code mlflow.json} in a run's folder: to which MLflow server it goes, and what has arrived
 * there. What has not is the queue; the run's own files hold it.
 *
 * @param runId there; null before it was begun there
 * @param rows sent
 * @param ended whether all was sent after the run's end
 */
record MlflowState(URI server, @Nullable String runId, long rows, boolean ended) {
  private static final String FILE = "mlflow.json";
  private static final JsonMapper JSON = new JsonMapper();

  static MlflowState of(URI server) {
    return new MlflowState(server, null, 0, false);
  }

  static Optional<MlflowState> read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode root = JSON.readTree(Files.readAllBytes(file));
    return Optional.of(
        new MlflowState(
            URI.create(root.path("server").asText()),
            root.path("run_id").textValue(),
            root.path("rows").longValue(),
            root.path("ended").booleanValue()));
  }

  void write(Path folder) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("server", server.toString()).put("run_id", runId);
    root.put("rows", rows).put("ended", ended);
    WholeFile.writeText(folder.resolve(FILE), out -> out.write(root + "\n"));
  }
}
