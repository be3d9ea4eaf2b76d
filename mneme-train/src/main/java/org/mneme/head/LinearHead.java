package org.mneme.head;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mneme.onnx.GraphWriter;

/** A weighted sum of standardised features. */
public final class LinearHead implements Head {
  private final Scaling scaling;
  private final List<double[]> weights;
  private final double intercept;
  private final double penalty;
  private final double looError;

  LinearHead(
      Scaling scaling, List<double[]> weights, double intercept, double penalty, double looError) {
    this.scaling = scaling;
    this.weights = weights;
    this.intercept = intercept;
    this.penalty = penalty;
    this.looError = looError;
  }

  @Override
  public double penalty() {
    return penalty;
  }

  @Override
  public double leaveOneOutError() {
    return looError;
  }

  @Override
  public double predict(List<float[]> features) {
    double score = intercept;
    for (int group = 0; group < weights.size(); group++) {
      double[] weight = weights.get(group);
      double[] scaled = new double[weight.length];
      scaling.apply(group, features.get(group), scaled, 0);
      score += LeaveOneOut.dot(scaled, weight);
    }
    return score;
  }

  @Override
  public String describe() {
    return String.format(
        Locale.ROOT, "ridge regression, penalty %.3g, leave-one-out MSE %.5f", penalty, looError);
  }

  @Override
  public String write(GraphWriter graph, List<String> features) {
    List<String> sums = new ArrayList<>();
    for (int group = 0; group < features.size(); group++) {
      double[] weight = weights.get(group);
      double[] factors = scaling.factors(group);
      float[] column = new float[weight.length];
      for (int c = 0; c < column.length; c++) {
        column[c] = (float) (weight[c] * factors[c]);
      }
      sums.add(
          Graphs.centredProduct(
              graph, "head/" + group, features.get(group), scaling.means(group), column, 1));
    }
    String sum = graph.add("Sum", "head/sum", sums);
    String bias = graph.floats("head/intercept", new float[] {(float) intercept}, 1);
    return graph.add("Add", "head/score", List.of(sum, bias));
  }
}
