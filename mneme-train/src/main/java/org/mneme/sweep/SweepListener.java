package org.mneme.sweep;

import org.mneme.progress.Progress;

/**
 * Is told of every step of a sweep, by the thread that does it, one at a time. A sweep that is
 * cancelled leaves its running trials to be continued by the next call.
 */
@FunctionalInterface
public interface SweepListener extends Progress {
  /**
   * How far the sweep is.
   *
   * @param progress counts of trials, and the best so far
   */
  void onTrials(SweepProgress progress);
}
