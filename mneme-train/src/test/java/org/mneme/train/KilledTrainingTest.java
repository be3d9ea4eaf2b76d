package org.mneme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.RandomWeights;
import org.mneme.weights.Tensor;

/** Real processes, killed as {@code kill -9} does. */
class KilledTrainingTest {
  private static final int KILLS = 10;

  /** Of 13 steps: enough that ten kills in their first moments leave something to do. */
  private static final int EPOCHS = 16;

  /** Moments are drawn from this seed; where they fall differs with the machine all the same. */
  private static final long SEED = 11;

  @TempDir private Path folder;

  /**
   * All that has a state at once: momentum of Adam, a moving average, a batch norm, dropout, a
   * plateau, augmentation by epoch. A file is written every third step, so that kills fall into
   * writing as well.
   */
  private static Trainer trainer(Path folder) {
    TrainSettings settings =
        TrainSettings.builder()
            .epochs(EPOCHS)
            .batch(16)
            .accumulate(2)
            .learningRate(1e-3)
            .schedule(new Schedule.Plateau(.7, 3))
            .averaging(.95)
            .clipNorm(1)
            .keep(TrainSettings.Keep.BEST)
            .machine(Machine.plain(2))
            .build();
    return new Trainer(
        Planted.NETWORK,
        RandomWeights.of(Planted.NETWORK, 1),
        new Planted(400, 1),
        new Planted(50, 2),
        settings,
        new Checkpoints(folder, 3, 0));
  }

  /** Trains in a process of its own; tells on standard output when the first step is done. */
  public static void main(String[] args) throws IOException {
    trainer(Path.of(args[0]))
        .resume(
            new TrainingListener() {
              private boolean told;

              @Override
              public void onStep(Step step) {
                if (!told) {
                  System.out.println("step");
                  told = true;
                }
              }
            });
  }

  @Test
  void aRunThatIsKilledAgainAndAgainEndsWithTheSameBits() throws Exception {
    Path uninterrupted = folder.resolve("whole");
    finish(uninterrupted);
    Path killed = folder.resolve("killed");
    Random random = new Random(SEED);
    int kills = 0;
    List<Long> steps = new ArrayList<>();
    while (kills < KILLS) {
      Process process = launch(killed);
      process.getInputStream().read(); // until the first step, or the end
      if (process.waitFor(random.nextInt(150), TimeUnit.MILLISECONDS)) {
        break;
      }
      process.destroyForcibly().waitFor();
      kills++;
      RunFiles files = new RunFiles(killed);
      steps.add(files.hasState() ? files.read().state().step() : 0);
    }
    assertEquals(KILLS, kills, "it ended after steps " + steps + "; make it longer");
    assertTrue(steps.get(KILLS - 1) < EPOCHS * 13L, "the last was killed after its end: " + steps);
    finish(killed);
    // Finished runs: this only reads their results.
    Trained whole = trainer(uninterrupted).resume(TrainingListener.SILENT);
    Trained resumed = trainer(killed).resume(TrainingListener.SILENT);
    assertEquals(whole.bestEpoch(), resumed.bestEpoch(), "steps " + steps);
    for (Map.Entry<String, Tensor> entry : whole.weights().entrySet()) {
      assertArrayEquals(
          entry.getValue().floats(),
          resumed.weights().get(entry.getKey()).floats(),
          0,
          entry.getKey() + " after kills at steps " + steps);
    }
    for (int i = 0; i < whole.history().size(); i++) {
      assertEquals(whole.history().get(i).spearman(), resumed.history().get(i).spearman(), 0);
      assertEquals(whole.history().get(i).trainLoss(), resumed.history().get(i).trainLoss(), 0);
    }
    try (var left = Files.list(killed)) {
      assertEquals(2, left.count(), "a killed process's half-written files are cleared away");
    }
  }

  private static void finish(Path folder) throws Exception {
    Process process = launch(folder);
    process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor());
  }

  private static Process launch(Path folder) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            KilledTrainingTest.class.getName(),
            folder.toString());
    // Threads that wait for each other in a loop crawl where others want the processors.
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
