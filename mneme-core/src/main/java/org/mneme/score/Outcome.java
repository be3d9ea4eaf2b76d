package org.mneme.score;

import org.jspecify.annotations.Nullable;

/**
 * What became of an image that is known by no path.
 *
 * @param value the score; NaN when the image failed
 * @param error why it failed, in words that fit beside its name, one line; null when it did not
 * @param sureness how sure the score is, of a model that tells
 */
public record Outcome(float value, @Nullable String error, Sureness sureness) {
  /**
   * Makes one for a model that does not tell how sure it is.
   *
   * @param value the score; NaN when the image failed
   * @param error why it failed, in words that fit beside its name, one line; null when it did not
   */
  public Outcome(float value, @Nullable String error) {
    this(value, error, Sureness.NONE);
  }

  /** {@return whether there is no score} */
  public boolean failed() {
    return error != null;
  }

  static Outcome scored(float value, Sureness sureness) {
    return Float.isFinite(value)
        ? new Outcome(value, null, sureness)
        : new Outcome(Float.NaN, Score.notFinite(value));
  }

  static Outcome failed(ImageSource image, String error) {
    return new Outcome(Float.NaN, Score.reason(image.name(), error));
  }
}
