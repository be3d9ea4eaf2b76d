package org.mneme.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStoreTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  @TempDir Path folder;
  private RunStore store;

  @BeforeEach
  void openStore() {
    store = RunStore.at(folder, Clock.fixed(NOON, ZoneOffset.UTC));
  }

  private static NewRun about(Object... settings) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      map.put((String) settings[i], settings[i + 1]);
    }
    return NewRun.of("ResMem, frozen", map);
  }

  private Path file(String id, String name) {
    return folder.resolve(id).resolve(name);
  }

  @Test
  void runIsReadBackAsItWasWritten() throws IOException {
    NewRun about =
        about("lr", 1e-4, "batch", 32, "layers", List.of(64, 8), "net", "resmem", "flip", true)
            .withSeed(7)
            .withCommand("mneme train --lr 1e-4")
            .withDataHash("abc");
    String id;
    try (Run run = store.create(about)) {
      id = run.id();
      run.log(1, 1, Map.of("val_spearman", .25, "loss", Double.NaN));
      run.log(2, 2, Map.of("val_spearman", .5));
      run.log(3, 3, Map.of("val_spearman", .375));
      run.finish(Map.of("test_spearman", .4));
    }
    assertEquals("20261124-120000-resmem-frozen", id);
    RunSummary run = store.summary(id);
    assertEquals(about, run.about());
    assertEquals(RunStatus.FINISHED, run.status());
    assertEquals(NOON, run.ended());
    assertEquals(3, run.rows());
    assertEquals(.375, run.metrics().get("val_spearman"));
    assertEquals(.5, run.highest().get("val_spearman"));
    assertEquals(.25, run.lowest().get("val_spearman"));
    assertTrue(run.metrics().getOrDefault("loss", 0.).isNaN());
    assertFalse(run.highest().containsKey("loss"), "NaN is no highest value");
    assertEquals(.4, run.metrics().get("test_spearman"));
    assertEquals(
        List.of(.25, .5, .375),
        store.rows(id).stream().map(r -> r.metrics().get("val_spearman")).toList());
    assertEquals((double) NOON.getEpochSecond(), store.rows(id).get(0).time());
  }

  /** Anything that reads JSON can read a run: here, a parser that knows nothing of Mneme. */
  @Test
  void filesAreJsonForAnyone() throws IOException {
    try (Run run = store.create("a", about("lr", .01))) {
      run.log(1, .5, Map.of("loss", .125));
    }
    JsonNode run = new JsonMapper().readTree(file("a", "run.json").toFile());
    assertEquals(.01, run.at("/settings/lr").doubleValue());
    assertEquals("running", run.get("status").textValue());
    assertEquals(
        System.getProperty("java.version"),
        run.at("/environment/java").textValue().replaceFirst(".* ", ""));
    assertEquals(
        "{\"step\":1,\"epoch\":0.5,\"time\":1.7955216E9,\"loss\":0.125}\n",
        Files.readString(file("a", "metrics.jsonl")));
  }

  @Test
  void halfALineAfterAKillIsIgnoredAndCutOffAtResume() throws IOException {
    try (Run run = store.create("a", about())) {
      run.log(1, 1, Map.of("loss", .5));
    }
    byte[] half = "{\"step\":2,\"epoch\":2.0,\"lo\u00df".getBytes(StandardCharsets.UTF_8);
    byte[] torn = Arrays.copyOf(half, half.length - 1); // within a character
    Files.write(file("a", "metrics.jsonl"), torn, StandardOpenOption.APPEND);
    assertEquals(1, store.rows("a").size());
    assertEquals(RunStatus.INTERRUPTED, store.summary("a").status());
    try (Run run = store.resume("a")) {
      assertEquals(1, run.rows().size());
      run.log(2, 2, Map.of("loss", .25));
      run.finish(Map.of());
    }
    assertEquals(List.of(1L, 2L), store.rows("a").stream().map(MetricRow::step).toList());
  }

  @Test
  void resumedRunForgetsWhatCameAfterItsCheckpoint() throws IOException {
    try (Run run = store.create("a", about())) {
      for (int step = 1; step <= 5; step++) {
        run.log(step, step, Map.of("loss", 1. / step));
      }
    }
    try (Run run = store.resume("a")) {
      run.keepUntil(3);
      run.log(4, 4, Map.of("loss", 9.));
    }
    RunSummary run = store.summary("a");
    assertEquals(4, run.rows());
    assertEquals(9, run.highest().get("loss"));
    assertEquals(1. / 3, run.lowest().get("loss"));
  }

  @Test
  void restartKeepsSettingsAndNothingElse() throws IOException {
    try (Run run = store.create("a", about("lr", .5))) {
      run.log(1, 1, Map.of("loss", .5));
      Files.writeString(run.checkpoints().resolve("last.pt"), "x");
    }
    store.restart("a").close();
    assertEquals(.5, store.summary("a").about().settings().get("lr"));
    assertEquals(List.of(), store.rows("a"));
    assertFalse(Files.exists(file("a", "checkpoints")));
  }

  @Test
  void runHasOneWriterAtATime() throws IOException {
    try (Run run = store.create("a", about())) {
      assertEquals(RunStatus.RUNNING, store.summary("a").status());
      IOException e = assertThrows(IOException.class, () -> store.resume("a"));
      assertTrue(e.getMessage().contains("another process is at this run"), e.getMessage());
      assertThrows(IOException.class, () -> store.delete("a"));
      run.log(1, 1, Map.of());
    }
    store.delete("a");
    assertEquals(List.of(), store.list());
    assertFalse(Files.exists(folder.resolve("a")));
  }

  @Test
  void nothingIsWrittenAfterTheEnd() throws IOException {
    Run run = store.create("a", about());
    run.fail("out of luck");
    assertThrows(IllegalStateException.class, () -> run.log(1, 1, Map.of()));
    run.close();
    assertEquals("out of luck", store.summary("a").reason());
  }

  @Test
  void runsBegunInTheSameSecondGetFoldersOfTheirOwn() throws IOException {
    store.create(about()).close();
    assertEquals("20261124-120000-resmem-frozen-2", store.create(about()).id());
  }

  @Test
  void damagedRunIsNamed() throws IOException {
    store.create("a", about()).close();
    Files.writeString(file("a", "run.json"), "{\"status\": \"running\"");
    IOException e = assertThrows(IOException.class, store::list);
    assertTrue(e.getMessage().contains("run.json: cannot be read as a run"), e.getMessage());
    Files.writeString(file("a", "run.json"), "{}");
    e = assertThrows(IOException.class, store::list);
    assertTrue(e.getMessage().contains("'status' is missing"), e.getMessage());
  }

  @Test
  void whatCannotBeARunIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> store.create("../a", about()));
    assertThrows(IllegalArgumentException.class, () -> about("lr", Map.of()));
    IOException e = assertThrows(IOException.class, () -> store.summary("b"));
    assertTrue(e.getMessage().contains("there is no run of this id"), e.getMessage());
  }

  @Test
  void metricsCannotTakeTheNamesOfSteps() throws IOException {
    try (Run run = store.create("a", about())) {
      assertThrows(IllegalArgumentException.class, () -> run.log(1, 1, Map.of("step", 1.)));
    }
  }

  @Provide
  Arbitrary<Map<String, Double>> metrics() {
    Arbitrary<Double> value =
        Arbitraries.oneOf(
            Arbitraries.doubles(),
            Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.));
    return Arbitraries.maps(Arbitraries.strings().alpha().ofMinLength(5), value).ofMaxSize(4);
  }

  /** Every double survives being written and read. */
  @Property(tries = 200)
  void numbersAreKeptToTheBit(@ForAll("metrics") Map<String, Double> metrics) throws IOException {
    Path place = Files.createTempDirectory("metrics");
    Files.writeString(MetricLog.in(place), MetricLog.line(new MetricRow(3, .25, 17.5, metrics)));
    MetricRow row = MetricLog.read(place).get(0);
    assertEquals(metrics, row.metrics());
    Files.delete(MetricLog.in(place));
    Files.delete(place);
  }

  /**
   * The figure: 1,000 runs of 100 steps in under a second. The limit here is ten times
   * that: other work may share the machine.
   */
  @Test
  void thousandRunsAreListedQuickly() throws IOException {
    for (int i = 0; i < 1000; i++) {
      Path place = Files.createDirectories(folder.resolve("r%04d".formatted(i)));
      StringBuilder lines = new StringBuilder();
      for (int step = 1; step <= 100; step++) {
        lines.append(
            MetricLog.line(new MetricRow(step, step, 1, Map.of("loss", 1. / step, "rho", .5))));
      }
      Files.writeString(MetricLog.in(place), lines);
      RunSummary run =
          new RunSummary(
              "",
              about("lr", 1. / (i + 1)),
              RunStatus.FINISHED,
              null,
              NOON,
              NOON,
              100,
              Map.of("loss", .01),
              Map.of("loss", .01),
              Map.of("loss", 1.),
              Environment.current());
      RunJson.write(run, place);
    }
    long begin = System.nanoTime();
    List<RunSummary> runs = RunQuery.ALL.where("lr<0.01").sortedBy("lr").apply(store.list());
    double seconds = (System.nanoTime() - begin) / 1e9;
    assertEquals(900, runs.size());
    assertEquals("r0999", runs.get(0).id());
    assertTrue(seconds < 10, seconds + " s");
  }
}
