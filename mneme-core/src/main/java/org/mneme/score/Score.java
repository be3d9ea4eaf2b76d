package org.mneme.score;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What became of one image.
 *
 * @param value the model's output, for memorability 0..1; NaN when the image failed
 * @param error why it failed, in one line; null when it did not
 */
public record Score(Path image, float value, @Nullable String error) {
  public boolean failed() {
    return error != null;
  }
}
