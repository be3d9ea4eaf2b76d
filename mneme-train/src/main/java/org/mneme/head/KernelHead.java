package org.mneme.head;

import java.util.ArrayList;
import java.util.Arrays;
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
  /** Training images to which the distance counts: the mean of so many is steadier than one. */
  private static final int NEAREST = 5;

  /** ONNX's number for float32. */
  private static final int FLOAT = 1;

  private final Scaling scaling;
  private final List<NativeMatrix> projections;
  private final NativeMatrix support;
  private final double[] weights;
  private final double intercept;
  private final double width;
  private final double looError;
  private final double gamma;
  private final double penalty;

  /**
   * @param projections one a group, [columns, components], for standardised features
   * @param support [training images, components]
   * @param width of the kernel's exponent, per squared distance
   */
  KernelHead(
      Scaling scaling,
      List<NativeMatrix> projections,
      NativeMatrix support,
      double[] weights,
      double intercept,
      double width,
      double gamma,
      double penalty,
      double looError) {
    this.scaling = scaling;
    this.projections = projections;
    this.support = support;
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
    return score(components(features));
  }

  /** The mean distance to the nearest training images. */
  @Override
  public OptionalDouble strangeness(List<float[]> features) {
    double[] t = components(features);
    double[] distances = new double[support.rows()];
    for (int i = 0; i < distances.length; i++) {
      double[] s = support.row(i);
      for (int k = 0; k < t.length; k++) {
        distances[i] += (t[k] - s[k]) * (t[k] - s[k]);
      }
    }
    Arrays.sort(distances);
    return Arrays.stream(distances, 0, nearest()).map(Math::sqrt).average();
  }

  private int nearest() {
    return Math.min(NEAREST, support.rows());
  }

  @Override
  public Optional<String> writeFamiliar(GraphWriter graph, double[] strangeness) {
    List<String> nearest = List.of("familiar/nearest", "familiar/nearest.places");
    graph.add(
        "TopK",
        "familiar/top",
        List.of("head/distance.positive", graph.integers("familiar/count", nearest())),
        nearest,
        GraphWriter.number("axis", 1),
        GraphWriter.number("largest", 0),
        GraphWriter.number("sorted", 1));
    String roots = graph.add("Sqrt", "familiar/distances", List.of(nearest.get(0)));
    String axes = graph.integers("familiar/axes", 1);
    String sumOfRoots = graph.add("ReduceSum", "familiar/distances.sum", List.of(roots, axes));
    String mean =
        graph.add(
            "Div",
            "familiar/distance",
            List.of(sumOfRoots, graph.floats("familiar/number", new float[] {nearest()}, 1)));
    float[] others = new float[strangeness.length];
    for (int i = 0; i < others.length; i++) {
      others[i] = (float) strangeness[i];
    }
    String known = graph.floats("familiar/known", others, 1, others.length);
    String below = graph.add("Less", "familiar/less", List.of(known, mean));
    String one = graph.floats("familiar/one", new float[] {1}, 1);
    String less =
        graph.add("Cast", "familiar/less.number", List.of(below), GraphWriter.number("to", FLOAT));
    String sum = graph.add("ReduceSum", "familiar/less.sum", List.of(less, axes));
    String share =
        graph.add(
            "Div",
            "familiar/less.share",
            List.of(sum, graph.floats("familiar/all", new float[] {others.length + 1f}, 1)));
    return Optional.of(graph.add("Sub", "familiar/share", List.of(one, share)));
  }

  private double[] components(List<float[]> features) {
    double[] t = new double[support.columns()];
    for (int group = 0; group < projections.size(); group++) {
      NativeMatrix projection = projections.get(group);
      double[] scaled = new double[projection.rows()];
      scaling.apply(group, features.get(group), scaled, 0);
      for (int c = 0; c < scaled.length; c++) {
        double[] row = projection.row(c);
        for (int k = 0; k < t.length; k++) {
          t[k] += scaled[c] * row[k];
        }
      }
    }
    return t;
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
    int components = support.columns();
    List<String> parts = new ArrayList<>();
    for (int group = 0; group < features.size(); group++) {
      NativeMatrix projection = projections.get(group);
      double[] factors = scaling.factors(group);
      float[] matrix = new float[projection.rows() * components];
      for (int c = 0, at = 0; c < projection.rows(); c++) {
        for (double value : projection.row(c)) {
          matrix[at++] = (float) (value * factors[c]);
        }
      }
      parts.add(
          Graphs.centredProduct(
              graph,
              "head/" + group,
              features.get(group),
              scaling.means(group),
              matrix,
              components));
    }
    String t = graph.add("Sum", "head/components", parts);
    int count = support.rows();
    float[] turned = new float[components * count];
    float[] squares = new float[count];
    float[] column = new float[count];
    for (int i = 0; i < count; i++) {
      double[] s = support.row(i);
      squares[i] = (float) LeaveOneOut.dot(s, s);
      column[i] = (float) weights[i];
      for (int k = 0; k < components; k++) {
        turned[k * count + i] = (float) (-2 * s[k]);
      }
    }
    String cross =
        graph.add(
            "MatMul",
            "head/cross",
            List.of(t, graph.floats("head/support", turned, components, count)));
    String own =
        graph.add(
            "ReduceSum",
            "head/square",
            List.of(
                graph.add("Mul", "head/squares", List.of(t, t)),
                graph.integers("head/square.axes", 1)));
    String theirs = graph.floats("head/support.square", squares, count);
    String distance = graph.add("Sum", "head/distance", List.of(cross, own, theirs));
    String positive = graph.add("Relu", "head/distance.positive", List.of(distance));
    String exponent =
        graph.add(
            "Mul",
            "head/exponent",
            List.of(positive, graph.floats("head/width", new float[] {(float) -width}, 1)));
    String likeness = graph.add("Exp", "head/likeness", List.of(exponent));
    String sum =
        graph.add(
            "MatMul", "head/sum", List.of(likeness, graph.floats("head/weight", column, count, 1)));
    return graph.add(
        "Add",
        "head/score",
        List.of(sum, graph.floats("head/intercept", new float[] {(float) intercept}, 1)));
  }
}
