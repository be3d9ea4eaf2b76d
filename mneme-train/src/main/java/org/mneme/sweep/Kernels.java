package org.mneme.sweep;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * One parameter's part of a Parzen estimator: a kernel around each of some values, and last one for
 * what was believed before, as wide as the parameter's range.
 */
sealed interface Kernels {

  int size();

  /** A value near the n-th kernel's. */
  Object draw(int kernel, Draws draws);

  /** Adds the logarithm of each kernel's density at a value. */
  void addLogDensities(Object value, double[] logs);

  /**
   * Kernels of a parameter that varies.
   *
   * @param dimensions how many parameters there are
   */
  static Kernels of(ParameterDistribution distribution, List<Object> values, int dimensions) {
    if (distribution instanceof Categorical categorical) {
      return new Choices(categorical, values);
    }
    return new Normals((Numeric) distribution, values, dimensions);
  }

  /** Normal distributions, cut off at the ends of the range. */
  final class Normals implements Kernels {
    /** A share of the range; both figures are those of Optuna 4's multivariate estimator. */
    private static final double WIDTH = .2;

    private static final double MOST_KERNELS = 100;
    private static final double TINY = 1e-300;

    private final Numeric numeric;
    private final Numeric.Cell range;
    private final NormalDistribution[] kernels;
    private final double[] below;
    private final double[] inside;

    Normals(Numeric numeric, List<Object> values, int dimensions) {
      this.numeric = numeric;
      this.range = numeric.range();
      int count = values.size();
      double length = range.high() - range.low();
      double scott = WIDTH * Math.pow(Math.max(count, 1), -1. / (dimensions + 4));
      double width = length * Math.max(scott, 1 / Math.min(MOST_KERNELS, 1. + count));
      kernels = new NormalDistribution[count + 1];
      for (int i = 0; i < count; i++) {
        double at = numeric.latent(values.get(i));
        kernels[i] = NormalDistribution.of(at, width);
      }
      kernels[count] = NormalDistribution.of(range.low() + length / 2, length);
      below = new double[count + 1];
      inside = new double[count + 1];
      for (int i = 0; i <= count; i++) {
        below[i] = kernels[i].cumulativeProbability(range.low());
        inside[i] = kernels[i].cumulativeProbability(range.high()) - below[i];
      }
    }

    @Override
    public int size() {
      return kernels.length;
    }

    @Override
    public Object draw(int kernel, Draws draws) {
      double u = below[kernel] + draws.uniform() * inside[kernel];
      return numeric.value(kernels[kernel].inverseCumulativeProbability(u));
    }

    @Override
    public void addLogDensities(Object value, double[] logs) {
      Numeric.Cell cell = numeric.cell(value);
      double low = Math.max(range.low(), cell.low());
      double high = Math.min(range.high(), cell.high());
      for (int i = 0; i < kernels.length; i++) {
        double density =
            cell.low() == cell.high()
                ? kernels[i].density(cell.low())
                : kernels[i].probability(Math.min(low, high), high);
        logs[i] += StrictMath.log(Math.max(density, TINY) / inside[i]);
      }
    }
  }

  /** The value itself more often, each other sometimes. */
  final class Choices implements Kernels {
    private final List<Object> choices;
    private final double[][] weights;

    Choices(Categorical categorical, List<Object> values) {
      choices = categorical.values();
      weights = new double[values.size() + 1][choices.size()];
      double[] prior = categorical.probabilities().stream().mapToDouble(p -> p).toArray();
      for (int i = 0; i < values.size(); i++) {
        double others = 1. / (values.size() + 1);
        int own = choices.indexOf(values.get(i));
        for (int c = 0; c < prior.length; c++) {
          weights[i][c] = (others * prior[c] + (c == own ? 1 : 0)) / (others + (own < 0 ? 0 : 1));
        }
      }
      weights[values.size()] = prior;
    }

    @Override
    public int size() {
      return weights.length;
    }

    @Override
    public Object draw(int kernel, Draws draws) {
      return choices.get(draws.pick(weights[kernel]));
    }

    @Override
    public void addLogDensities(Object value, double[] logs) {
      int choice = choices.indexOf(value);
      Arrays.setAll(
          logs, i -> logs[i] + StrictMath.log(Math.max(weights[i][choice], Double.MIN_NORMAL)));
    }
  }
}
