package org.mneme.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mneme.network.MemNet;
import org.mneme.network.Network;
import org.mneme.network.ResMem;
import org.mneme.network.TripleMem;
import org.mneme.onnx.ForeignGraph;
import org.mneme.settings.SettingException;

/**
 * Which network is trained.
 *
 * @param segmentation TripleMem's frozen network: class scores from RGB pictures of 0..1
 * @param classes what TripleMem takes of it
 */
public record NetworkChoice(Name name, Optional<Path> segmentation, TripleMem.Classes classes) {

  /** What can be trained. */
  public enum Name {
    RESMEM,
    RESMEM_ARTICLE,
    MEMNET,
    MEMNET_SMALL,
    TRIPLEMEM,
    FALSERESMEM;

    /** As settings and model files name it: {@code memnet-small}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The network of this label; an underscore is as good as a hyphen.
     *
     * @throws IllegalArgumentException naming all networks, if there is none
     */
    public static Name of(String label) {
      String wanted = label.toLowerCase(Locale.ROOT).replace('_', '-');
      return Arrays.stream(values())
          .filter(each -> each.label().equals(wanted))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "unknown network '%s'; there are %s".formatted(label, all())));
    }

    static String all() {
      return Arrays.stream(values()).map(Name::label).collect(Collectors.joining(", "));
    }
  }

  public NetworkChoice {
    if (name == Name.TRIPLEMEM && segmentation.isEmpty()) {
      throw new SettingException(
          "segmentation", "is missing: triplemem needs the file of a segmentation network");
    }
  }

  /** A network that needs no other. */
  public static NetworkChoice of(Name name) {
    return new NetworkChoice(name, Optional.empty(), TripleMem.Classes.SCORES);
  }

  /**
   * A network as layers.
   *
   * @param foreign the graphs in it that are not described as layers
   */
  public record Made(Network network, List<ForeignGraph> foreign) {
    public Made {
      foreign = List.copyOf(foreign);
    }
  }

  /**
   * Makes the network.
   *
   * @throws IOException if the segmentation network cannot be read
   */
  public Made make() throws IOException {
    if (name == Name.TRIPLEMEM) {
      ForeignGraph graph = ForeignGraph.read(segmentation.orElseThrow());
      return new Made(TripleMem.network(graph.layer(), classes), List.of(graph));
    }
    return new Made(
        switch (name) {
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
