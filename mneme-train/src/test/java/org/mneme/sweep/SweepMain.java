package org.mneme.sweep;

import java.nio.file.Path;
import org.mneme.track.RunStore;

/** A sweep in a process of its own, to be killed: {@code FOLDER TRIALS}. */
final class SweepMain {
  private SweepMain() {}

  public static void main(String[] args) throws Exception {
    SweepOptions options = SweepOptions.defaults().withMaxTrials(Integer.parseInt(args[1]));
    new Sweep(
            CurveTrials.PLAN,
            RunStore.at(Path.of(args[0])),
            new CurveTrials(20),
            options,
            progress -> {})
        .run();
  }
}
