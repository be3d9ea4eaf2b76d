package org.mneme.head;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mneme.onnx.GraphWriter;

/**
 * A weighted sum of likenesses to the training images: {@code exp(-width |t - s|^2)} of the
 * features' principal components t and those of each training image s.
 */
public final class KernelHead implements Head {
  private static final String PREFIX = "head/";

  private final NearestImages images;
  private final NativeMatrix support;
  private final double[] weights;
  private final double intercept;
  private final double width;
  private final double looError;
  private final double gamma;
  private final double penalty;

  /**
   * @param images those of the training
   * @param width of the kernel's exponent, per squared distance
   */
  KernelHead(
      NearestImages images,
      double[] weights,
      double intercept,
      double width,
      double gamma,
      double penalty,
      double looError) {
    this.images = images;
    this.support = images.places();
    this.weights = weights;
    this.intercept = intercept;
    this.width = width;
    this.gamma = gamma;
    this.penalty = penalty;
    this.looError = looError;
  }

  @Override
  public double penalty() {
    return penalty;
  }

  @Override
  public String describe() {
    return String.format(
        Locale.ROOT,
        "kernel ridge regression (Gaussian, gamma %.3g, %d principal components), penalty %.3g,"
            + " leave-one-out MSE %.5f",
        gamma,
        support.columns(),
        penalty,
        looError);
  }

  @Override
  public double leaveOneOutError() {
    return looError;
  }

  @Override
  public double predict(List<float[]> features) {
    return score(images.place(features));
  }

  /** The mean distance to the nearest training images. */
  @Override
  public OptionalDouble strangeness(List<float[]> features) {
    return OptionalDouble.of(images.distance(features));
  }

  @Override
  public Optional<String> writeFamiliar(GraphWriter graph, double[] strangeness) {
    return Optional.of(images.writeFamiliar(graph, PREFIX + NearestImages.DISTANCES, strangeness));
  }

  /** The score of an image with these principal components. */
  double score(double[] t) {
    double score = intercept;
    for (int i = 0; i < weights.length; i++) {
      double distance = 0;
      double[] s = support.row(i);
      for (int k = 0; k < t.length; k++) {
        distance += (t[k] - s[k]) * (t[k] - s[k]);
      }
      score += weights[i] * Math.exp(-width * distance);
    }
    return score;
  }

  @Override
  public String write(GraphWriter graph, List<String> features) {
    String distances = images.writeDistances(graph, features, PREFIX);
    float[] column = new float[weights.length];
    for (int i = 0; i < column.length; i++) {
      column[i] = (float) weights[i];
    }
    String exponent =
        graph.add(
            "Mul",
            "head/exponent",
            List.of(distances, graph.floats("head/width", new float[] {(float) -width}, 1)));
    String likeness = graph.add("Exp", "head/likeness", List.of(exponent));
    String sum =
        graph.add(
            "MatMul",
            "head/sum",
            List.of(likeness, graph.floats("head/weight", column, column.length, 1)));
    return graph.add(
        "Add",
        "head/score",
        List.of(sum, graph.floats("head/intercept", new float[] {(float) intercept}, 1)));
  }
}
