package org.mneme.adapt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mneme.features.CropView;
import org.mneme.features.Feature;
import org.mneme.features.FeatureCache;
import org.mneme.features.FeatureGraph;
import org.mneme.features.FeatureTable;
import org.mneme.features.FrozenNetwork;
import org.mneme.head.FeatureRows;
import org.mneme.head.NearestImages;
import org.mneme.image.InputSize;
import org.mneme.onnx.GraphValue;
import org.mneme.onnx.GraphWriter;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.OnnxModel;
import org.mneme.progress.Progress;
import org.mneme.score.Sureness;

/**
 * A model's graph with one output more, how familiar a picture is: how far it lies from the nearest
 * of some pictures in the network's features, compared with how far each of these lies from the
 * others. The features are taken from the layers that make the score, so that nothing runs twice.
 *
 * @param model the graph; empty where there is none
 * @param notes for its card
 * @param why there is none, after the file's name
 * @param own whether the model told before, of other pictures
 */
record Familiarity(Optional<OnnxModel> model, Map<String, String> notes, String why, boolean own) {
  /** The note of a card that says of which pictures a calibrated copy tells. */
  static final String DATA = "familiar.data";

  /** More pictures make the file larger and the search longer, and tell hardly more. */
  static final int MOST = 3000;

  private static final String PREFIX = Sureness.FAMILIAR + "/";
  private static final int FOLDS = 5;

  static Familiarity none(String why) {
    return new Familiarity(Optional.empty(), Map.of(), why, false);
  }

  /**
   * Looks at the pictures with the network, and adds to its graph.
   *
   * @param file a model file with a card
   * @param data what the pictures are called together
   * @param images at least as many as intervals need
   * @throws org.mneme.onnx.ModelException if the network does not give its features
   */
  static Familiarity of(
      Path file,
      String data,
      List<Path> images,
      FeatureCache cache,
      FeatureCache.Settings settings,
      Progress progress)
      throws IOException {
    ModelCard card = OnnxFile.card(file).orElseThrow();
    OnnxModel model = OnnxFile.read(file);
    List<String> outputs = model.outputs().stream().map(GraphValue::name).toList();
    if (outputs.contains(Sureness.FAMILIAR)) {
      if (!card.notes().containsKey(DATA)) {
        return new Familiarity(
            Optional.empty(),
            Map.of(),
            "familiarity stays that beside the pictures that the model was fitted to",
            true);
      }
      model = model.without(file.toString(), Sureness.FAMILIAR);
    }
    FrozenNetwork network = FrozenNetwork.of(file.toString(), model, Optional.of(card));
    InputSize size = card.preprocessing().input();
    List<Feature> features = UsualLayers.within(network, card, size, settings.threads());
    if (features.isEmpty()) {
      return none(
          "familiarity needs a layer before the score that tells one picture from another, and the network has none");
    }
    network =
        network.checked(
            size, features.stream().map(Feature::layer).distinct().toList(), settings.threads());
    List<Path> drawn = drawn(images);
    try (FeatureTable table =
        cache.features(
            network,
            features,
            List.of(CropView.centre(card.preprocessing())),
            drawn,
            settings,
            progress)) {
      table.requireAll();
      FrozenRows rows = new FrozenRows(List.of(table), IntStream.range(0, drawn.size()).toArray());
      double[] strangeness = leftOut(rows, progress);
      if (Arrays.stream(strangeness).max().orElse(0) <= 0) {
        return none(
            "familiarity needs features that tell one picture from another, and the network gives all of these the same");
      }
      NearestImages nearest = NearestImages.of(rows, AdaptSettings.USUAL_COMPONENTS);
      GraphWriter graph = GraphWriter.extending(file.toString(), model);
      List<String> names =
          FeatureGraph.addToOwn(graph, network, features, PREFIX, size, settings.threads());
      String distances = nearest.writeDistances(graph, names, PREFIX + "images/");
      String share = nearest.writeFamiliar(graph, distances, strangeness);
      graph.add("Identity", Sureness.FAMILIAR, List.of(share));
      graph.output(Sureness.FAMILIAR, 1);
      return new Familiarity(
          Optional.of(graph.model()),
          Map.of(
              DATA,
              "%s: %d images".formatted(data, drawn.size()),
              "familiar.layers",
              features.stream().map(String::valueOf).collect(Collectors.joining(", "))),
          "",
          false);
    }
  }

  /** All, or so many that were drawn; the same ones again for the same images. */
  private static List<Path> drawn(List<Path> images) {
    if (images.size() <= MOST) {
      return images;
    }
    List<Path> drawn = new ArrayList<>(images);
    Collections.shuffle(drawn, new Random(images.size()));
    return List.copyOf(drawn.subList(0, MOST));
  }

  /** How far each picture lies from the nearest of the other folds'. */
  static double[] leftOut(FeatureRows rows, Progress progress) throws IOException {
    List<Integer> places = new ArrayList<>(IntStream.range(0, rows.count()).boxed().toList());
    Collections.shuffle(places, new Random(rows.count()));
    double[] distances = new double[rows.count()];
    for (int fold = 0; fold < FOLDS; fold++) {
      progress.check();
      int own = fold;
      int[] others =
          IntStream.range(0, rows.count()).filter(k -> k % FOLDS != own).map(places::get).toArray();
      int[] left =
          IntStream.range(0, rows.count()).filter(k -> k % FOLDS == own).map(places::get).toArray();
      double[] found =
          NearestImages.of(rows.rows(others), AdaptSettings.USUAL_COMPONENTS)
              .distances(rows.rows(left));
      for (int i = 0; i < left.length; i++) {
        distances[left[i]] = found[i];
      }
    }
    return distances;
  }
}
