package org.mneme.sweep;

import java.util.Map;

/**
 * Does a sweep's trials: trains and judges one network with given settings. With {@code --parallel}
 * several threads call it at once.
 */
public interface TrialRunner {

  /**
   * Runs a trial to its end, or until its reporter says stop or pause.
   *
   * @return figures of the run as a whole; may be empty
   * @throws Exception why the trial failed; the sweep records it and goes on
   */
  Map<String, Double> run(Trial trial, TrialReporter reporter) throws Exception;

  /** The command that repeats a trial by itself. */
  String command(Trial trial);

  /**
   * Whether a trial that was killed goes on from its checkpoint. If not, it is begun again from
   * nothing.
   */
  default boolean resumes() {
    return false;
  }

  /** About how much memory a trial takes, in bytes; 0 if that does not matter. */
  default long memoryBytes(Map<String, Object> settings) {
    return 0;
  }
}
