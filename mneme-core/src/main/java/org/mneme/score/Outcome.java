package org.mneme.score;

import org.jspecify.annotations.Nullable;

/**
 * What became of an image that is known by no path.
 *
 * @param value the score; NaN when the image failed
 * @param error why it failed, in words that fit beside its name, one line; null when it did not
 */
public record Outcome(float value, @Nullable String error) {
  /** {@return whether there is no score} */
  public boolean failed() {
    return error != null;
  }

  static Outcome scored(float value) {
    return Float.isFinite(value)
        ? new Outcome(value, null)
        : new Outcome(Float.NaN, Score.notFinite(value));
  }

  static Outcome failed(ImageSource image, String error) {
    return new Outcome(Float.NaN, Score.reason(image.name(), error));
  }
}
