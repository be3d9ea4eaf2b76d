package org.mneme.head;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mneme.onnx.GraphWriter;

/**
 * Another model's score, on a line fitted to the scores wanted, and a regression on what that line
 * leaves. The fewer samples there are, the larger is the regression's penalty, and the closer the
 * result stays to the other model. Where, with 500 samples or more, a level line has the smaller
 * leave-one-out error, that is taken, and the regression alone makes the result.
 */
public final class CorrectedHead implements Head {
  /**
   * With fewer samples, the two errors say too little: choosing by them lost .03 of Spearman's
   * correlation on other images with 25 of LNSIM's images, and .015 with 200.
   */
  private static final int LEAST_FOR_LEVEL = 500;

  private final int group;
  private final double intercept;
  private final double slope;
  private final Head rest;

  private CorrectedHead(int group, double intercept, double slope, Head rest) {
    this.group = group;
    this.intercept = intercept;
    this.slope = slope;
    this.rest = rest;
  }

  /** Fits a head to the other groups of features. */
  @FunctionalInterface
  public interface Regression {
    /**
     * Fits.
     *
     * @param samples without the other model's score
     * @param scores what is to be predicted of each
     * @return the head
     * @throws IOException if features cannot be read
     */
    Head fit(FeatureRows samples, double[] scores) throws IOException;
  }

  /**
   * Fits the line by least squares, then the regression. A line that would fall (the other model
   * ranks the samples the wrong way round), or that is worse than a level one, is level.
   *
   * @param samples their features, one group of which is the other model's score
   * @param scores one a sample
   * @param group that of the other model's score, of one column
   * @param regression of what the line leaves on the other groups
   * @return the line and the regression as one head
   * @throws IllegalArgumentException if the group has several columns, or is the only one
   * @throws IOException if features cannot be read
   */
  public static CorrectedHead fit(
      FeatureRows samples, double[] scores, int group, Regression regression) throws IOException {
    if (samples.lengths().size() == 1) {
      throw new IllegalArgumentException(
          "there is nothing but the published model's score: name a layer to correct it with");
    }
    if (samples.lengths().get(group) != 1) {
      throw new IllegalArgumentException("a score is one number, not " + samples.lengths());
    }
    float[] one = new float[1];
    double[] others = new double[scores.length];
    double meanOther = 0;
    double meanScore = 0;
    for (int i = 0; i < scores.length; i++) {
      samples.read(i, group, one);
      others[i] = one[0];
      meanOther += others[i] / scores.length;
      meanScore += scores[i] / scores.length;
    }
    double together = 0;
    double alone = 0;
    for (int i = 0; i < scores.length; i++) {
      together += (others[i] - meanOther) * (scores[i] - meanScore);
      alone += (others[i] - meanOther) * (others[i] - meanOther);
    }
    double slope = alone > 0 ? Math.max(0, together / alone) : 0;
    double intercept = meanScore - slope * meanOther;
    CorrectedHead rising = onLine(samples, scores, group, others, intercept, slope, regression);
    if (slope == 0 || scores.length < LEAST_FOR_LEVEL) {
      return rising;
    }
    CorrectedHead level = onLine(samples, scores, group, others, meanScore, 0, regression);
    return rising.leaveOneOutError() <= level.leaveOneOutError() ? rising : level;
  }

  private static CorrectedHead onLine(
      FeatureRows samples,
      double[] scores,
      int group,
      double[] others,
      double intercept,
      double slope,
      Regression regression)
      throws IOException {
    double[] left = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      left[i] = scores[i] - intercept - slope * others[i];
    }
    return new CorrectedHead(group, intercept, slope, regression.fit(samples.without(group), left));
  }

  /** {@return how much the score rises with the other model's} */
  public double slope() {
    return slope;
  }

  @Override
  public double predict(List<float[]> features) {
    return intercept + slope * features.get(group)[0] + rest.predict(others(features));
  }

  @Override
  public OptionalDouble strangeness(List<float[]> features) {
    return rest.strangeness(others(features));
  }

  @Override
  public Optional<String> writeFamiliar(GraphWriter graph, double[] strangeness) {
    return rest.writeFamiliar(graph, strangeness);
  }

  private <T> List<T> others(List<T> features) {
    List<T> others = new ArrayList<>(features);
    others.remove(group);
    return others;
  }

  @Override
  public double leaveOneOutError() {
    return rest.leaveOneOutError();
  }

  @Override
  public double penalty() {
    return rest.penalty();
  }

  @Override
  public String describe() {
    return slope == 0
        ? rest.describe()
        : String.format(
            Locale.ROOT, "%.3f times the published model's score, and %s", slope, rest.describe());
  }

  @Override
  public String write(GraphWriter graph, List<String> features) {
    String rise = graph.floats("head/published.slope", new float[] {(float) slope}, 1);
    String start = graph.floats("head/published.intercept", new float[] {(float) intercept}, 1);
    String line = graph.add("Mul", "head/published.rise", List.of(features.get(group), rise));
    String score = rest.write(graph, others(features));
    return graph.add(
        "Sum",
        "head/corrected",
        List.of(graph.add("Add", "head/published.line", List.of(line, start)), score));
  }
}
