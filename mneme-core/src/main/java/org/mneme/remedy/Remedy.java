package org.mneme.remedy;

import java.util.List;
import java.util.function.Function;

/**
 * One thing that the caller can do about a failure.
 *
 * @param action what it is, for programs
 * @param advice what it is, for people: a sentence without its full stop, such as "Correct it, or
 *     continue without such rows", which an edge may follow with a colon and its own words
 * @param about what the action is about, as {@link Action} says for each; mostly nothing
 */
public record Remedy(Action action, String advice, List<String> about) {
  /**
   * Checks the advice.
   *
   * @param action what it is, for programs
   * @param advice what it is, for people
   * @param about what the action is about, as {@link Action} says for each
   * @throws IllegalArgumentException if {@code advice} is blank or ends with a full stop
   */
  public Remedy {
    about = List.copyOf(about);
    if (advice.isBlank() || advice.endsWith(".")) {
      throw new IllegalArgumentException(
          "advice '%s': a sentence without its full stop is needed".formatted(advice));
    }
  }

  /**
   * {@return a remedy about any objects, as their texts}
   *
   * @param action what it is, for programs
   * @param advice what it is, for people: a sentence without its full stop
   * @param about what the action is about, as {@link Action} says for each
   */
  public static Remedy of(Action action, String advice, Object... about) {
    return new Remedy(action, advice, List.of(about).stream().map(String::valueOf).toList());
  }

  /**
   * {@return the failure and all that can be done about it, in one line for people}
   *
   * @param found what is wrong: a sentence without its full stop
   * @param remedies each remedy's advice follows, in this order
   */
  public static String message(String found, List<Remedy> remedies) {
    return message(found, remedies, Remedy::advice);
  }

  /**
   * {@return the failure and all that can be done about it, with the remedies in an edge's own
   * words}
   *
   * @param found a sentence without its full stop
   * @param remedies what can be done, in this order
   * @param words how the edge says each
   */
  public static String message(
      String found, List<Remedy> remedies, Function<Remedy, String> words) {
    StringBuilder message = new StringBuilder(found);
    for (Remedy remedy : remedies) {
      char last = message.isEmpty() ? '.' : message.charAt(message.length() - 1);
      message.append(".?!".indexOf(last) >= 0 ? " " : ". ").append(words.apply(remedy));
    }
    return message.toString();
  }
}
