package org.mneme.study;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mneme.settings.SettingException;
import org.mneme.train.TrainRequest;

/**
 * What is trained on several data sets, and how.
 *
 * @param sets at least two, of unlike names
 * @param training how: network, start weights and settings, and how data are read. Its own data,
 *     split and folds are not used; its seed is the first
 * @param seeds how often all is repeated, each time with the next seed: another split and other
 *     random weights
 */
public record CrossStudySettings(List<Source> sets, TrainRequest training, int seeds) {
  /** The name of all sets together. */
  public static final String COMBINED = "combined";

  /** How often all is repeated unless said. */
  public static final int USUAL_SEEDS = 3;

  /**
   * A data set.
   *
   * @param place a folder, or a CSV file
   * @param name in the study; empty for the data set's own
   */
  public record Source(Path place, Optional<String> name) {}

  /**
   * Keeps a copy.
   *
   * @param sets at least two, of unlike names
   * @param training how: network, start weights and settings, and how data are read
   * @param seeds how often all is repeated, each time with the next seed
   * @throws SettingException if there are fewer than 2 sets, or {@code seeds} is below 1
   */
  public CrossStudySettings {
    sets = List.copyOf(sets);
    if (sets.size() < 2) {
      throw new SettingException("data", "must be given at least twice");
    }
    if (seeds < 1) {
      throw new SettingException("seeds", "must be at least 1, not " + seeds);
    }
  }

  /**
   * Checks the names that the sets have in the study.
   *
   * @throws IllegalArgumentException if two are alike, or one is that of all sets together
   */
  static void checkNames(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name.equals(COMBINED)) {
        throw new SettingException(
            "data",
            "%s: '%s' is what all sets together are called; give the set another name: DIR=NAME"
                .formatted(name, COMBINED));
      }
      if (!seen.add(name)) {
        throw new SettingException(
            "data",
            "%s: two data sets are named %s; give one another name: DIR=NAME"
                .formatted(name, name));
      }
    }
  }
}
