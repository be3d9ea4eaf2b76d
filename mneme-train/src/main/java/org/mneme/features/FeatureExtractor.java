package org.mneme.features;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.OnnxModel;
import org.mneme.progress.Progress;
import org.mneme.score.LayerOutputs;
import org.mneme.score.PreprocessingChoice;
import org.mneme.score.ScorerOptions;

/**
 * What layers of a model give for images, as rows of numbers: any tensor of an ONNX file, by the
 * mean, the standard deviation, the largest value or other statistics of each channel, or all its
 * values. Nothing is kept; {@link FeatureCache} keeps what adapting needs.
 *
 * <p>Rows come in the order of the images, as soon as each is there; memory does not grow with
 * their number. For one thread at a time.
 */
public final class FeatureExtractor implements AutoCloseable {
  private final LayerOutputs layers;
  private final List<Feature> features;
  private final List<StatisticValues> values;

  /** Takes rows as they come. */
  @FunctionalInterface
  public interface Sink {
    /**
     * One image is done.
     *
     * @param row its features, or why there are none
     * @throws IOException to end it all
     */
    void accept(FeatureRow row) throws IOException;
  }

  private FeatureExtractor(
      LayerOutputs layers, List<Feature> features, List<StatisticValues> values) {
    this.layers = layers;
    this.features = features;
    this.values = values;
  }

  /**
   * Opens a model for some of its layers.
   *
   * @param model an ONNX file
   * @param options how it is run
   * @param wanted {@code NAME} or {@code NAME:STATISTIC}, as {@link Statistic#parse} reads it.
   *     Without a statistic, a layer with height and width is taken by the mean of each channel,
   *     any other by all its values
   * @param withScore whether rows have the model's score too
   * @return the open model; the caller closes it
   * @throws IllegalArgumentException if the model has no such layer, or a layer no such statistic
   * @throws org.mneme.onnx.ModelException if the file is no such model
   */
  public static FeatureExtractor open(
      Path model, ScorerOptions options, List<String> wanted, boolean withScore)
      throws IOException {
    OnnxModel network = OnnxFile.read(model);
    Set<String> known = network.layers();
    Set<String> names = new LinkedHashSet<>();
    for (String text : wanted) {
      names.add(layer(model, network, known, text));
    }
    LayerOutputs layers = LayerOutputs.open(model, options, names, withScore);
    try {
      List<Feature> features = new ArrayList<>();
      List<StatisticValues> values = new ArrayList<>();
      for (String text : wanted) {
        String name = layer(model, network, known, text);
        Statistic statistic =
            name.equals(text)
                ? StatisticValues.usual(layers.shape(name))
                : Statistic.parse(text.substring(name.length() + 1));
        Feature feature = new Feature(name, statistic);
        if (features.contains(feature)) {
          throw new IllegalArgumentException("'%s' is asked for twice".formatted(feature));
        }
        features.add(feature);
        values.add(new StatisticValues(feature, layers.shape(name)));
      }
      return new FeatureExtractor(layers, List.copyOf(features), values);
    } catch (IllegalArgumentException e) {
      layers.close();
      throw e;
    }
  }

  /** The layer that a text names; a layer's own name may have colons. */
  private static String layer(Path model, OnnxModel network, Set<String> known, String text) {
    int colon = text.lastIndexOf(':');
    if (known.contains(text)) {
      return text;
    }
    String name = colon < 0 ? text : text.substring(0, colon);
    if (!known.contains(name)) {
      throw network.unknown(model.toString(), colon < 0 || hasStatistic(text) ? name : text);
    }
    Statistic.parse(text.substring(colon + 1));
    return name;
  }

  private static boolean hasStatistic(String text) {
    try {
      Statistic.parse(text.substring(text.lastIndexOf(':') + 1));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** {@return what each row holds, one after the other} */
  public List<Feature> features() {
    return features;
  }

  /**
   * {@return how many numbers a feature has}
   *
   * @param feature counted from 0
   */
  public int length(int feature) {
    return values.get(feature).length();
  }

  /** {@return how many numbers a row has} */
  public int length() {
    return values.stream().mapToInt(StatisticValues::length).reduce(0, Math::addExact);
  }

  /**
   * {@return a name for each number of a row: {@code LAYER:STATISTIC.N}, N counted from 0 in C
   * order within the feature}
   */
  public List<String> columns() {
    List<String> names = new ArrayList<>(length());
    for (int i = 0; i < features.size(); i++) {
      for (int n = 0; n < length(i); n++) {
        names.add(features.get(i) + "." + n);
      }
    }
    return names;
  }

  /**
   * {@return the shape of one image's layer, without the number of images}
   *
   * @param feature counted from 0
   */
  public List<Integer> shape(int feature) {
    return layers.shape(features.get(feature).layer());
  }

  /** {@return how images are prepared} */
  public Preprocessing preprocessing() {
    return layers.preprocessing();
  }

  /**
   * {@return how images are prepared, with the model's own preprocessing where options override it}
   */
  public PreprocessingChoice preprocessingChoice() {
    return layers.preprocessingChoice();
  }

  /** {@return how it is run} */
  public ScorerOptions options() {
    return layers.options();
  }

  /**
   * Extracts the features of images.
   *
   * @param images called on this thread, gone through once
   * @param sink takes a row for each image, in the images' order, on this thread
   * @param progress is asked before each image whether to go on
   * @throws org.mneme.progress.CancelledException if {@code progress} cancels
   * @throws IOException if the network fails, or the sink does
   */
  public void run(Iterator<Path> images, Sink sink, Progress progress) throws IOException {
    layers.run(
        progress.checking(images),
        outputs -> {
          if (outputs.error() != null) {
            sink.accept(new FeatureRow(outputs.image(), new float[0], Float.NaN, outputs.error()));
            return;
          }
          float[] row = new float[length()];
          int at = 0;
          for (int i = 0; i < features.size(); i++) {
            FloatBuffer layer =
                Objects.requireNonNull(outputs.values().get(features.get(i).layer()));
            values.get(i).write(layer, row, at);
            at += length(i);
          }
          sink.accept(new FeatureRow(outputs.image(), row, layers.score(outputs), null));
        });
  }

  @Override
  public void close() {
    layers.close();
  }
}
