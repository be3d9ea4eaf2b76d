package org.mneme.score;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What became of one image.
 *
 * @param image the file
 * @param value the model's output, for memorability 0..1; NaN when the image failed
 * @param error why it failed, in one line; null when it did not
 * @param sureness how sure the score is, of a model that tells
 */
public record Score(Path image, float value, @Nullable String error, Sureness sureness) {
  /**
   * Makes one for a model that does not tell how sure it is.
   *
   * @param image the file
   * @param value the model's output, for memorability 0..1; NaN when the image failed
   * @param error why it failed, in one line; null when it did not
   */
  public Score(Path image, float value, @Nullable String error) {
    this(image, value, error, Sureness.NONE);
  }

  /** {@return whether there is no score} */
  public boolean failed() {
    return error != null;
  }

  /**
   * Why the image failed, in words that fit beside its name: one line without control characters
   * that does not name the image again.
   *
   * @return such as "is cut off"
   */
  public String reason() {
    return reason(image.toString(), String.valueOf(error));
  }

  /** The same of an image that is called {@code image}. */
  static String reason(String image, String error) {
    String why = printable(error);
    String name = printable(image) + ": ";
    return why.startsWith(name) ? why.substring(name.length()) : why;
  }

  /**
   * Turns it into a row of a result: a value that is no number is a failure too, and errors are
   * reasons.
   *
   * @return this one, or a copy that has failed
   */
  public Score asRow() {
    if (failed()) {
      return new Score(image, Float.NaN, reason());
    }
    return Float.isFinite(value) ? this : new Score(image, Float.NaN, notFinite(value));
  }

  static String notFinite(float value) {
    return "the model gave " + Float.toString(value);
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
