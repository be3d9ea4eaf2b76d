package org.mneme.track;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.files.WholeFile;

/**
 * {@code mlflow.json} in a run's folder: to which MLflow server it goes, and what has arrived
 * there. What has not is the queue; the run's own files hold it.
 *
 * @param runId there; null before it was begun there
 * @param started of the run that was begun there; the one here is another if it was begun anew
 * @param rows sent
 * @param ended of the run whose end was sent; one that went on after it ends at another time
 */
record MlflowState(
    URI server,
    @Nullable String runId,
    @Nullable Instant started,
    long rows,
    @Nullable Instant ended) {
  private static final String FILE = "mlflow.json";
  private static final String STARTED = "started";
  private static final String ENDED = "ended";
  private static final JsonMapper JSON = new JsonMapper();

  static MlflowState of(URI server) {
    return new MlflowState(server, null, null, 0, null);
  }

  /** A run there, of which nothing was sent yet. */
  MlflowState begun(String id, Instant start) {
    return new MlflowState(server, id, start, 0, null);
  }

  MlflowState withRows(long sent) {
    return new MlflowState(server, runId, started, sent, ended);
  }

  MlflowState withEnd(@Nullable Instant end) {
    return new MlflowState(server, runId, started, rows, end);
  }

  /** Whether all of a run has arrived. */
  boolean isDone(RunSummary run) {
    return run.status().isOver()
        && run.started().equals(started)
        && Objects.equals(run.ended(), ended);
  }

  static Optional<MlflowState> read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      return Optional.of(
          new MlflowState(
              URI.create(root.path("server").asText()),
              root.path("run_id").textValue(),
              instant(root.path(STARTED)),
              root.path("rows").longValue(),
              instant(root.path(ENDED))));
    } catch (JacksonException | IllegalArgumentException | DateTimeParseException e) {
      throw new IOException(
          "%s: does not say what MLflow has of this run; delete it to send the run no more"
              .formatted(file),
          e);
    }
  }

  private static @Nullable Instant instant(JsonNode time) {
    return time.isTextual() ? Instant.parse(time.textValue()) : null;
  }

  void write(Path folder) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("server", server.toString()).put("run_id", runId);
    root.put(STARTED, Objects.toString(started, null)).put("rows", rows);
    root.put(ENDED, Objects.toString(ended, null));
    WholeFile.writeText(folder.resolve(FILE), out -> out.write(root + "\n"));
  }
}
