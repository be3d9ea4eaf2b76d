package org.mneme.explain;

import java.io.IOException;
import org.mneme.progress.Progress;

/**
 * A way to draw a map of what a model's score depends on. Those of this package, {@link Halves},
 * {@link TwoSided}, {@link Occlusion}, {@link Rise} and {@link RegionSweep}, need forward passes
 * only.
 */
public interface MapMethod {
  /** {@return its name in one word, such as {@code occlusion}, for options and files' names} */
  String name();

  /** {@return its settings in one line, for people} */
  String describe();

  /**
   * {@return what a value of its maps says, for people: a sentence without its full stop, such as
   * "What the score loses when the place is hidden"}
   */
  String meaning();

  /** {@return how many pictures the model has to score for one map} */
  int passes();

  /**
   * Draws the map of one picture.
   *
   * @param subject the picture and the model
   * @param progress is told how many pictures of {@link #passes} are scored
   * @return the map
   * @throws IOException if the network fails
   * @throws org.mneme.progress.CancelledException if the caller no longer wants it
   */
  ScoreMap map(Subject subject, Progress progress) throws IOException;
}
