package org.mneme.train;

import java.nio.file.Path;

/**
 * Where a run keeps what it needs to go on after it was stopped, however that was, and how often.
 * It does so after every epoch in any case. The folder belongs to one run; it then holds {@code
 * state.safetensors} and {@code weights.safetensors}, each replaced whole or not at all.
 *
 * @param folder made if it is not there
 * @param everySteps 0 for never between epochs
 * @param everySeconds 0 for never between epochs
 */
public record Checkpoints(Path folder, long everySteps, long everySeconds) {
  public Checkpoints {
    if (everySteps < 0 || everySeconds < 0) {
      throw new IllegalArgumentException(
          "checkpoints cannot come every %d steps or %d seconds"
              .formatted(everySteps, everySeconds));
    }
  }

  /** After every epoch, and every five minutes. */
  public static Checkpoints in(Path folder) {
    return new Checkpoints(folder, 0, 300);
  }
}
