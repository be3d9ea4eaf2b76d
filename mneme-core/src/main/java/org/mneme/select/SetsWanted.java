package org.mneme.select;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.mneme.select.SelectSettings.Goal;

/**
 * Which sets are wanted, in the words in which people write them on a command line or in a request;
 * exactly one of {@code conditions}, {@code sets} and {@code apart} says what the sets are.
 *
 * @param each pictures in each set
 * @param conditions one for each set, as {@link Condition#parse} reads them
 * @param sets how many sets that are alike, also in the score
 * @param apart whether two sets are wanted whose scores are as far apart as possible
 * @param match columns in which the sets are to be alike, as {@link Matching#parse} reads them
 * @param pairs whether they are matched picture by picture instead of by their distributions
 * @param balance columns of categories of which each set has equally many
 */
public record SetsWanted(
    int each,
    List<String> conditions,
    OptionalInt sets,
    boolean apart,
    List<String> match,
    boolean pairs,
    List<String> balance) {
  /**
   * Checks that it is said once what the sets are.
   *
   * @param each pictures in each set
   * @param conditions one for each set
   * @param sets how many sets that are alike
   * @param apart whether two sets are wanted whose scores are as far apart as possible
   * @param match columns in which the sets are to be alike
   * @param pairs whether they are matched picture by picture
   * @param balance columns of categories of which each set has equally many
   * @throws IllegalArgumentException if it is said in no way or in several, or in one that pairs
   *     exclude
   */
  public SetsWanted {
    conditions = List.copyOf(conditions);
    match = List.copyOf(match);
    balance = List.copyOf(balance);
    int ways = (conditions.isEmpty() ? 0 : 1) + (sets.isPresent() ? 1 : 0) + (apart ? 1 : 0);
    if (ways != 1) {
      throw new IllegalArgumentException(
          "say what the sets are: a condition for each, or how many sets are to be alike, or that"
              + " two are to be far apart; one of the three");
    }
    if (pairs && apart) {
      throw new IllegalArgumentException(
          "sets that are as far apart as possible cannot be matched in pairs: each is a goal of its own");
    }
  }

  /**
   * {@return the settings, with seed 1 and without near-duplicates}
   *
   * @param score the column of scores
   * @throws IllegalArgumentException if a text cannot be read, or a demand makes no sense
   */
  public SelectSettings settings(String score) {
    List<Matching> matched = new ArrayList<>(match.stream().map(Matching::parse).toList());
    SelectSettings settings;
    if (sets.isPresent()) {
      matched.add(0, new Matching(score, Matching.USUAL));
      settings = SelectSettings.split(score, sets.getAsInt(), each, List.of());
    } else if (apart) {
      List<Condition> both = List.of(Condition.any("low"), Condition.any("high"));
      settings = SelectSettings.of(score, both, each, List.of()).withGoal(Goal.APART);
    } else {
      List<Condition> wanted = conditions.stream().map(Condition::parse).toList();
      settings = SelectSettings.of(score, wanted, each, List.of());
    }
    return (pairs ? settings.withGoal(Goal.PAIRS) : settings)
        .withMatch(matched)
        .withBalance(balance);
  }
}
