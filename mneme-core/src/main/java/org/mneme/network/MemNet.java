package org.mneme.network;

import java.util.List;

/**
 * MemNet (Khosla et al., 2015) as rebuilt by ResMem's authors: five convolutions and three fully
 * connected layers.
 *
 * <p>Input {@code [N, 3, 227, 227]}, RGB, 0..1; output {@code [N, 1]}, memorability, not held to
 * 0..1.
 */
public final class MemNet {
  private MemNet() {}

  /** The rebuilt network: 56.3 million parameters. */
  public static Network network() {
    return network("memnet", 48, 256, 384, 256, 4096);
  }

  /** A quarter of its widths, for few images or little time: 1.6 million parameters. */
  public static Network small() {
    return network("memnet-small", 12, 64, 96, 64, 512);
  }

  private static Network network(String name, int c1, int c2, int c3, int c5, int hidden) {
    Network.Builder net = Network.builder(name, ResMem.INPUT);
    ResMem.convolutions(net, c1, c2, c3, c5);
    ResMem.hidden(net, 36 * c5, List.of(hidden, hidden), 2);
    net.then("fc8", new Linear(hidden, 1));
    return net.build();
  }
}
