package org.mneme.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mneme.network.MemNet;
import org.mneme.network.Network;
import org.mneme.network.ResMem;
import org.mneme.network.TripleMem;
import org.mneme.onnx.ForeignGraph;
import org.mneme.remedy.NearestName;
import org.mneme.settings.SettingException;

/**
 * Which network is trained.
 *
 * @param name which network
 * @param segmentation TripleMem's frozen network: class scores from RGB pictures of 0..1
 * @param classes what TripleMem takes of it
 */
public record NetworkChoice(Name name, Optional<Path> segmentation, TripleMem.Classes classes) {

  /** What can be trained. */
  public enum Name {
    /** ResMem as published: 131.7 million parameters. */
    RESMEM,
    /** ResMem as its article first describes it, with a shorter head. */
    RESMEM_ARTICLE,
    /** MemNet as rebuilt by ResMem's authors: 56.3 million parameters. */
    MEMNET,
    /** MemNet at a quarter of its widths: 1.6 million parameters. */
    MEMNET_SMALL,
    /** ResMem with a third branch over a frozen segmentation network. */
    TRIPLEMEM,
    /** FalseResMem, which predicts false alarms. */
    FALSERESMEM;

    /**
     * The name in settings and model files: {@code memnet-small}.
     *
     * @return lower case, with hyphens
     */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * {@return the network of this label; an underscore is as good as a hyphen}
     *
     * @param label in any case
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
                      "unknown network '%s' (there are %s)%s"
                          .formatted(
                              label, String.join(", ", all()), NearestName.hint(label, all()))));
    }

    static List<String> all() {
      return Arrays.stream(values()).map(Name::label).toList();
    }
  }

  /**
   * Checks that TripleMem has its segmentation network.
   *
   * @param name which network
   * @param segmentation TripleMem's frozen network
   * @param classes what TripleMem takes of it
   * @throws SettingException if it has not
   */
  public NetworkChoice {
    if (name == Name.TRIPLEMEM && segmentation.isEmpty()) {
      throw new SettingException(
          "segmentation", "is missing: triplemem needs the file of a segmentation network");
    }
  }

  /**
   * {@return a network that needs no other}
   *
   * @param name any but {@link Name#TRIPLEMEM}
   * @throws SettingException if the network needs another
   */
  public static NetworkChoice of(Name name) {
    return new NetworkChoice(name, Optional.empty(), TripleMem.Classes.SCORES);
  }

  /**
   * A network as layers.
   *
   * @param network as layers
   * @param foreign the graphs in it that are not described as layers
   */
  public record Made(Network network, List<ForeignGraph> foreign) {
    /**
     * Keeps a copy.
     *
     * @param network as layers
     * @param foreign the graphs in it that are not described as layers
     */
    public Made {
      foreign = List.copyOf(foreign);
    }
  }

  /**
   * Makes the network, without weights.
   *
   * @return the network, and the graph that it builds upon, if any
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
