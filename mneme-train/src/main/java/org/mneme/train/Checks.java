package org.mneme.train;

/** Checks that settings share. */
final class Checks {
  private Checks() {}

  static void positive(int value, String what) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1, not %d".formatted(what, value));
    }
  }

  /** A finite number from 0 on. */
  static void notNegative(double value, String what) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s must be a number from 0 on, not %s".formatted(what, value));
    }
  }

  static void share(double value, String what) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException("%s must be in (0, 1], not %s".formatted(what, value));
    }
  }
}
