package org.mneme.head;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mneme.onnx.GraphWriter;

/**
 * A weighted sum of likenesses to the training images: {@code exp(-width |t - s|^2)} of the
 * features' principal components t and those of each training image s.
 */
public final class KernelHead implements Head {
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
    return score(t);
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
