package org.mneme.select;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.mneme.statistics.PerceptualHash;

/**
 * What sets are wanted of a {@link Pool}.
 *
 * @param score the column of numbers that the conditions are about
 * @param conditions one for each set, two or more
 * @param each pictures in each set
 * @param match columns in which the sets are to be alike
 * @param balance columns of labels of which each set has equally many, as evenly as the pool allows
 * @param goal what is made as good as possible once every demand is met
 * @param mustHave names of pictures that are to be in one of the sets
 * @param mustNot names of pictures that are to be in none
 * @param near pictures whose perceptual hashes (column "hash") differ in at most so many bits do
 *     not come together in the sets; -1 to allow them
 * @param seed of the search; the same seed gives the same sets
 * @param steps of the search at most; 0 for a number that fits the size of the task
 * @param limit of time; the result of a search that it ended depends on the machine
 */
public record SelectSettings(
    String score,
    List<Condition> conditions,
    int each,
    List<Matching> match,
    List<String> balance,
    Goal goal,
    Set<String> mustHave,
    Set<String> mustNot,
    int near,
    long seed,
    long steps,
    Optional<Duration> limit) {
  /** What is made as good as possible once every demand is met. */
  public enum Goal {
    /** The distributions of each matched column are alike. */
    DISTRIBUTIONS,
    /** Each picture of one set has a partner in each other that is like it. */
    PAIRS,
    /** The mean scores of the first and the last set are as far apart as possible. */
    APART
  }

  /**
   * Checks the numbers.
   *
   * @param score the column of numbers that the conditions are about
   * @param conditions one for each set, two or more
   * @param each pictures in each set
   * @param match columns in which the sets are to be alike
   * @param balance columns of labels of which each set has equally many
   * @param goal what is made as good as possible
   * @param mustHave names of pictures that are to be in one of the sets
   * @param mustNot names of pictures that are to be in none
   * @param near most different bits of near-duplicates; -1 to allow them
   * @param seed of the search
   * @param steps of the search at most; 0 for a number that fits the size of the task
   * @param limit of time
   * @throws IllegalArgumentException if a demand makes no sense
   */
  public SelectSettings {
    conditions = List.copyOf(conditions);
    match = List.copyOf(match);
    balance = List.copyOf(balance);
    mustHave = Set.copyOf(mustHave);
    mustNot = Set.copyOf(mustNot);
    if (conditions.size() < 2) {
      throw new IllegalArgumentException(
          "at least two sets are needed, not %d".formatted(conditions.size()));
    }
    Set<String> names = new HashSet<>();
    for (Condition condition : conditions) {
      if (!names.add(condition.name())) {
        throw new IllegalArgumentException("two conditions are named " + condition.name());
      }
    }
    if (each < 2) {
      throw new IllegalArgumentException("a set needs at least 2 pictures, not " + each);
    }
    if (near < -1 || near > Long.SIZE) {
      throw new IllegalArgumentException("hashes differ in 0 to 64 bits, not " + near);
    }
    if (steps < 0) {
      throw new IllegalArgumentException("the number of steps must not be negative");
    }
    for (Matching matching : match) {
      if (goal == Goal.APART && matching.column().equals(score)) {
        throw new IllegalArgumentException(
            "sets cannot be alike in %s and far apart in it".formatted(score));
      }
    }
    for (String image : mustHave) {
      if (mustNot.contains(image)) {
        throw new IllegalArgumentException(
            "'%s' must be in a set and must not be in one".formatted(image));
      }
    }
  }

  /**
   * {@return sets by conditions, with all else as usual: seed 1, no near-duplicates}
   *
   * @param score the column of numbers that the conditions are about
   * @param conditions one for each set
   * @param each pictures in each set
   * @param match columns in which the sets are to be alike, to a standardised difference of 0.05
   */
  public static SelectSettings of(
      String score, List<Condition> conditions, int each, List<String> match) {
    return new SelectSettings(
        score,
        conditions,
        each,
        match.stream().map(column -> new Matching(column, Matching.USUAL)).toList(),
        List.of(),
        Goal.DISTRIBUTIONS,
        Set.of(),
        Set.of(),
        PerceptualHash.NEAR,
        1,
        0,
        Optional.empty());
  }

  /**
   * {@return sets A, B, ... that are as alike as possible in the score and in other columns}
   *
   * @param score a column of numbers
   * @param sets how many
   * @param each pictures in each
   * @param match further columns of numbers
   */
  public static SelectSettings split(String score, int sets, int each, List<String> match) {
    List<String> all = new ArrayList<>(List.of(score));
    all.addAll(match);
    List<Condition> any =
        IntStream.range(0, sets)
            .mapToObj(i -> Condition.any(sets <= 26 ? "" + (char) ('A' + i) : "set " + (i + 1)))
            .toList();
    return of(score, any, each, all);
  }

  /**
   * {@return the same with another goal}
   *
   * @param other what is made as good as possible
   */
  public SelectSettings withGoal(Goal other) {
    return new SelectSettings(
        score,
        conditions,
        each,
        match,
        balance,
        other,
        mustHave,
        mustNot,
        near,
        seed,
        steps,
        limit);
  }

  /**
   * {@return the same with other matched columns}
   *
   * @param other columns with their tolerances
   */
  public SelectSettings withMatch(List<Matching> other) {
    return new SelectSettings(
        score, conditions, each, other, balance, goal, mustHave, mustNot, near, seed, steps, limit);
  }

  /**
   * {@return the same, balanced over other columns}
   *
   * @param other columns of labels
   */
  public SelectSettings withBalance(List<String> other) {
    return new SelectSettings(
        score, conditions, each, match, other, goal, mustHave, mustNot, near, seed, steps, limit);
  }

  /**
   * {@return the same with other lists of pictures}
   *
   * @param have names of pictures that are to be in one of the sets
   * @param not names of pictures that are to be in none
   */
  public SelectSettings withLists(Set<String> have, Set<String> not) {
    return new SelectSettings(
        score, conditions, each, match, balance, goal, have, not, near, seed, steps, limit);
  }

  /**
   * {@return the same with another distance of near-duplicates}
   *
   * @param bits that differ at most; -1 to allow near-duplicates
   */
  public SelectSettings withNear(int bits) {
    return new SelectSettings(
        score, conditions, each, match, balance, goal, mustHave, mustNot, bits, seed, steps, limit);
  }

  /**
   * {@return the same with another search}
   *
   * @param newSeed of the search
   * @param most steps; 0 for a number that fits the task
   * @param time after which the search ends
   */
  public SelectSettings withSearch(long newSeed, long most, Optional<Duration> time) {
    return new SelectSettings(
        score,
        conditions,
        each,
        match,
        balance,
        goal,
        mustHave,
        mustNot,
        near,
        newSeed,
        most,
        time);
  }
}
