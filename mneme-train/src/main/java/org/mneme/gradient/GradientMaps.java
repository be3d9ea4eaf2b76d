package org.mneme.gradient;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mneme.explain.Halves;
import org.mneme.explain.MapMethod;
import org.mneme.explain.MapSettings;
import org.mneme.explain.MethodName;
import org.mneme.explain.PictureScores;
import org.mneme.explain.Subject;
import org.mneme.image.Crop;
import org.mneme.image.Crops;
import org.mneme.image.Planes;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;
import org.mneme.remedy.RefusedException;
import org.mneme.train.GradientNetwork;

/**
 * Methods of maps that run a model's network backward, through libtorch: Grad-CAM, the same of the
 * halves of the picture, integrated gradients and SmoothGrad. For one thread; {@link #close} frees
 * the network.
 *
 * <p>Their maps are first-order estimates of how the score changes, in units of score for each
 * hundredth of the area that the network sees.
 */
public final class GradientMaps implements AutoCloseable {
  /** How far libtorch's score may be from ONNX Runtime's, as a share of the score. */
  private static final double TOLERANCE = 1e-3;

  private static final int GRAY_SIDE = 64;

  private final Path model;
  private final GradientNetwork network;

  private GradientMaps(Path model, GradientNetwork network) {
    this.model = model;
    this.network = network;
  }

  /**
   * Reads a model's network.
   *
   * @param model an ONNX file of Mneme's, in fp32
   * @param threads of libtorch
   * @return methods for this model; the caller closes it
   * @throws IllegalArgumentException if the network cannot be run backward here; the message says
   *     why, and which methods remain
   * @throws IOException if the file cannot be read
   */
  public static GradientMaps open(Path model, int threads) throws IOException {
    try {
      return new GradientMaps(model, GradientNetwork.open(model, threads));
    } catch (RefusedException e) {
      throw refused(e.found());
    }
  }

  /**
   * Checks that pictures are scored as the network is run backward here, by one picture of gray.
   *
   * @param scores of the pictures that are to be explained
   * @throws IllegalArgumentException if not; the message says which methods remain
   * @throws IOException if the network fails
   */
  public void check(PictureScores scores) throws IOException {
    byte[] gray = new byte[3 * GRAY_SIDE * GRAY_SIDE];
    Arrays.fill(gray, (byte) 128);
    lastMaps(Subject.of(scores, Rgb.wrap(GRAY_SIDE, GRAY_SIDE, gray)));
  }

  /**
   * Checks that pictures are prepared as the network is run backward here.
   *
   * @param preprocessing of the pictures that are to be explained
   * @param crops which places of them are scored
   * @throws IllegalArgumentException if not; the message says which methods remain
   */
  public void check(Preprocessing preprocessing, Crops crops) {
    if (crops != Crops.CENTRE || !preprocessing.equals(network.preprocessing())) {
      throw refused(
          "%s: gradients are of the centre crop, prepared as the model says; another is scored"
              .formatted(model));
    }
  }

  private static RefusedException refused(String found) {
    return new RefusedException(found, MethodName.withoutGradients());
  }

  /**
   * {@return a method by gradients, or by gradients and forward passes}
   *
   * @param name one that {@link MethodName#needsGradients}
   * @param settings its halvings, steps, fill and seed
   * @throws IllegalArgumentException if the method needs no gradients
   */
  public MapMethod method(MethodName name, MapSettings settings) {
    return switch (name) {
      case COMBINED -> new Combined(this, new Halves(settings.halvings(), settings.fill()));
      case GRAD_CAM -> new GradCam(this);
      case INTEGRATED_GRADIENTS -> new IntegratedGradients(this, settings.steps(), settings.fill());
      case SMOOTH_GRAD -> new SmoothGrad(this, settings.steps(), settings.fill(), settings.seed());
      case HALVES, TWO_SIDED, OCCLUSION, RISE, SWEEP ->
          throw new IllegalArgumentException(name + " needs no gradients");
    };
  }

  /** A picture of the resized size as the network takes it. */
  float[] planes(Rgb resized) {
    Preprocessing preprocessing = network.preprocessing();
    float[] planes = new float[Planes.size(preprocessing, Crops.CENTRE)];
    Planes.write(resized, preprocessing, Crop.centre(preprocessing), FloatBuffer.wrap(planes));
    return planes;
  }

  /** The scores of inputs, and how they change with each value. */
  List<GradientNetwork.Backward> toInput(List<float[]> planes) {
    return network.toInput(planes);
  }

  /** The scores of pictures of the resized size, and how they change with the last maps. */
  List<GradientNetwork.Backward> lastMaps(List<Rgb> resized) throws IOException {
    return network.toLastMaps(resized.stream().map(this::planes).toList());
  }

  /**
   * How the picture's score changes with what the last layers with places give, after a check that
   * it is the network which gave the score.
   *
   * @throws IllegalArgumentException if not
   */
  GradientNetwork.Backward lastMaps(Subject subject) throws IOException {
    return lastMaps(subject, List.of()).get(0);
  }

  /**
   * The same of the picture, and after it of variants of it in the same pass, which takes less time
   * than two.
   *
   * @throws IllegalArgumentException if it is not the network which gave the score
   */
  List<GradientNetwork.Backward> lastMaps(Subject subject, List<Rgb> variants) throws IOException {
    check(subject.preprocessing(), subject.crops());
    List<Rgb> pictures = new ArrayList<>(List.of(subject.resized()));
    pictures.addAll(variants);
    List<GradientNetwork.Backward> found = lastMaps(pictures);
    float score = found.get(0).score();
    if (Math.abs(score - subject.score()) > TOLERANCE * Math.abs(subject.score())) {
      throw refused(
          String.format(
              Locale.ROOT,
              "%s: gives %.4f, but its network's layers as Mneme knows them give %.4f, so gradients would be another model's",
              model,
              subject.score(),
              score));
    }
    return found;
  }

  @Override
  public void close() {
    network.close();
  }
}
