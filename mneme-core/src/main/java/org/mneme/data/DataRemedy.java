package org.mneme.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What can be done about data that were refused, for a program that reads them: each edge has its
 * own words for it, such as an option's name.
 */
public sealed interface DataRemedy {
  /** Leave the bad rows out, {@link ReadOptions#withSkipBad}. */
  record SkipRows() implements DataRemedy {}

  /**
   * Name the folder that image names start from, {@link ReadOptions#withImages}.
   *
   * @param folder one in which the images are; empty if none was found
   */
  record ImagesIn(Optional<Path> folder) implements DataRemedy {}

  /**
   * Divide the scores, {@link ReadOptions#withScale}.
   *
   * @param by what brings them into 0..1: 100 for percentages
   */
  record Scale(double by) implements DataRemedy {}

  /** Take the scores as they are, {@link ReadOptions#withAnyScore}. */
  record AnyScore() implements DataRemedy {}
}
