package org.mneme.adapt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mneme.catalog.Catalog;
import org.mneme.features.Feature;
import org.mneme.features.FrozenNetwork;
import org.mneme.features.Statistic;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.remedy.Action;
import org.mneme.remedy.RefusedException;
import org.mneme.remedy.Remedy;
import org.mneme.settings.SettingException;

/**
 * Which layers of which frozen network an adapted model looks at.
 *
 * @param model a published model's name, or a model file: Mneme's, or any network of images as ONNX
 * @param layers none for the model's usual ones; for a network of others, for its only output
 * @param views how it looks at each image
 * @param preprocessing how images are prepared for a file that does not say so; empty where none is
 *     among the models
 * @param override whether that takes the place of what a file says
 */
public record SourceChoice(
    String model,
    List<LayerChoice> layers,
    Views views,
    Optional<Preprocessing> preprocessing,
    boolean override) {
  /**
   * Keeps a copy.
   *
   * @param model a published model's name, or a model file
   * @param layers none for the model's usual ones
   * @param views how it looks at each image
   * @param preprocessing how images are prepared for a file that does not say so
   * @param override whether that takes the place of what a file says
   */
  public SourceChoice {
    layers = List.copyOf(layers);
  }

  /**
   * Makes a choice for each model.
   *
   * @param models published models' names, or model files
   * @param layers {@code MODEL:LAYER} or {@code MODEL:LAYER:STATISTIC}; a model without any gets
   *     its usual ones
   * @param views how they look at each image
   * @return a choice for each model, in their order
   * @throws SettingException if a layer is of no such form, or of another model
   */
  public static List<SourceChoice> of(List<String> models, List<String> layers, Views views) {
    return of(models, layers, views, Optional.empty(), false);
  }

  /**
   * Makes a choice for each model, of which some do not say how images are prepared for them.
   *
   * @param models published models' names, or model files
   * @param layers {@code MODEL:LAYER} or {@code MODEL:LAYER:STATISTIC}; a model without any gets
   *     its usual ones, or its only output
   * @param views how they look at each image
   * @param preprocessing how images are prepared for files that do not say so
   * @param override whether that takes the place of what files say
   * @return a choice for each model, in their order
   * @throws SettingException if a layer is of no such form, or of another model
   */
  public static List<SourceChoice> of(
      List<String> models,
      List<String> layers,
      Views views,
      Optional<Preprocessing> preprocessing,
      boolean override) {
    Map<String, List<LayerChoice>> named = new LinkedHashMap<>();
    models.forEach(model -> named.put(model, new ArrayList<>()));
    for (String layer : layers) {
      String model = modelOf(layer, models);
      named
          .getOrDefault(model, List.of())
          .add(LayerChoice.parse(layer.substring(model.length() + 1)));
    }
    return named.entrySet().stream()
        .map(
            each ->
                new SourceChoice(each.getKey(), each.getValue(), views, preprocessing, override))
        .toList();
  }

  /** A file's name may itself have colons. */
  private static String modelOf(String layer, List<String> models) {
    return models.stream()
        .filter(model -> layer.startsWith(model + ":") && layer.length() > model.length() + 1)
        .findFirst()
        .orElseThrow(
            () ->
                new SettingException(
                    "layer",
                    "'%s' must be MODEL:LAYER or MODEL:LAYER:STATISTIC, of a model among %s"
                        .formatted(layer, models)));
  }

  /**
   * Opens the network.
   *
   * @param withScore whether the network's own score is taken too, as the last feature
   * @throws IllegalArgumentException if the model has no usual layers and none were named
   * @throws ModelException if it does not say how images are prepared for it, and {@link
   *     #preprocessing} is empty; or does not take such images
   */
  Source open(Catalog catalog, boolean withScore, int threads, Progress progress)
      throws IOException {
    Path file = catalog.resolve(model, Optional.of(Precision.FP32), progress);
    FrozenNetwork network = FrozenNetwork.open(file);
    if (network.card().isEmpty()) {
      return ForeignSource.open(this, file, network, threads);
    }
    ModelCard own = network.card().get();
    Preprocessing used = override ? preprocessing.orElse(own.preprocessing()) : own.preprocessing();
    List<Feature> features = new ArrayList<>();
    for (LayerChoice each : layers) {
      features.add(feature(network, each, used, threads));
    }
    if (features.isEmpty()) {
      features.addAll(usual(own));
    }
    if (withScore) {
      Feature score = new Feature(network.output(), Statistic.VALUES);
      features.remove(score);
      features.add(score);
    }
    return new Source(own.name(), network, own, features, views.of(used));
  }

  /** A layer with its statistic, which the form of its output decides where none was named. */
  Feature feature(FrozenNetwork network, LayerChoice choice, Preprocessing used, int threads)
      throws IOException {
    if (choice.statistic().isPresent()) {
      return new Feature(choice.layer(), choice.statistic().get());
    }
    List<Integer> shape =
        network.shapes(List.of(choice.layer()), used.input(), threads).get(choice.layer());
    if (shape.size() == 2) {
      throw new RefusedException(
          "%s: '%s' gives %d tokens of %d numbers for an image. Choose one of: the class token (cls), the mean of the other tokens (patches), the mean of all (mean), all numbers (values)"
              .formatted(network.name(), choice.layer(), shape.get(0), shape.get(1)),
          Remedy.of(Action.CHOOSE_STATISTIC, "Name it after the layer", model, choice.layer()));
    }
    return new Feature(choice.layer(), shape.size() == 3 ? Statistic.MEAN : Statistic.VALUES);
  }

  private List<Feature> usual(ModelCard card) {
    return UsualLayers.of(card.name())
        .orElseThrow(
            () ->
                new RefusedException(
                    "model '%s' has no usual layers: name the layers to look at".formatted(model),
                    Remedy.of(Action.INSPECT_LAYERS, "List its layers", model)));
  }
}
