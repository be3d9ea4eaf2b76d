package org.mneme.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a run keeps what it needs to continue after it was stopped, however that was, and how
 * often. It does so after every epoch in any case. The folder belongs to one run; it then holds
 * {@code state.safetensors} and {@code weights.safetensors}, each replaced whole or not at all.
 *
 * @param folder made if it is not there
 * @param everySteps 0 for never between epochs
 * @param everySeconds 0 for never between epochs
 */
record Checkpoints(Path folder, long everySteps, long everySeconds) {
  static final String STATE = "state.safetensors";
  static final String WEIGHTS = "weights.safetensors";

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

  /** Deletes what a run that is over no longer needs: the weights thrice over. */
  public void forget() throws IOException {
    for (String name : List.of(STATE, WEIGHTS)) {
      Files.deleteIfExists(folder.resolve(name));
    }
  }

  /** What a folder holds for a run that is to continue. */
  sealed interface State permits None, Usable, Unusable {}

  /** Nothing yet: the run continues from the beginning. */
  record None() implements State {}

  /**
   * A checkpoint that can be read.
   *
   * @param step steps done
   */
  record Usable(long step) implements State {}

  /**
   * A checkpoint that is damaged, or of another version.
   *
   * @param reason in one line
   */
  record Unusable(String reason) implements State {}

  /** Looks whether a run can continue from here. */
  State look() {
    RunFiles files = new RunFiles(folder);
    if (!files.hasState()) {
      return new None();
    }
    try {
      return new Usable(files.read().state().step());
    } catch (IOException e) {
      return new Unusable(String.valueOf(e.getMessage()));
    }
  }
}
