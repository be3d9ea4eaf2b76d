package org.mneme.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Does a sweep's trials: trains and evaluates one network with given settings. Where trials run in
 * parallel, several threads call it at once.
 */
public interface TrialRunner {

  /**
   * Runs a trial to its end, or until its reporter says stop or pause.
   *
   * @param trial its settings, and its run's folder
   * @param reporter is told what is measured after each step
   * @return figures of the run as a whole; may be empty
   * @throws Exception why the trial failed; the sweep records it and continues
   */
  Map<String, Double> run(Trial trial, TrialReporter reporter) throws Exception;

  /**
   * {@return the command that repeats a trial by itself}
   *
   * @param trial one of the sweep's
   */
  String command(Trial trial);

  /**
   * Refuses settings that a trial could not run with, before the first one begins. Is called with
   * every value that the sweep may draw.
   *
   * @param settings all of a trial, by name
   * @throws IllegalArgumentException naming what was found and what was needed
   * @throws IOException if a file that they name cannot be read
   */
  default void check(Map<String, Object> settings) throws IOException {}

  /** {@return the names of what trials report; empty if that is not known beforehand} */
  default Set<String> metrics() {
    return Set.of();
  }

  /**
   * {@return whether a trial that was killed continues from its checkpoint} If not, it is begun
   * again from nothing.
   */
  default boolean resumes() {
    return false;
  }

  /**
   * {@return whether a trial that failed, such as on a full disk, left something in its run's
   * folder to continue from} It is then taken up again by the next call.
   *
   * @param folder of the run
   */
  default boolean canGoOn(Path folder) {
    return false;
  }

  /**
   * About how much memory a trial takes, in bytes; 0 if that does not matter.
   *
   * @param settings all of a trial, by name
   * @return bytes
   */
  default long memoryBytes(Map<String, Object> settings) {
    return 0;
  }
}
