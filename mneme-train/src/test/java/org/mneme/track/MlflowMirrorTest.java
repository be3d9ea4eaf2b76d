package org.mneme.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/** Runs are sent to a real MLflow server, and read back through its REST API. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "MLflow's server is begun as on Unix")
@SuppressWarnings("try") // a mirror acts by being there
class MlflowMirrorTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private int port;
  private RunStore store;

  @BeforeEach
  void openStore() throws IOException {
    port = MlflowProcess.freePort();
    store = RunStore.at(folder.resolve("runs")).mirroredTo(URI.create("http://127.0.0.1:" + port));
  }

  private void runSweep() throws IOException {
    try (Run sweep =
        store.create("hill", NewRun.of("hill", Map.of()).withKind(NewRun.Kind.SWEEP))) {
      Files.writeString(sweep.folder().resolve("sweep.yaml"), "method: grid\n");
      try (Run trial =
          store.create(
              "hill-0001",
              NewRun.of("hill 1", Map.of("lr", .25, "net", "resmem")).withParent("hill"))) {
        Files.writeString(trial.checkpoints().resolve("last.bin"), "not sent");
        Files.writeString(trial.folder().resolve("model.onnx"), "a model");
        for (int epoch = 1; epoch <= 3; epoch++) {
          trial.log(epoch, epoch, Map.of("val_spearman", epoch / 8.));
        }
        trial.finish(Map.of("test_spearman", .5));
      }
      try (Run trial =
          store.create("hill-0002", NewRun.of("hill 2", Map.of("lr", .5)).withParent("hill"))) {
        trial.log(1, 1, Map.of("train_loss", Double.NaN));
        trial.fail("out of memory");
      }
      sweep.finish(Map.of());
    }
  }

  /** The server's runs by the id that they have here. */
  private static Map<String, JsonNode> runs(MlflowProcess server) throws Exception {
    JsonNode experiment =
        JSON.readTree(server.get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=mneme"));
    String id = experiment.at("/experiment/experiment_id").textValue();
    JsonNode found =
        JSON.readTree(
            server.post(
                "/api/2.0/mlflow/runs/search", "{\"experiment_ids\": [\"%s\"]}".formatted(id)));
    Map<String, JsonNode> runs = new HashMap<>();
    for (JsonNode run : found.path("runs")) {
      runs.put(values(run, "tags").getOrDefault("mneme.run", ""), run);
    }
    return runs;
  }

  private static Map<String, String> values(JsonNode run, String kind) {
    Map<String, String> values = new HashMap<>();
    run.at("/data/" + kind)
        .forEach(each -> values.put(each.get("key").asText(), each.get("value").asText()));
    return values;
  }

  private static List<Double> curve(MlflowProcess server, String runId) throws Exception {
    List<Double> curve = new ArrayList<>();
    JSON.readTree(
            server.get(
                "/api/2.0/mlflow/metrics/get-history?metric_key=val_spearman&run_id=" + runId))
        .path("metrics")
        .forEach(each -> curve.add(each.get("value").doubleValue()));
    return curve;
  }

  /** As a sweep does with a trial that was killed and cannot continue. */
  private void beginAnewAndMeasureLess() throws IOException {
    try (Run trial = store.restart("hill-0001")) {
      trial.log(1, 1, Map.of("val_spearman", .75));
      trial.finish(Map.of());
    }
  }

  private static String id(JsonNode run) {
    return run.at("/info/run_id").textValue();
  }

  @Test
  void sweepArrivesWithItsTrialsSettingsMetricsAndFiles() throws Exception {
    try (MlflowProcess server = MlflowProcess.start(folder, port)) {
      List<MlflowMirror.Warning> warnings = new CopyOnWriteArrayList<>();
      try (MlflowMirror mirror = MlflowMirror.start(store, warnings::add)) {
        runSweep();
      }
      assertEquals(List.of(), warnings);
      Map<String, JsonNode> runs = runs(server);
      assertEquals(3, runs.size());
      JsonNode sweep = runs.get("hill");
      JsonNode trial = runs.get("hill-0001");
      JsonNode failed = runs.get("hill-0002");
      assertEquals(id(sweep), values(trial, "tags").get("mlflow.parentRunId"));
      assertEquals(Map.of("lr", "0.25", "net", "resmem"), values(trial, "params"));
      assertEquals("0.375", values(trial, "metrics").get("val_spearman"));
      assertEquals("0.5", values(trial, "metrics").get("test_spearman"));
      assertEquals("FINISHED", trial.at("/info/status").textValue());
      assertEquals("FAILED", failed.at("/info/status").textValue());
      assertEquals("NaN", values(failed, "metrics").get("train_loss"));
      assertEquals("out of memory", values(failed, "tags").get("mneme.reason"));
      assertEquals(List.of(.125, .25, .375), curve(server, id(trial)));
      List<String> files = new ArrayList<>();
      JSON.readTree(server.get("/api/2.0/mlflow/artifacts/list?run_id=" + id(trial)))
          .path("files")
          .forEach(each -> files.add(each.get("path").textValue()));
      assertEquals(List.of("metrics.jsonl", "model.onnx", "run.json"), files);
    }
  }

  /** Runs made without the server lose nothing, and are sent once it is there, and only once. */
  @Test
  void unreachableServerLosesNothing() throws Exception {
    List<MlflowMirror.Warning> warnings = new CopyOnWriteArrayList<>();
    try (MlflowMirror mirror = MlflowMirror.start(store, warnings::add)) {
      runSweep();
    }
    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(warnings.get(0).found().endsWith("; nothing is lost"), warnings.get(0).found());
    assertEquals(
        List.of(Remedy.of(Action.SYNC_RUNS, "Send it later", store.folder())),
        warnings.get(0).remedies());
    assertEquals(RunStatus.FINISHED, store.summary("hill-0001").status());
    assertEquals(3, store.rows("hill-0001").size());
    try (MlflowProcess server = MlflowProcess.start(folder, port)) {
      assertEquals(new MlflowMirror.Sent(3, List.of()), MlflowMirror.sync(store));
      assertEquals(new MlflowMirror.Sent(0, List.of()), MlflowMirror.sync(store));
      assertEquals(3, runs(server).size());
      // Killed after sending, before noting it: nothing is there twice.
      MlflowState state = MlflowState.read(store.folder().resolve("hill-0001")).orElseThrow();
      MlflowState.of(state.server()).write(store.folder().resolve("hill-0001"));
      assertEquals(new MlflowMirror.Sent(1, List.of()), MlflowMirror.sync(store));
      assertEquals(3, runs(server).size());
      assertEquals(List.of(.125, .25, .375), curve(server, String.valueOf(state.runId())));
      beginAnewAndMeasureLess();
      assertEquals(new MlflowMirror.Sent(1, List.of()), MlflowMirror.sync(store));
      MlflowState anew = MlflowState.read(store.folder().resolve("hill-0001")).orElseThrow();
      assertEquals(List.of(.75), curve(server, String.valueOf(anew.runId())));
      assertEquals(List.of(.125, .25, .375), curve(server, String.valueOf(state.runId())));
    }
  }

  /** A run of a name that MLflow does not take as a metric's stops none of the others. */
  @Test
  void refusedRunIsToldAndTheOthersAreSent() throws Exception {
    try (Run refused = store.create("a", NewRun.of("a", Map.of()))) {
      refused.log(1, 1, Map.of("50%", .5));
      refused.finish(Map.of());
    }
    store.create("b", NewRun.of("b", Map.of("lr", .5))).close();
    try (MlflowProcess server = MlflowProcess.start(folder, port)) {
      MlflowMirror.Sent sent = MlflowMirror.sync(store);
      assertEquals(1, sent.sent());
      assertEquals(1, sent.failures().size());
      assertTrue(
          sent.failures().get(0).contains("runs/a: was refused by MLflow: "), sent::toString);
      assertEquals("0.5", values(runs(server).get("b"), "params").get("lr"));
    }
  }

  @Test
  void addressThatIsNotOfHttpIsRefused() {
    RunStore plain = RunStore.at(folder);
    for (String address : List.of("localhost:5000", "mlruns", "file:///mlruns")) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> plain.mirroredTo(URI.create(address)));
      assertTrue(String.valueOf(e.getMessage()).contains("http://localhost:5000"), address);
    }
  }

  @Test
  void runsOfAStoreWithoutAServerAreNotSent() throws IOException {
    RunStore alone = RunStore.at(folder.resolve("alone"));
    alone.create("a", NewRun.of("a", Map.of())).close();
    assertEquals(new MlflowMirror.Sent(0, List.of()), MlflowMirror.sync(alone));
  }
}
