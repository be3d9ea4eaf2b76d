package org.mneme.sweep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mneme.fuzz.FuzzTarget;
import org.mneme.fuzz.Fuzzing;

/** Damaged sweep files: {@code SweepFileFuzz FILES}. */
final class SweepFileFuzz {
  private static final String FILE =
      """
      # how we tune
      program: train.py
      name: ResMem's top
      method: bayes
      metric: {name: val_spearman, goal: maximize, target: 0.8}
      run_cap: 30
      early_terminate: {type: hyperband, min_iter: 3, eta: 3, s: 2}
      parameters:
        learning_rate: {distribution: log_uniform_values, min: 1e-5, max: 0.1}
        weight_decay: {distribution: log_uniform, min: -9.2, max: -2.3}
        dropout: &some {values: [0.2, 0.5], probabilities: [0.3, 0.7]}
        other: *some
        epochs: {value: 27}
        batch_size:
          distribution: q_uniform
          min: 16
          max: 128
          q: 16
        width: {min: 64, max: 512}
        sd: {distribution: normal, mu: 0, sigma: 1}
      """;

  private SweepFileFuzz() {}

  public static void main(String[] args) throws IOException {
    Fuzzing.run(
        List.of(
            FuzzTarget.of(
                "sweep.yaml",
                FILE.getBytes(StandardCharsets.UTF_8),
                SweepFileException.class,
                SweepPlan::read)),
        Integer.parseInt(args[0]),
        System.out);
  }
}
