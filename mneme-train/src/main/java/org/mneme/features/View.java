package org.mneme.features;

import org.mneme.image.InputSize;
import org.mneme.image.Rgb;

/**
 * One way to look at an image: from the picture to a network's input. The same picture and key give
 * the same floats, always; threads may share it.
 */
public interface View {
  /** All that decides the floats but the picture, in one line: settings, place, seed. */
  String key();

  /** What the network takes. */
  InputSize size();

  /** The input, {@code [channels, height, width]}. */
  float[] planes(Rgb image);
}
