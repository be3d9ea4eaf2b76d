package org.mneme.features;

import org.mneme.image.InputSize;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;

/**
 * One way to look at an image: from the picture to a network's input. The same picture and key give
 * the same floats, always; threads may share it.
 */
public interface View {
  /** All that decides the floats but the picture, in one line: settings, place, seed. */
  String key();

  /**
   * All that the preprocessing decides, in one line. Caches of every version know features by it,
   * so it never changes for a preprocessing that there was before.
   */
  static String key(Preprocessing p) {
    String crop =
        p.cropWidth() == p.cropHeight()
            ? String.valueOf(p.cropWidth())
            : p.cropWidth() + "x" + p.cropHeight();
    return "Preprocessing[width=%d, height=%d, crop=%s, order=%s, divisor=%s, mean=%s, std=%s, meanImage=%s]"
        .formatted(
            p.width(),
            p.height(),
            crop,
            p.order().name(),
            p.divisor(),
            p.mean(),
            p.std(),
            p.meanImage());
  }

  /** What the network takes. */
  InputSize size();

  /** The input, {@code [channels, height, width]}. */
  float[] planes(Rgb image);
}
