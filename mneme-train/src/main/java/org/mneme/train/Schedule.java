package org.mneme.train;

import java.util.List;

/** What the learning rate is multiplied by as training continues. */
public sealed interface Schedule {
  /**
   * {@return the factor for a step}
   *
   * @param epochs done before the step, with the part of the running one: 2.5 is halfway through
   *     the third
   * @param total epochs that training is to last
   * @param spearman of the validation after each whole epoch so far
   */
  double factor(double epochs, int total, List<Double> spearman);

  /** Always 1. */
  record Constant() implements Schedule {
    @Override
    public double factor(double epochs, int total, List<Double> spearman) {
      return 1;
    }
  }

  /**
   * {@code gamma} once more after every so many epochs.
   *
   * @param every epochs, 1 or more
   * @param gamma above 0, at most 1
   */
  record Step(int every, double gamma) implements Schedule {
    /**
     * Checks both.
     *
     * @param every epochs, 1 or more
     * @param gamma above 0, at most 1
     * @throws IllegalArgumentException if one is out of its range
     */
    public Step {
      Checks.positive(every, "epochs between steps of the learning rate");
      Checks.share(gamma, "gamma");
    }

    @Override
    public double factor(double epochs, int total, List<Double> spearman) {
      return Math.pow(gamma, Math.floor(epochs / every));
    }
  }

  /**
   * {@code gamma} once more after every epoch.
   *
   * @param gamma above 0, at most 1
   */
  record Exponential(double gamma) implements Schedule {
    /**
     * Checks it.
     *
     * @param gamma above 0, at most 1
     * @throws IllegalArgumentException if it is out of its range
     */
    public Exponential {
      Checks.share(gamma, "gamma");
    }

    @Override
    public double factor(double epochs, int total, List<Double> spearman) {
      return Math.pow(gamma, Math.floor(epochs));
    }
  }

  /**
   * Half a cosine from 1 down to {@code floor}, after a straight rise from 0.
   *
   * @param warmUp epochs of the rise; may be a part of one
   * @param floor the factor at the end, 0..1
   */
  record Cosine(double warmUp, double floor) implements Schedule {
    /**
     * Checks both.
     *
     * @param warmUp epochs of the rise
     * @param floor the factor at the end, 0..1
     * @throws IllegalArgumentException if one is out of its range
     */
    public Cosine {
      if (!(warmUp >= 0)) {
        throw new IllegalArgumentException("warm-up must not be negative: " + warmUp);
      }
      if (!(floor >= 0 && floor <= 1)) {
        throw new IllegalArgumentException("the cosine's floor must be in [0, 1]: " + floor);
      }
    }

    @Override
    public double factor(double epochs, int total, List<Double> spearman) {
      if (epochs < warmUp) {
        return epochs / warmUp;
      }
      double progress = Math.min(1, (epochs - warmUp) / Math.max(1e-9, total - warmUp));
      return floor + (1 - floor) * (1 + Math.cos(Math.PI * progress)) / 2;
    }
  }

  /**
   * {@code gamma} once more whenever the validation's Spearman has not risen for more than {@code
   * patience} epochs; the count then begins anew.
   *
   * @param gamma above 0, at most 1
   * @param patience whole epochs, 0 or more
   */
  record Plateau(double gamma, int patience) implements Schedule {
    /**
     * Checks both.
     *
     * @param gamma above 0, at most 1
     * @param patience whole epochs, 0 or more
     * @throws IllegalArgumentException if one is out of its range
     */
    public Plateau {
      Checks.share(gamma, "gamma");
      if (patience < 0) {
        throw new IllegalArgumentException("patience must not be negative: " + patience);
      }
    }

    @Override
    public double factor(double epochs, int total, List<Double> spearman) {
      double factor = 1;
      double best = Double.NEGATIVE_INFINITY;
      int waited = 0;
      for (double rho : spearman) {
        if (rho > best) {
          best = rho;
          waited = 0;
        } else if (++waited > patience) {
          factor *= gamma;
          waited = 0;
        }
      }
      return factor;
    }
  }
}
