package org.mneme.features;

import java.io.Serializable;
import org.mneme.image.InputSize;
import org.mneme.image.Rgb;

/**
 * One way to look at an image: from the picture to a network's input. The same picture and key give
 * the same floats, always; threads may share it.
 */
public interface View extends Serializable {
  /** {@return all that decides the floats but the picture, in one line: settings, place, seed} */
  String key();

  /** {@return what the network takes} */
  InputSize size();

  /**
   * {@return the network's input, {@code [channels, height, width]}}
   *
   * @param image of any size
   */
  float[] planes(Rgb image);
}
