package org.mneme.train;

/** How gradients become a change of the weights; defined as in PyTorch. */
public sealed interface Optimiser {
  /**
   * Stochastic gradient descent.
   *
   * @param momentum 0 for none
   * @param nesterov whether the momentum looks ahead
   */
  record Sgd(double momentum, boolean nesterov) implements Optimiser {
    /**
     * Checks the momentum.
     *
     * @param momentum 0 for none
     * @param nesterov whether the momentum looks ahead
     * @throws IllegalArgumentException if it is not 0 to below 1, or 0 with Nesterov's
     */
    public Sgd {
      if (!(momentum >= 0 && momentum < 1)) {
        throw new IllegalArgumentException("momentum must be in [0, 1): " + momentum);
      }
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("Nesterov needs a momentum above 0");
      }
    }
  }

  /**
   * Adam (Kingma and Ba, 2015).
   *
   * @param beta1 share of the gradient's mean that a step keeps
   * @param beta2 share of its square's mean
   * @param epsilon added to the root of the latter
   * @param decoupled whether weight decay shrinks the weights themselves: AdamW (Loshchilov and
   *     Hutter, 2019); else it is added to the gradient
   */
  record Adam(double beta1, double beta2, double epsilon, boolean decoupled) implements Optimiser {
    /**
     * Checks the shares.
     *
     * @param beta1 share of the gradient's mean that a step keeps
     * @param beta2 share of its square's mean
     * @param epsilon added to the root of the latter
     * @param decoupled whether weight decay shrinks the weights themselves
     * @throws IllegalArgumentException if a beta is not 0 to below 1, or epsilon not above 0
     */
    public Adam {
      if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
        throw new IllegalArgumentException(
            "betas must be in [0, 1): %s, %s".formatted(beta1, beta2));
      }
      if (!(epsilon > 0)) {
        throw new IllegalArgumentException("epsilon must be above 0: " + epsilon);
      }
    }
  }

  /**
   * {@return stochastic gradient descent}
   *
   * @param momentum 0 to below 1
   */
  static Sgd sgd(double momentum) {
    return new Sgd(momentum, false);
  }

  /** {@return Adam with PyTorch's defaults: .9, .999, 1e-8} */
  static Adam adam() {
    return new Adam(.9, .999, 1e-8, false);
  }

  /** {@return AdamW with PyTorch's defaults: .9, .999, 1e-8} */
  static Adam adamW() {
    return new Adam(.9, .999, 1e-8, true);
  }
}
