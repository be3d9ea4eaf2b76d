package org.mneme.score;

import java.io.IOException;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;

/** An image that is yet to be decoded, on a thread of a {@link SharedScorer}. */
public interface ImageSource {
  /** {@return what errors call it} */
  String name();

  /**
   * Bytes that it keeps in memory until it is decoded; 0 for a file.
   *
   * @return bytes that count against a {@link Capacity}
   */
  long bytes();

  /**
   * Decodes it.
   *
   * @param mode whose rules are followed
   * @param limits larger files and pictures are refused
   * @return the picture
   * @throws org.mneme.image.ImageException if it cannot be read as an image; where the message
   *     starts with the name, this is taken off
   */
  Rgb decode(DecodeMode mode, ImageLimits limits) throws IOException;
}
