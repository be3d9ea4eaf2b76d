package org.mneme.train;

import static org.bytedeco.pytorch.global.torch.huber_loss;
import static org.bytedeco.pytorch.global.torch.mse_loss;
import static org.bytedeco.pytorch.global.torch.softplus;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What training makes small: a distance of each prediction, and if wanted a term for their order
 * within the batch.
 *
 * @param distance between each score and its prediction, averaged over the batch
 * @param delta where Huber's error turns from squared to straight, in score units
 * @param order the term for the order
 * @param orderWeight what that term is multiplied by
 * @param temperature a difference of predictions, in score units, that counts as clear; smaller is
 *     nearer to true ranks, with gradients at fewer pairs
 */
public record Loss(
    Distance distance, double delta, Order order, double orderWeight, double temperature) {

  /** How far one prediction is from its score. */
  public enum Distance {
    /** The squared difference. */
    SQUARED,
    /** Half the squared difference up to delta, straight beyond (Huber, 1964), as PyTorch's. */
    HUBER
  }

  /** A term for the order of a batch's scores. */
  public enum Order {
    /** None: each prediction counts by itself. */
    NONE,
    /** The logistic loss of every pair whose human scores differ (RankNet: Burges et al., 2005). */
    PAIRWISE,
    /**
     * 1 less Spearman's correlation, the predictions' ranks being softened to sums of logistic
     * functions of their differences (Qin et al., 2010).
     */
    SPEARMAN
  }

  /**
   * Checks the numbers.
   *
   * @param distance between each score and its prediction, averaged over the batch
   * @param delta where Huber's error turns from squared to straight, in score units
   * @param order the term for the order
   * @param orderWeight what that term is multiplied by
   * @param temperature a difference of predictions, in score units, that counts as clear
   * @throws IllegalArgumentException if {@code delta} or {@code temperature} is not above 0, or
   *     {@code orderWeight} negative
   */
  public Loss {
    if (!(delta > 0 && temperature > 0)) {
      throw new IllegalArgumentException(
          "delta and temperature must be above 0: %s, %s".formatted(delta, temperature));
    }
    Checks.notNegative(orderWeight, "the order's weight");
  }

  /** {@return the mean squared error} */
  public static Loss squared() {
    return new Loss(Distance.SQUARED, 1, Order.NONE, 0, .1);
  }

  /**
   * {@return Huber's error}
   *
   * @param delta where it turns from squared to straight, in score units
   */
  public static Loss huber(double delta) {
    return new Loss(Distance.HUBER, delta, Order.NONE, 0, .1);
  }

  /**
   * {@return a copy that adds a term for the order of a batch's scores}
   *
   * @param term which
   * @param weight what it is multiplied by; 0 or more
   * @param temperature a difference of predictions, in score units, that counts as clear
   */
  public Loss withOrder(Order term, double weight, double temperature) {
    return new Loss(distance, delta, term, weight, temperature);
  }

  /** One number: the loss of a batch. */
  Tensor of(Tensor predictions_N, Tensor scores_N) {
    Tensor loss = distanceOf(predictions_N, scores_N);
    return switch (order) {
      case NONE -> loss;
      case PAIRWISE -> loss.add(pairwise(predictions_N, scores_N), new Scalar(orderWeight));
      case SPEARMAN -> loss.add(spearman(predictions_N, scores_N), new Scalar(orderWeight));
    };
  }

  /** The mean distance alone. */
  Tensor distanceOf(Tensor predictions_N, Tensor scores_N) {
    return switch (distance) {
      case SQUARED -> mse_loss(predictions_N, scores_N);
      case HUBER -> huber_loss(predictions_N, scores_N, 1, delta);
    };
  }

  private Tensor pairwise(Tensor predictions_N, Tensor scores_N) {
    Tensor higher_NN = differences(scores_N).gt(new Scalar(0.0)).to(ScalarType.Float);
    Tensor losses_NN = softplus(differences(predictions_N).mul(new Scalar(-1 / temperature)));
    Tensor pairs = higher_NN.sum().clamp_min(new Scalar(1.0));
    return losses_NN.mul(higher_NN).sum().div(pairs);
  }

  private Tensor spearman(Tensor predictions_N, Tensor scores_N) {
    Tensor truth_N = differences(scores_N).sign().sum(1);
    Tensor soft_N = differences(predictions_N).mul(new Scalar(1 / temperature)).sigmoid().sum(1);
    Tensor centred_N = soft_N.sub(soft_N.mean());
    Tensor variances = centred_N.square().sum().mul(truth_N.square().sum());
    // Without the addend, equal predictions would give a gradient that is no number.
    Tensor rho = centred_N.mul(truth_N).sum().div(variances.add(new Scalar(1e-6)).sqrt());
    return rho.neg().add(new Scalar(1.0));
  }

  /** Row i, column j: value i less value j. */
  private static Tensor differences(Tensor values_N) {
    return values_N.unsqueeze(1).sub(values_N.unsqueeze(0));
  }
}
