package org.mneme.data;

/** Told how far a long job is. Calls come one at a time, from the job's threads. */
@FunctionalInterface
public interface Progress {
  /** For when nobody watches. */
  Progress NONE = (done, total) -> {};

  void at(int done, int total);
}
