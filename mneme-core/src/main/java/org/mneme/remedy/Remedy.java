package org.mneme.remedy;

import java.util.List;
import java.util.function.Function;

/**
 * One thing that the caller can do about a failure.
 *
 * @param action what it is, for programs
 * @param advice what it is, for people: a sentence without its full stop, such as "Correct it, or
 *     go on without such rows", which an edge may follow with a colon and its own words
 * @param about what the action is about, as {@link Action} says for each; mostly nothing
 */
public record Remedy(Action action, String advice, List<String> about) {
  public Remedy {
    about = List.copyOf(about);
    if (advice.isBlank() || advice.endsWith(".")) {
      throw new IllegalArgumentException(
          "advice '%s': a sentence without its full stop is needed".formatted(advice));
    }
  }

  public static Remedy of(Action action, String advice, Object... about) {
    return new Remedy(action, advice, List.of(about).stream().map(String::valueOf).toList());
  }

  /** The failure and all that can be done about it, in one line for people. */
  public static String message(String found, List<Remedy> remedies) {
    return message(found, remedies, Remedy::advice);
  }

  /**
   * The same, with the remedies in an edge's own words.
   *
   * @param found a sentence without its full stop
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
