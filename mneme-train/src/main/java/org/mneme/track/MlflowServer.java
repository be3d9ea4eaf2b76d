package org.mneme.track;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mlflow.api.proto.Service;
import org.mlflow.tracking.MlflowClient;

/**
 * Sends runs to one MLflow server, by MLflow's Java client 2.17 and, for files, which that client
 * leaves to a Python program, by the server's own address for them. Sending the same again changes
 * nothing there. Not for several threads.
 */
final class MlflowServer implements AutoCloseable {
  private static final String EXPERIMENT = "mneme";
  private static final String OWN_ID = "mneme.run";
  private static final int MOST_PARAMS = 100;
  private static final int MOST_METRICS = 1000;

  /** Servers of before 2.8 take no longer values. */
  private static final int LONGEST_PARAM = 500;

  private static final int MILLIS = 1000;
  private static final int REFUSED = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI server;
  private final MlflowClient client;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private @Nullable String experiment;

  MlflowServer(URI server) {
    this.server = server;
    this.client = new MlflowClient(server.toString());
  }

  /**
   * Sends what has not arrived yet, and records what has.
   *
   * @return whether anything was sent
   * @throws RuntimeException if the server cannot be reached or refuses
   * @throws IOException if a file cannot be read, or a file is refused
   */
  boolean send(Path folder, RunSummary run, MlflowState before, Optional<String> parent)
      throws IOException {
    MlflowState state = before;
    if (state.runId() == null || !run.started().equals(state.started())) {
      if (state.runId() != null) {
        // Begun anew here: what the first attempt measured must not mix with the second's.
        client.setTerminated(state.runId(), Service.RunStatus.KILLED, run.started().toEpochMilli());
      }
      state = state.begun(begun(run, parent), run.started());
      sendSettings(String.valueOf(state.runId()), run);
      state.write(folder);
    }
    String id = String.valueOf(state.runId());
    List<MetricRow> rows = MetricLog.read(folder);
    // A run that went on from a checkpoint measures some steps again, to the same values.
    if (rows.size() > state.rows()) {
      sendRows(id, rows.subList((int) state.rows(), rows.size()));
      state = state.withRows(rows.size());
      state.write(folder);
    }
    if (run.status().isOver()) {
      sendEnd(id, folder, run, rows);
      state = state.withEnd(run.ended());
      state.write(folder);
    }
    return !state.equals(before);
  }

  private String begun(RunSummary run, Optional<String> parent) {
    long started = run.started().toEpochMilli();
    // One that was killed after beginning the run there, and before noting it, has left it. By its
    // time too: others may send runs of the same id.
    String filter =
        "tags.`%s` = '%s' and attributes.start_time = %d".formatted(OWN_ID, run.id(), started);
    List<Service.Run> there =
        client
            .searchRuns(List.of(experiment()), filter, Service.ViewType.ACTIVE_ONLY, 1)
            .getItems();
    if (!there.isEmpty()) {
      return there.get(0).getInfo().getRunId();
    }
    Service.CreateRun.Builder wanted =
        Service.CreateRun.newBuilder().setExperimentId(experiment()).setStartTime(started);
    wanted.addTags(tag("mlflow.runName", run.about().name()));
    wanted.addTags(tag(OWN_ID, run.id()));
    wanted.addTags(tag("mlflow.source.name", run.about().command()));
    parent.ifPresent(id -> wanted.addTags(tag("mlflow.parentRunId", id)));
    return client.createRun(wanted.build()).getRunId();
  }

  private String experiment() {
    if (experiment == null) {
      experiment =
          client
              .getExperimentByName(EXPERIMENT)
              .map(Service.Experiment::getExperimentId)
              .orElseGet(() -> client.createExperiment(EXPERIMENT));
    }
    return experiment;
  }

  private void sendSettings(String id, RunSummary run) {
    List<Service.Param> params = new ArrayList<>();
    run.about()
        .settings()
        .forEach(
            (name, value) -> {
              String text = String.valueOf(value);
              params.add(
                  Service.Param.newBuilder()
                      .setKey(name)
                      .setValue(text.substring(0, Math.min(LONGEST_PARAM, text.length())))
                      .build());
            });
    for (int i = 0; i < params.size(); i += MOST_PARAMS) {
      List<Service.Param> some = params.subList(i, Math.min(i + MOST_PARAMS, params.size()));
      client.logBatch(id, List.of(), some, List.of());
    }
    List<Service.RunTag> tags = new ArrayList<>();
    run.environment().forEach((name, value) -> tags.add(tag("mneme." + name, value)));
    if (run.about().dataHash() != null) {
      tags.add(tag("mneme.data", run.about().dataHash()));
    }
    if (run.about().splitHash() != null) {
      tags.add(tag("mneme.split", run.about().splitHash()));
    }
    tags.add(tag("mneme.seed", String.valueOf(run.about().seed())));
    client.logBatch(id, List.of(), List.of(), tags);
  }

  private void sendRows(String id, List<MetricRow> rows) {
    List<Service.Metric> metrics = new ArrayList<>();
    for (MetricRow row : rows) {
      row.metrics()
          .forEach(
              (name, value) ->
                  metrics.add(metric(name, value, row.step(), (long) (row.time() * MILLIS))));
    }
    for (int i = 0; i < metrics.size(); i += MOST_METRICS) {
      List<Service.Metric> some = metrics.subList(i, Math.min(i + MOST_METRICS, metrics.size()));
      client.logBatch(id, some, List.of(), List.of());
    }
  }

  private void sendEnd(String id, Path folder, RunSummary run, List<MetricRow> rows)
      throws IOException {
    long ended = run.ended() == null ? run.started().toEpochMilli() : run.ended().toEpochMilli();
    Map<String, Double> ofSteps = rows.isEmpty() ? Map.of() : Measured.of(rows).into(run).metrics();
    long last = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).step();
    List<Service.Metric> ofTheRun =
        run.metrics().entrySet().stream()
            .filter(metric -> !metric.getValue().equals(ofSteps.get(metric.getKey())))
            .map(metric -> metric(metric.getKey(), metric.getValue(), last, ended))
            .toList();
    List<Service.RunTag> tags = new ArrayList<>(List.of(tag("mneme.status", run.status().label())));
    if (run.reason() != null) {
      tags.add(tag("mneme.reason", run.reason()));
    }
    client.logBatch(id, ofTheRun, List.of(), tags);
    sendFiles(id, folder);
    client.setTerminated(
        id,
        run.status() == RunStatus.FAILED ? Service.RunStatus.FAILED : Service.RunStatus.FINISHED,
        ended);
  }

  /** All but checkpoints and what is being written. */
  private void sendFiles(String id, Path folder) throws IOException {
    URI place = URI.create(client.getRun(id).getInfo().getArtifactUri());
    if (!"mlflow-artifacts".equals(place.getScheme())) {
      throw new IOException(
          "%s keeps files at %s, which it does not take itself; start it with --artifacts-destination"
              .formatted(server, place));
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files =
          walk.filter(Files::isRegularFile)
              .filter(file -> isArtefact(folder.relativize(file)))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      String name =
          Stream.of(folder.relativize(file).toString().split("[/\\\\]"))
              .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
              .map(part -> part.replace("+", "%20"))
              .collect(Collectors.joining("/"));
      put("api/2.0/mlflow-artifacts/artifacts" + place.getPath() + "/" + name, file);
    }
  }

  private static boolean isArtefact(Path file) {
    String first = file.getName(0).toString();
    return !first.equals("checkpoints")
        && !first.startsWith(".")
        && !List.of("open.json", "mlflow.json").contains(first);
  }

  private void put(String path, Path file) throws IOException {
    String base = server.toString().replaceFirst("/+$", "") + "/";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .PUT(HttpRequest.BodyPublishers.ofFile(file));
    authorization().ifPresent(value -> request.header("Authorization", value));
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= REFUSED) {
        throw new IOException(
            "%s: was refused by %s with status %d".formatted(file, server, response.statusCode()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while sending " + file, e);
    }
  }

  /** The authorization that the environment gives, as MLflow's own client takes it. */
  private static Optional<String> authorization() {
    String token = System.getenv("MLFLOW_TRACKING_TOKEN");
    String user = System.getenv("MLFLOW_TRACKING_USERNAME");
    if (token != null) {
      return Optional.of("Bearer " + token);
    }
    if (user == null) {
      return Optional.empty();
    }
    String both = user + ":" + System.getenv().getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    return Optional.of(
        "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
  }

  private static Service.Metric metric(String name, double value, long step, long millis) {
    return Service.Metric.newBuilder()
        .setKey(name)
        .setValue(value)
        .setStep(step)
        .setTimestamp(millis)
        .build();
  }

  private static Service.RunTag tag(String name, String value) {
    return Service.RunTag.newBuilder().setKey(name).setValue(value).build();
  }

  @Override
  public void close() {
    client.close();
  }
}
