package org.mneme.sweep;

import java.nio.ByteBuffer;
import org.mneme.files.Sha256;

/**
 * One trial's random numbers, the same on every machine, in every Java version and whatever the
 * other trials drew: SplitMix64 (Steele, Lea and Flood, 2014, with Stafford's mix 13), begun at the
 * first 64 bits of SHA-256 over the UTF-8 text {@code SEED/TRIAL}. Not for several threads.
 */
final class Draws {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  Draws(long seed, int trial) {
    state = ByteBuffer.wrap(Sha256.bytes(seed + "/" + trial)).getLong();
  }

  private long bits() {
    state += GOLDEN_GAMMA;
    long mixed = state;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  /** Between 0 and 1, never either: the middle of one of 2^53 equal cells. */
  double uniform() {
    return ((bits() >>> 11) + .5) * 0x1p-53;
  }

  /** A place in a list of weights that sum to 1, each as often as it weighs. */
  int pick(double[] weights) {
    double left = uniform();
    for (int i = 0; i < weights.length - 1; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }
}
