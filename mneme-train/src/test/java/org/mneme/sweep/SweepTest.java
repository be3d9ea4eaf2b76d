package org.mneme.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.track.NewRun;
import org.mneme.track.RunStatus;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;

class SweepTest {
  private static final int TRIALS = 24;

  @TempDir Path folder;

  private Sweep sweep(RunStore store, TrialRunner runner, SweepOptions options) {
    return new Sweep(CurveTrials.PLAN, store, runner, options, progress -> {});
  }

  private SweepResult run(Path place, SweepOptions options) throws IOException {
    return sweep(RunStore.at(place), new CurveTrials(0), options).run();
  }

  private static SweepOptions most(int trials) {
    return SweepOptions.defaults().withMaxTrials(trials);
  }

  /** All that a sweep finds, without times. */
  private static List<String> table(RunStore store) throws IOException {
    List<String> table = new ArrayList<>();
    for (RunSummary run : store.list()) {
      if (run.about().kind() == NewRun.Kind.RUN) {
        table.add(
            "%s %s %s %s %s %s"
                .formatted(
                    run.id(),
                    run.status(),
                    run.reason(),
                    run.about().settings(),
                    run.metrics(),
                    store.rows(run.id()).stream().map(row -> row.metrics().get("loss")).toList()));
      }
    }
    table.sort(null);
    return table;
  }

  @Test
  void sweepRecordsEachTrialAndFindsTheBest() throws IOException {
    SweepResult result = run(folder, most(TRIALS));
    assertEquals(TRIALS, result.trials().size());
    assertEquals(SweepResult.End.MAX_TRIALS, result.end());
    RunSummary best = result.best().orElseThrow();
    double least =
        result.trials().stream()
            .filter(trial -> trial.status() != RunStatus.FAILED)
            .mapToDouble(trial -> trial.lowest().getOrDefault("loss", 1e9))
            .min()
            .orElseThrow();
    assertEquals(least, best.lowest().get("loss"));
    RunSummary own = RunStore.at(folder).summary(result.id());
    assertEquals(RunStatus.FINISHED, own.status());
    assertEquals(least, own.metrics().get("loss"));
    assertEquals("fit --lr " + best.about().settings().get("lr"), best.about().command());
    long stopped = result.trials().stream().filter(t -> t.status() == RunStatus.STOPPED).count();
    assertTrue(stopped > TRIALS / 4, stopped + " were stopped early");
    assertEquals(result.trials().stream().mapToLong(RunSummary::rows).sum(), result.steps());
    assertTrue(result.savedSteps() >= stopped, result.savedSteps() + " steps saved");
  }

  @Test
  void sameSeedGivesTheSameTable() throws IOException {
    run(folder.resolve("a"), most(TRIALS));
    run(folder.resolve("b"), most(TRIALS));
    run(folder.resolve("c"), most(TRIALS).withSeed(2));
    List<String> table = table(RunStore.at(folder.resolve("a")));
    assertEquals(table, table(RunStore.at(folder.resolve("b"))));
    assertEquals(TRIALS, table.size());
    assertFalse(table.equals(table(RunStore.at(folder.resolve("c")))));
  }

  /** As with kill -9 or a power cut, at moments drawn by lot: no code of ours runs at the end. */
  @Test
  void killedSweepGoesOnToTheSameTable() throws Exception {
    run(folder.resolve("whole"), most(TRIALS));
    Path killed = folder.resolve("killed");
    Random random = new Random(4);
    int unfinished = 0;
    for (int kill = 0; kill < 4; kill++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  SweepMain.class.getName(),
                  killed.toString(),
                  String.valueOf(TRIALS))
              .inheritIO()
              .start();
      int before = kill * 3;
      while (process.isAlive() && RunStore.at(killed).list().size() < before + 3) {
        Thread.sleep(5);
      }
      Thread.sleep(random.nextInt(150));
      process.destroyForcibly();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      unfinished +=
          (int)
              RunStore.at(killed).list().stream()
                  .filter(run -> run.about().kind() == NewRun.Kind.RUN)
                  .filter(run -> run.status() == RunStatus.INTERRUPTED)
                  .count();
    }
    List<String> over = new ArrayList<>();
    RunStore store = RunStore.at(killed);
    for (RunSummary run : store.list()) {
      if (run.status().isOver()) {
        over.add(run.id());
      }
    }
    CurveTrials rest = new CurveTrials(0);
    SweepResult result = sweep(store, rest, most(TRIALS)).run();
    assertTrue(unfinished > 0, "no kill hit a running trial");
    assertTrue(over.size() < TRIALS, "nothing was left to do");
    assertEquals(TRIALS, result.trials().size());
    assertEquals(TRIALS - over.size(), rest.timesRun.size(), "finished trials are not repeated");
    assertEquals(table(RunStore.at(folder.resolve("whole"))), table(store));
  }

  @Test
  void failingTrialsAreRecordedAndTheSweepGoesOn() throws IOException {
    SweepPlan plan =
        SweepPlan.of(
            "fails",
            SweepPlan.Method.GRID,
            Objective.minimize("loss"),
            List.of(
                new SweepParameter("lr", Categorical.of(List.of(.001, .5, .1))),
                new SweepParameter("decay", Categorical.constant(0.)),
                new SweepParameter("rule", Categorical.constant("plain"))));
    RunStore store = RunStore.at(folder);
    SweepResult result =
        new Sweep(plan, store, new CurveTrials(0), SweepOptions.defaults(), p -> {}).run();
    assertEquals(SweepResult.End.ALL_TRIED, result.end());
    RunSummary failed = result.trials().get(0);
    assertEquals(RunStatus.FAILED, failed.status());
    assertEquals("lr 0.001 is too small to be tried", failed.reason());
    assertTrue(
        Files.readString(folder.resolve(failed.id()).resolve("error.txt"))
            .contains("CurveTrials.descend"));
    assertEquals(2, result.ranked().size());
    assertEquals(.5, result.best().orElseThrow().about().settings().get("lr"));
  }

  /** A trial that never reports what the sweep optimises cannot be ranked. */
  @Test
  void trialWithoutTheMetricFailsAndSaysWhatThereWas() throws IOException {
    SweepPlan plan =
        SweepPlan.of(
            "other",
            SweepPlan.Method.GRID,
            Objective.maximize("val_spearman"),
            List.of(
                new SweepParameter("lr", Categorical.constant(.1)),
                new SweepParameter("decay", Categorical.constant(0.))));
    SweepResult result =
        new Sweep(plan, RunStore.at(folder), new CurveTrials(0), most(1), p -> {}).run();
    assertEquals(
        "no val_spearman was reported, which the sweep optimises; reported were: loss, slope",
        result.trials().get(0).reason());
  }

  @Test
  void parallelTrialsAreAllDoneAndNoMoreAtOnceThanAllowed() throws IOException {
    CurveTrials trials = new CurveTrials(2);
    SweepResult result = sweep(RunStore.at(folder), trials, most(12).withParallel(3)).run();
    assertEquals(12, result.trials().stream().filter(t -> t.status().isOver()).count());
    assertEquals(
        IntStream.rangeClosed(1, 12).boxed().toList(),
        trials.timesRun.keySet().stream().sorted().toList());
    assertEquals(3, trials.mostAtOnce);
  }

  /** Each trial takes 100 bytes; in 250, two have room. */
  @Test
  void memoryLimitsTrialsAtATime() throws IOException {
    CurveTrials trials = new CurveTrials(2);
    sweep(RunStore.at(folder), trials, most(8).withParallel(4).withMemoryBytes(250)).run();
    assertEquals(2, trials.mostAtOnce);
    CurveTrials alone = new CurveTrials(0);
    sweep(RunStore.at(folder.resolve("b")), alone, most(3).withParallel(4).withMemoryBytes(50))
        .run();
    assertEquals(1, alone.mostAtOnce);
  }

  /** The trial that runs when time is up is left, and done by the next call. */
  @Test
  void sweepEndsWhenItsTimeIsUpAndGoesOnLater() throws IOException {
    SweepPlan plan =
        SweepPlan.of(
            "time",
            SweepPlan.Method.RANDOM,
            Objective.minimize("loss"),
            List.of(
                new SweepParameter("decay", Numeric.uniform(0, .5)),
                new SweepParameter("lr", Numeric.logUniform(.01, 1))));
    RunStore store = RunStore.at(folder);
    CurveTrials curves = new CurveTrials(0);
    TrialRunner slowThird =
        new TrialRunner() {
          @Override
          public Map<String, Double> run(Trial trial, TrialReporter reporter) throws Exception {
            if (trial.number() == 3) {
              Thread.sleep(3000);
            }
            return curves.run(trial, reporter);
          }

          @Override
          public String command(Trial trial) {
            return curves.command(trial);
          }
        };
    SweepResult first =
        new Sweep(plan, store, slowThird, most(5).withMaxTime(Duration.ofSeconds(3)), p -> {})
            .run();
    assertEquals(SweepResult.End.MAX_TIME, first.end());
    assertEquals(
        List.of(RunStatus.FINISHED, RunStatus.FINISHED, RunStatus.INTERRUPTED),
        first.trials().stream().map(RunSummary::status).toList());
    SweepResult rest = new Sweep(plan, store, curves, most(5), p -> {}).run();
    assertEquals(5, rest.trials().stream().filter(t -> t.status().isOver()).count());
    assertEquals(first.id(), rest.id());
    RunStore whole = RunStore.at(folder.resolve("whole"));
    new Sweep(plan, whole, curves, most(5), p -> {}).run();
    assertEquals(table(whole), table(store));
  }

  @Test
  void largerNumberOfTrialsContinuesASweep() throws IOException {
    run(folder.resolve("a"), most(5));
    run(folder.resolve("a"), most(TRIALS));
    run(folder.resolve("b"), most(TRIALS));
    assertEquals(table(RunStore.at(folder.resolve("b"))), table(RunStore.at(folder.resolve("a"))));
  }

  @Test
  void sweepEndsWhenItsTargetIsReached() throws IOException {
    SweepPlan plan =
        SweepPlan.of(
            "target",
            SweepPlan.Method.RANDOM,
            new Objective("loss", Objective.Goal.MINIMIZE, OptionalDouble.of(2.5)),
            CurveTrials.PLAN.parameters());
    SweepResult result =
        new Sweep(plan, RunStore.at(folder), new CurveTrials(0), SweepOptions.defaults(), p -> {})
            .run();
    assertEquals(SweepResult.End.TARGET_REACHED, result.end());
    RunSummary last = result.trials().get(result.trials().size() - 1);
    assertTrue(last.lowest().getOrDefault("loss", 9.) <= 2.5);
  }

  /** A trial with a checkpoint continues from it, and what it measured after it is forgotten. */
  @Test
  void runnerThatResumesGoesOnFromItsCheckpoint() throws IOException {
    RunStore store = RunStore.at(folder);
    SweepOptions options = most(1);
    Sweep sweep = sweep(store, new CurveTrials(0), options);
    store
        .create(sweep.id() + "-0001", NewRun.of("x", Map.of("lr", .1)).withParent(sweep.id()))
        .close();
    try (var half = store.resume(sweep.id() + "-0001")) {
      half.log(1, 1, Map.of("loss", 9.));
      half.log(2, 2, Map.of("loss", 8.));
      half.log(3, 3, Map.of("loss", 7.));
    }
    List<Boolean> resumed = new ArrayList<>();
    TrialRunner runner =
        new TrialRunner() {
          @Override
          public Map<String, Double> run(Trial trial, TrialReporter reporter) throws IOException {
            resumed.add(trial.resumed());
            reporter.resumedAfter(2);
            reporter.report(3, 3, Map.of("loss", 5.));
            return Map.of();
          }

          @Override
          public String command(Trial trial) {
            return "";
          }

          @Override
          public boolean resumes() {
            return true;
          }
        };
    SweepResult result = sweep(store, runner, options).run();
    assertEquals(List.of(true), resumed);
    assertEquals(
        List.of(9., 8., 5.),
        store.rows(result.trials().get(0).id()).stream()
            .map(row -> row.metrics().get("loss"))
            .toList());
  }

  @Test
  void sweepIsRunByOneProcessAtATime() throws IOException {
    RunStore store = RunStore.at(folder);
    Sweep sweep = sweep(store, new CurveTrials(0), most(1));
    try (var other = store.create(sweep.id(), NewRun.of("lines", Map.of()))) {
      assertEquals(sweep.id(), other.id());
      assertThrows(IOException.class, sweep::run);
    }
  }

  @Test
  void searchWithoutEndIsRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> sweep(RunStore.at(folder), new CurveTrials(0), SweepOptions.defaults()));
    assertEquals(
        "a bayes search has no end of its own: limit its trials or time",
        e.getMessage().toLowerCase(Locale.ROOT));
  }

  @Test
  void progressTellsTheBestAndTheTimeLeft() throws IOException {
    List<SweepProgress> told = new ArrayList<>();
    new Sweep(CurveTrials.PLAN, RunStore.at(folder), new CurveTrials(1), most(4), told::add).run();
    SweepProgress last = told.get(told.size() - 1);
    assertEquals(4, last.over());
    assertEquals(4, last.planned().orElseThrow());
    assertEquals(Duration.ZERO, last.left().orElseThrow());
    assertTrue(last.best().isPresent());
    assertTrue(told.stream().anyMatch(p -> p.running().size() == 1 && p.left().isPresent()));
  }
}
