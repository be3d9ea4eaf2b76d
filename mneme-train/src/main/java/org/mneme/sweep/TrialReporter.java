package org.mneme.sweep;

import java.io.IOException;
import java.util.Map;
import org.mneme.progress.Progress;

/**
 * Where a trial tells what it measures, and is asked to end between its steps: a trial that is
 * cancelled leaves a checkpoint if it can, and is continued by a later call. For one trial's
 * threads.
 */
public interface TrialReporter extends Progress {

  /** What a trial is to do next. */
  enum Verdict {
    /** Train on. */
    GO_ON,

    /** Others did better: return; the trial is over. */
    STOP,

    /** Leave a checkpoint if trials can be resumed, and return; a later call continues from it. */
    PAUSE
  }

  /**
   * Records what was measured after a step.
   *
   * @param step counted by the trial, usually epochs done
   * @param epoch how often the training has seen all its data
   * @param metrics by name, such as {@code val_spearman}
   * @return whether to continue
   * @throws IOException if it cannot be written; the trial should let it pass
   */
  Verdict report(long step, double epoch, Map<String, Double> metrics) throws IOException;

  /**
   * Says from which step's checkpoint a resumed trial continues: what came after is forgotten.
   *
   * @param step the last one before the checkpoint
   * @throws IOException if the run's rows cannot be written anew
   */
  void resumedAfter(long step) throws IOException;
}
