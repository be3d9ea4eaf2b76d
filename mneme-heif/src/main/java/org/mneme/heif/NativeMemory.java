package org.mneme.heif;

import org.mneme.image.Unusable;

/**
 * What a decoder takes outside of Java's heap. A picture may ask for as much as Java itself may:
 * one setting, -Xmx, limits both, and a picture that needs more is refused before memory is taken.
 */
final class NativeMemory {
  /** HEVC and AV1: samples of up to 16 bits, and a second picture of half as many samples. */
  static final long BYTES_A_PIXEL = 6;

  /** JPEG 2000: a decoder's working copy of a sample and the sample itself. */
  static final long BYTES_A_SAMPLE = 8;

  private NativeMemory() {}

  static void admit(long bytes) throws Unusable {
    if (bytes > Runtime.getRuntime().maxMemory()) {
      throw new Unusable(
          "too large for the memory given to Java", "make it smaller, or raise -Xmx");
    }
  }
}
