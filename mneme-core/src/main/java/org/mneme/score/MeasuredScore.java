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
 */
public record MeasuredScore(float value, int width, int height, @Nullable String error) {
  /**
   * {@return what an image without a score came to}
   *
   * @param name that the error may begin with
   * @param error why there is no score
   */
  public static MeasuredScore failed(String name, String error) {
    return new MeasuredScore(Float.NaN, 0, 0, Score.reason(name, error));
  }

  /** A number that is not finite is a failure. */
  static MeasuredScore of(float value, int width, int height) {
    return Float.isFinite(value)
        ? new MeasuredScore(value, width, height, null)
        : new MeasuredScore(Float.NaN, width, height, Score.notFinite(value));
  }
}
