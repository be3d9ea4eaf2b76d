package org.mneme.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.progress.CancelledException;
import org.mneme.track.RunStatus;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;

/** How trials end that do not come to their own end, and which of them continue. */
class SweepEndsTest {
  private static final SweepPlan PLAN =
      SweepPlan.of(
          "ends",
          SweepPlan.Method.RANDOM,
          Objective.minimize("loss"),
          List.of(new SweepParameter("lr", Numeric.uniform(.1, 1))));

  @TempDir private Path folder;

  private RunStore store() {
    return RunStore.at(folder.resolve("runs"));
  }

  private List<RunStatus> statuses() throws IOException {
    return store().list().stream()
        .filter(run -> run.about().parent() != null)
        .map(RunSummary::status)
        .toList();
  }

  /** Reports two steps; the second trial finds the disk full after its first, once. */
  private static final class Trials implements TrialRunner {
    private final boolean leavesCheckpoint;
    private boolean full = true;

    Trials(boolean leavesCheckpoint) {
      this.leavesCheckpoint = leavesCheckpoint;
    }

    @Override
    public Map<String, Double> run(Trial trial, TrialReporter reporter) throws IOException {
      long from = Files.exists(trial.folder().resolve("checkpoint")) ? 1 : 0;
      reporter.resumedAfter(from);
      for (long step = from + 1; step <= 2; step++) {
        reporter.check();
        reporter.report(step, (double) step, Map.of("loss", 1. / step));
        if (trial.number() == 2 && full) {
          full = false;
          if (leavesCheckpoint) {
            Files.createFile(trial.folder().resolve("checkpoint"));
          }
          throw new IOException("No space left on device");
        }
      }
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

    @Override
    public boolean canGoOn(Path trial) {
      return Files.exists(trial.resolve("checkpoint"));
    }
  }

  private SweepResult run(TrialRunner trials, SweepListener listener) throws IOException {
    return new Sweep(PLAN, store(), trials, SweepOptions.defaults().withMaxTrials(3), listener)
        .run();
  }

  @Test
  void aFailedTrialWithACheckpointGoesOn() throws IOException {
    Trials trials = new Trials(true);
    run(trials, progress -> {});
    assertEquals(List.of(RunStatus.FINISHED, RunStatus.FAILED, RunStatus.FINISHED), statuses());
    SweepResult second = run(trials, progress -> {});
    assertEquals(List.of(RunStatus.FINISHED, RunStatus.FINISHED, RunStatus.FINISHED), statuses());
    assertEquals(2, second.trials().get(1).rows(), "its first step is not lost");
  }

  @Test
  void aFailedTrialWithoutOneCountsAsFailed() throws IOException {
    Trials trials = new Trials(false);
    run(trials, progress -> {});
    run(trials, progress -> {});
    assertEquals(List.of(RunStatus.FINISHED, RunStatus.FAILED, RunStatus.FINISHED), statuses());
  }

  /** As Ctrl-C does it. */
  @Test
  void aCancelledSweepLeavesItsTrialToBeContinued() throws IOException {
    boolean[] cancelled = {false};
    SweepListener listener =
        new SweepListener() {
          @Override
          public void onTrials(SweepProgress progress) {
            cancelled[0] |= progress.over() == 1 && !progress.running().isEmpty();
          }

          @Override
          public boolean isCancelled() {
            return cancelled[0];
          }
        };
    Trials trials = new Trials(true);
    trials.full = false;
    assertThrows(CancelledException.class, () -> run(trials, listener));
    assertEquals(List.of(RunStatus.FINISHED, RunStatus.INTERRUPTED), statuses());
    cancelled[0] = false;
    run(trials, progress -> {});
    assertEquals(List.of(RunStatus.FINISHED, RunStatus.FINISHED, RunStatus.FINISHED), statuses());
  }
}
