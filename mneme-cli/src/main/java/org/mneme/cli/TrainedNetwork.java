package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mneme.network.MemNet;
import org.mneme.network.Network;
import org.mneme.network.ResMem;
import org.mneme.network.TripleMem;
import org.mneme.onnx.ForeignGraph;

/**
 * A network that a user names to train.
 *
 * @param foreign the graphs in it that are not described as layers
 */
record TrainedNetwork(Network network, List<ForeignGraph> foreign) {
  /** What can be named. */
  enum Name {
    RESMEM,
    RESMEM_ARTICLE,
    MEMNET,
    MEMNET_SMALL,
    TRIPLEMEM,
    FALSERESMEM;

    /** As {@code mneme train --network} takes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Makes the network.
   *
   * @param segmentation TripleMem's frozen network
   */
  static TrainedNetwork of(String name, @Nullable Path segmentation, TripleMem.Classes classes)
      throws IOException {
    Name wanted = null;
    for (Name each : Name.values()) {
      if (each.toString().equals(name.toLowerCase(Locale.ROOT).replace('_', '-'))) {
        wanted = each;
      }
    }
    if (wanted == null) {
      throw new IllegalArgumentException(
          "'%s' is no network. There are: %s"
              .formatted(name, List.of(Name.values()).toString().replaceAll("[\\[\\]]", "")));
    }
    if (wanted == Name.TRIPLEMEM) {
      if (segmentation == null) {
        throw new IllegalArgumentException(
            "triplemem needs a segmentation network: --segmentation FILE.onnx");
      }
      ForeignGraph graph = ForeignGraph.read(segmentation);
      return new TrainedNetwork(TripleMem.network(graph.layer(), classes), List.of(graph));
    }
    return new TrainedNetwork(
        switch (wanted) {
          case RESMEM -> ResMem.network();
          case RESMEM_ARTICLE -> ResMem.article();
          case MEMNET -> MemNet.network();
          case MEMNET_SMALL -> MemNet.small();
          case FALSERESMEM -> ResMem.falseResMem();
          case TRIPLEMEM -> throw new IllegalStateException("made above");
        },
        List.of());
  }
}
