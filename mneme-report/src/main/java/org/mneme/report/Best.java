package org.mneme.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.mneme.score.Score;

/**
 * The highest and the lowest of any number of scores, sorted, in bounded memory. Among equal scores
 * the earlier is the higher. For one thread.
 */
public final class Best {
  private static final Comparator<Score> HIGHEST_FIRST =
      Comparator.comparing(Score::value, Comparator.reverseOrder());

  private final int highest;
  private final int lowest;
  private final List<Score> kept = new ArrayList<>();

  /**
   * A collector without scores so far.
   *
   * @param highest how many of the highest to keep, at least 0
   * @param lowest how many of the lowest to keep, at least 0
   */
  public Best(int highest, int lowest) {
    if (highest < 0 || lowest < 0) {
      throw new IllegalArgumentException("%d, %d: must not be negative".formatted(highest, lowest));
    }
    this.highest = highest;
    this.lowest = lowest;
  }

  /** {@return a collector that keeps every score} */
  public static Best all() {
    return new Best(Integer.MAX_VALUE, 0);
  }

  /**
   * Takes a score that did not fail.
   *
   * @param score not failed
   * @throws IllegalArgumentException if it failed
   */
  public void add(Score score) {
    if (score.failed()) {
      throw new IllegalArgumentException(score.image() + ": failed and has no place");
    }
    kept.add(score);
    if (kept.size() / 2 > limit()) {
      trim();
    }
  }

  /** {@return the kept scores, highest first} */
  public List<Score> sorted() {
    trim();
    return List.copyOf(kept);
  }

  boolean keepsLowest() {
    return lowest > 0;
  }

  private long limit() {
    return (long) highest + lowest;
  }

  private void trim() {
    kept.sort(HIGHEST_FIRST);
    if (kept.size() > limit()) {
      kept.subList(highest, kept.size() - lowest).clear();
    }
  }
}
