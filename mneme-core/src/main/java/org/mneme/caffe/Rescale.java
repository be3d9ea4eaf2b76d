package org.mneme.caffe;

import org.mneme.network.Clamp;
import org.mneme.network.Network;
import org.mneme.network.Power;

/**
 * What MemNet's authors do with its output y: {@code (y - from) * factor + to}, no less than 0 and
 * no more than 1. With ten crops it is done to each crop's output, before their mean is taken.
 *
 * @param from taken from each output
 * @param factor what the difference is multiplied by; not 0
 * @param to added at last
 */
public record Rescale(double from, double factor, double to) {
  /** Khosla et al. (2015): {@code (y - 0.7626) * 2 + 0.65}. */
  public static final Rescale MEMNET = new Rescale(.7626, 2, .65);

  /**
   * Checks the numbers.
   *
   * @param from taken from each output
   * @param factor what the difference is multiplied by
   * @param to added at last
   * @throws IllegalArgumentException if one is not finite, or {@code factor} is 0
   */
  public Rescale {
    if (!Double.isFinite(from) || !Double.isFinite(to) || !Double.isFinite(factor) || factor == 0) {
      throw new IllegalArgumentException(
          "rescaling needs three numbers, the second not 0: %s, %s, %s"
              .formatted(from, factor, to));
    }
  }

  /** The name of the node that gives the rescaled number. */
  static final String NODE = "rescaled";

  /** Adds it behind a node. */
  void addTo(Network.Builder net, String node) {
    net.add(NODE + ".linear", Power.linear((float) factor, (float) (to - factor * from)), node)
        .then(NODE, new Clamp(0, 1));
  }
}
