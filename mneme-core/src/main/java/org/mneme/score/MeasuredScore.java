package org.mneme.score;

import org.jspecify.annotations.Nullable;

/**
 * What one image of an {@link ImageBatch} came to.
 *
 * @param value finite; NaN when the image has no score
 * @param width of the picture in pixels, upright; 0 when it could not be decoded
 * @param height of the picture in pixels, upright; 0 when it could not be decoded
 * @param error why there is no score, in one line that does not name the image; null when there is
 *     one
 * @param sureness how sure the score is, of a model that tells
 */
public record MeasuredScore(
    float value, int width, int height, @Nullable String error, Sureness sureness) {
  /**
   * Makes one for a model that does not tell how sure it is.
   *
   * @param value finite; NaN when the image has no score
   * @param width of the picture in pixels, upright; 0 when it could not be decoded
   * @param height of the picture in pixels, upright; 0 when it could not be decoded
   * @param error why there is no score, in one line that does not name the image; null when there
   *     is one
   */
  public MeasuredScore(float value, int width, int height, @Nullable String error) {
    this(value, width, height, error, Sureness.NONE);
  }

  /**
   * {@return what an image without a score came to}
   *
   * @param name that the error may begin with
   * @param error why there is no score
   */
  public static MeasuredScore failed(String name, String error) {
    return new MeasuredScore(Float.NaN, 0, 0, Score.reason(name, error));
  }

  static MeasuredScore of(Outcome outcome, int width, int height) {
    return new MeasuredScore(outcome.value(), width, height, outcome.error(), outcome.sureness());
  }
}
