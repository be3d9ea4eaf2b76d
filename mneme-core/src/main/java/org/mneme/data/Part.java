package org.mneme.data;

import java.util.Locale;
import java.util.Optional;

/** A side of a split. */
public enum Part {
  /** What a model learns from. */
  TRAIN,
  /** What settings are chosen by, such as when to stop. */
  VAL,
  /** What a model is evaluated on at last. */
  TEST;

  /**
   * The name that files give it: {@code train}, {@code val} or {@code test}.
   *
   * @return the constant's name in lower case
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The part that a file calls so: in any case, also {@code training}, {@code validation}, ... */
  static Optional<Part> of(String label) {
    return switch (label.toLowerCase(Locale.ROOT)) {
      case "train", "training" -> Optional.of(TRAIN);
      case "val", "valid", "validation", "dev" -> Optional.of(VAL);
      case "test", "testing" -> Optional.of(TEST);
      default -> Optional.empty();
    };
  }
}
