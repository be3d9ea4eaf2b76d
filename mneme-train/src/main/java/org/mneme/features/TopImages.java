package org.mneme.features;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mneme.image.Crop;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.OnnxModel;
import org.mneme.progress.Progress;
import org.mneme.score.LayerOutputs;
import org.mneme.score.PreprocessingChoice;
import org.mneme.score.ScorerOptions;

/**
 * The images that drive each unit of a layer most: for a convolution's filter by its largest value
 * over all positions, for a fully connected unit by its value. All units are looked at in one pass
 * over the images; memory grows with the number of images by their paths alone.
 */
public final class TopImages {
  private final String layer;
  private final List<Integer> shape;
  private final ReceptiveField field;
  private final Preprocessing preprocessing;
  private final PreprocessingChoice choice;
  private final int count;
  private final List<Path> images = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private final int units;

  /** Unit by unit {@link #count} places, of which the first {@link #used} are taken. */
  private final float[] values;

  private final int[] rows;
  private final int[] positions;
  private final int[] used;
  private final float[] least;

  /** How many images share the least value, such as the 0 of a unit that stays silent. */
  private final int[] withLeast;

  private final float[] most;

  /**
   * An image that drives a unit, and where.
   *
   * @param image its file
   * @param value of the unit
   * @param row of the layer, from the top; 0 for a unit that sees everything
   * @param column of the layer, from the left; 0 likewise
   */
  public record Hit(Path image, float value, int row, int column) {}

  /**
   * A part of a picture, in its own pixels.
   *
   * @param left pixels from the left edge
   * @param top pixels from the upper edge
   * @param width pixels
   * @param height pixels
   */
  public record Patch(int left, int top, int width, int height) {}

  private TopImages(
      String layer, List<Integer> shape, ReceptiveField field, LayerOutputs outputs, int count) {
    this.layer = layer;
    this.shape = shape;
    this.field = field;
    this.preprocessing = outputs.preprocessing();
    this.choice = outputs.preprocessingChoice();
    this.count = count;
    this.units =
        switch (shape.size()) {
          case 1, 3 -> shape.get(0);
          case 2 -> shape.get(1);
          default ->
              throw new IllegalArgumentException(
                  "layer '%s' gives %s numbers for each image; units with or without positions are needed"
                      .formatted(layer, shape));
        };
    this.values = new float[Math.multiplyExact(units, count)];
    this.rows = new int[values.length];
    this.positions = new int[values.length];
    this.used = new int[units];
    this.least = new float[units];
    this.withLeast = new int[units];
    this.most = new float[units];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    Arrays.fill(most, Float.NEGATIVE_INFINITY);
  }

  /**
   * Finds them.
   *
   * @param model an ONNX file
   * @param options how it is run
   * @param layer the name of what one of its nodes gives
   * @param count how many images for each unit, 1 to 100
   * @param images files, gone through once
   * @param progress hears how many images are done, and can end it
   * @return the images of each unit
   * @throws IllegalArgumentException if the model has no such layer, or {@code count} cannot be
   * @throws org.mneme.progress.CancelledException if {@code progress} cancels
   * @throws IOException if the file is not a model, or the network fails
   */
  public static TopImages find(
      Path model,
      ScorerOptions options,
      String layer,
      int count,
      Iterator<Path> images,
      Progress progress)
      throws IOException {
    if (count < 1 || count > 100) {
      throw new IllegalArgumentException("the count must be 1 to 100, not " + count);
    }
    OnnxModel network = OnnxFile.read(model);
    try (LayerOutputs outputs = LayerOutputs.open(model, options, List.of(layer), false)) {
      ReceptiveField field =
          ReceptiveField.of(model.toString(), network, layer, outputs.preprocessing().input());
      TopImages found = new TopImages(layer, outputs.shape(layer), field, outputs, count);
      progress.begin("Looking for the strongest images", Progress.UNKNOWN, "images");
      outputs.run(
          progress.checking(images),
          row -> {
            if (row.error() == null) {
              found.take(row.image(), row.values());
            } else {
              found.errors.add(row.error());
            }
            progress.advance(found.images.size() + found.errors.size());
          });
      return found;
    }
  }

  private void take(Path image, Map<String, FloatBuffer> outputs) {
    FloatBuffer layerValues = Objects.requireNonNull(outputs.get(layer));
    int places = layerValues.remaining() / units;
    boolean tokens = shape.size() == 2;
    images.add(image);
    for (int unit = 0; unit < units; unit++) {
      float best = Float.NEGATIVE_INFINITY;
      int at = 0;
      for (int place = 0; place < places; place++) {
        int index = tokens ? place * units + unit : unit * places + place;
        float value = layerValues.get(layerValues.position() + index);
        if (value > best) {
          best = value;
          at = place;
        }
      }
      withLeast[unit] = best < least[unit] ? 1 : withLeast[unit] + (best == least[unit] ? 1 : 0);
      least[unit] = Math.min(least[unit], best);
      most[unit] = Math.max(most[unit], best);
      insert(unit, best, at);
    }
  }

  /** Keeps the places of a unit sorted, the highest value first; of equals the earlier image. */
  private void insert(int unit, float value, int at) {
    int first = unit * count;
    int place = used[unit];
    while (place > 0 && values[first + place - 1] < value) {
      place--;
    }
    if (place == count) {
      return;
    }
    int moved = Math.min(used[unit], count - 1) - place;
    System.arraycopy(values, first + place, values, first + place + 1, moved);
    System.arraycopy(rows, first + place, rows, first + place + 1, moved);
    System.arraycopy(positions, first + place, positions, first + place + 1, moved);
    values[first + place] = value;
    rows[first + place] = images.size() - 1;
    positions[first + place] = at;
    used[unit] = Math.min(count, used[unit] + 1);
  }

  /** {@return the layer's name} */
  public String layer() {
    return layer;
  }

  /** {@return how many units the layer has: filters of a convolution, or numbers} */
  public int units() {
    return units;
  }

  /** {@return how many images were looked at, failed ones left out} */
  public int images() {
    return images.size();
  }

  /** {@return why the other images failed, one line each} */
  public List<String> errors() {
    return List.copyOf(errors);
  }

  /** {@return how images are prepared} */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * {@return how images are prepared, with the model's own preprocessing where options override it}
   */
  public PreprocessingChoice preprocessingChoice() {
    return choice;
  }

  /** {@return what the layer's positions see of the network's input} */
  public ReceptiveField field() {
    return field;
  }

  /**
   * {@return whether a unit gave the same for every image, so that none drives it more than
   * another}
   *
   * @param unit counted from 0
   */
  public boolean isConstant(int unit) {
    return !(most[unit] > least[unit]);
  }

  /**
   * {@return the images that drive a unit most, the strongest first; those are left out that share
   * the least value of all with others, since nothing there drives it}
   *
   * @param unit counted from 0
   */
  public List<Hit> hits(int unit) {
    int width = shape.size() == 3 ? shape.get(2) : 1;
    List<Hit> hits = new ArrayList<>();
    for (int i = unit * count; i < unit * count + used[unit]; i++) {
      if (values[i] > least[unit] || withLeast[unit] == 1) {
        hits.add(
            new Hit(images.get(rows[i]), values[i], positions[i] / width, positions[i] % width));
      }
    }
    return hits;
  }

  /**
   * {@return the part of a picture that a unit saw at a hit's position}
   *
   * @param hit one of {@link #hits}
   * @param picture the hit's own picture, upright
   */
  public Patch patch(Hit hit, Rgb picture) {
    Crop crop = Crop.centre(preprocessing);
    boolean everywhere = field.isWhole() || shape.size() != 3;
    int top = everywhere ? 0 : field.rows().from(hit.row());
    int bottom = everywhere ? preprocessing.cropHeight() : field.rows().to(hit.row());
    int left = everywhere ? 0 : field.columns().from(hit.column());
    int right = everywhere ? preprocessing.cropWidth() : field.columns().to(hit.column());
    int[] across =
        scaled(crop.left() + left, crop.left() + right, preprocessing.width(), picture.width());
    int[] down =
        scaled(crop.top() + top, crop.top() + bottom, preprocessing.height(), picture.height());
    return new Patch(across[0], down[0], across[1] - across[0], down[1] - down[0]);
  }

  /** From pixels of the resized picture to the picture's own, one at least. */
  private static int[] scaled(int from, int to, int resized, int own) {
    int first = Math.min(own - 1, (int) Math.floor((double) from * own / resized));
    int last = Math.min(own, (int) Math.ceil((double) to * own / resized));
    return new int[] {first, Math.max(first + 1, last)};
  }
}
