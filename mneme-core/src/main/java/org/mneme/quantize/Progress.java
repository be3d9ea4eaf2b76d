package org.mneme.quantize;

/** Is told how far quantising is, on the calling thread. */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress SILENT = (stage, done, total) -> {};

  /**
   * A step begins.
   *
   * @param stage what is being done, such as "rounding layer1.0.conv1"
   * @param done steps of the whole work that are finished, 0 to {@code total}
   */
  void at(String stage, int done, int total);
}
