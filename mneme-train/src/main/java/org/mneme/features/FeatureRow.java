package org.mneme.features;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The features of one image.
 *
 * @param image its file
 * @param values all features, one after the other; empty for an image that failed
 * @param score the model's score; NaN if it was not asked for, or the image failed
 * @param error why the image failed, in one line; null if it did not
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record FeatureRow(Path image, float[] values, float score, @Nullable String error) {
  /** {@return why the image failed, in words that fit beside its name; null if it did not} */
  public @Nullable String reason() {
    String start = image + ": ";
    return error != null && error.startsWith(start) ? error.substring(start.length()) : error;
  }

  /** {@return whether there are no features} */
  public boolean failed() {
    return error != null;
  }
}
