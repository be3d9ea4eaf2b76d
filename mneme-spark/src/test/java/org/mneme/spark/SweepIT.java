package org.mneme.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.Shared;

/** The command {@code mneme sweep --cluster}, whose trials train on some of LNSIM's pictures. */
@Tag("slow")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends POSIX signals")
class SweepIT {
  private static final String CLUSTER = "local-cluster[2,1,1024]";
  private static final Map<String, String> QUIET = Map.of("spark.log.level", "ERROR");
  private static final int PICTURES = 25;

  /** As many threads everywhere: sums of floats differ with them. */
  private static final String CONSTANT =
      """
        network: {value: memnet-small}
        init: {value: none}
        threads: {value: 1}
        absolute_paths: {value: true}
      """;

  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    List<Path> images = Scored.files(Shared.path("data/lnsim/images")).subList(0, PICTURES);
    List<String> lines = new ArrayList<>(List.of("image,memorability,split"));
    for (int i = 0; i < PICTURES; i++) {
      // What is learnt does not matter, only that it is the same.
      String split = i < 16 ? "train" : i < 24 ? "val" : "test";
      lines.add(
          String.format(Locale.ROOT, "%s,%.3f,%s", images.get(i), (i * 37 % 100) / 100., split));
    }
    data = Files.write(folder.resolve("data.csv"), lines);
  }

  private Path plan(String text) throws IOException {
    return Files.writeString(folder.resolve("sweep.yaml"), text + CONSTANT);
  }

  private List<String> arguments(Path plan, String runs, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("sweep", plan.toString(), "--data", data.toString()));
    arguments.addAll(List.of("--output", folder.resolve(runs).toString()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  /** The rows of the table that the command prints. */
  private static List<String> table(Submitted run) throws Exception {
    assertEquals(0, run.exit(), run.log());
    List<String> rows =
        run.log().lines().filter(line -> line.matches("sweep-\\w{8}-\\d{4} .*")).toList();
    assertTrue(rows.size() > 1, run.log());
    return rows;
  }

  /** What every trial measured after each epoch, but for the times: to the last digit. */
  private List<String> figures(String runs) throws IOException {
    String times = "\"(time|epoch_images_per_second)\":[^,}]*";
    List<String> figures = new ArrayList<>();
    for (Path trial : Scored.files(folder.resolve(runs))) {
      if (trial.getFileName().toString().matches("sweep-\\w{8}-\\d{4}")) {
        for (String line : Files.readAllLines(trial.resolve("metrics.jsonl"))) {
          figures.add(trial.getFileName() + " " + line.replaceAll(times, ""));
        }
      }
    }
    return figures;
  }

  private Submitted serial(Path plan) throws IOException {
    return Submitted.startCommand(folder, "local[1]", QUIET, arguments(plan, "serial"));
  }

  @Test
  void aTrialWhoseWorkerIsKilledContinuesOnAnotherAndTheTableIsThatOfOneMachine() throws Exception {
    Path plan =
        plan(
            """
            method: grid
            metric: {name: best_val_spearman, goal: maximize}
            parameters:
              learning_rate: {values: [0.001, 0.003, 0.006]}
              batch_size: {value: 8}
              epochs: {value: 8}
            """);
    List<String> expected = table(serial(plan));
    assertEquals(3, expected.size());

    try (Submitted run =
        Submitted.startCommand(
            folder, CLUSTER, QUIET, arguments(plan, "cluster", "--cluster", CLUSTER))) {
      run.awaitLine("Sweep sweep-");
      awaitCheckpoints(2, run);
      Submitted.signal("KILL", run.executors().get(0));

      assertEquals(expected, table(run));
      assertEquals(24, figures("serial").size());
      assertEquals(figures("serial"), figures("cluster"));
      assertTrue(
          Pattern.compile("its worker was lost; it continues on \\S+ after step [1-9]")
              .matcher(run.log())
              .find(),
          run.log());
    }
  }

  private void awaitCheckpoints(int trials, Submitted run) throws Exception {
    for (int i = 0; i < 6000 && run.isAlive(); i++) {
      int found = 0;
      for (Path trial : Scored.files(folder.resolve("cluster"))) {
        if (Files.exists(trial.resolve("checkpoints/state.safetensors"))) {
          found++;
        }
      }
      if (found >= trials) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no checkpoints of %d trials: %s".formatted(trials, run.log()));
  }

  /** One trial at a time: what is known when the next one is chosen is the same. */
  @Test
  void bayesAndHyperbandDecideAsOnOneMachine() throws Exception {
    Path plan =
        plan(
            """
            method: bayes
            metric: {name: val_spearman, goal: maximize}
            run_cap: 9
            early_terminate: {type: hyperband, min_iter: 1, eta: 2}
            parameters:
              learning_rate: {distribution: log_uniform_values, min: 0.0005, max: 0.3}
              batch_size: {value: 8}
              epochs: {value: 3}
            """);
    List<String> expected = table(serial(plan));
    assertTrue(expected.stream().anyMatch(row -> row.contains(" stopped ")), expected.toString());

    assertEquals(
        expected,
        table(
            Submitted.startCommand(
                folder,
                "local[2]",
                QUIET,
                arguments(plan, "cluster", "--cluster", "local[2]", "--parallel", "1"))));
  }

  @Test
  void aRandomSearchWithTwoTrialsAtATimeGivesTheTableOfOneMachine() throws Exception {
    Path plan =
        plan(
            """
            method: random
            metric: {name: best_val_spearman, goal: maximize}
            run_cap: 4
            parameters:
              learning_rate: {distribution: log_uniform_values, min: 0.0005, max: 0.01}
              batch_size: {value: 8}
              epochs: {value: 2}
            """);
    List<String> expected = table(serial(plan));

    assertEquals(
        expected,
        table(
            Submitted.startCommand(
                folder, "local[2]", QUIET, arguments(plan, "cluster", "--cluster", "local[2]"))));
  }
}
