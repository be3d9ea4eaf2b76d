package org.mneme.select;

/**
 * A column in which the sets are to be alike.
 *
 * @param column of numbers
 * @param tolerance the largest standardised difference of means between two sets, such as 0.05
 */
public record Matching(String column, double tolerance) {
  /** What is asked for where nothing else is said. */
  public static final double USUAL = 0.05;

  /**
   * Checks the tolerance.
   *
   * @param column of numbers
   * @param tolerance the largest standardised difference of means between two sets
   * @throws IllegalArgumentException if it is negative or not a number
   */
  public Matching {
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "the tolerance of %s must be 0 or more, not %s".formatted(column, tolerance));
    }
  }

  /**
   * {@return a column with its tolerance: {@code luminance} or {@code luminance=0.1}}
   *
   * @param text name, and after an equals sign the tolerance
   * @throws IllegalArgumentException if the tolerance is not a number
   */
  public static Matching parse(String text) {
    int equals = text.lastIndexOf('=');
    if (equals < 0) {
      return new Matching(text.strip(), USUAL);
    }
    try {
      return new Matching(
          text.substring(0, equals).strip(), Double.parseDouble(text.substring(equals + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s': after = a tolerance is needed, such as %s=0.05"
              .formatted(text, text.substring(0, equals)),
          e);
    }
  }
}
