package org.mneme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mneme.network.Shape;

@SuppressWarnings("try") // a scope acts by being there
class LossTest {
  private static final float[] TRUTH = {.2f, .5f, .9f, .5f};

  @BeforeAll
  static void load() throws TrainingException {
    Native.load("cpu");
  }

  /** By hand: .1, -.2, 0 and .4 squared: .01 + .04 + 0 + .16 = .21, over 4. */
  @Test
  void squaredErrorIsTheMeanOfSquares() {
    assertEquals(.0525, loss(Loss.squared(), .3f, .3f, .9f, .9f), 1e-7);
  }

  /** By hand, delta .2: .005, .02, 0 and .2 * (.4 - .1) = .06; .085 over 4. */
  @Test
  void huberGoesStraightBeyondDelta() {
    assertEquals(.02125, loss(Loss.huber(.2), .3f, .3f, .9f, .9f), 1e-7);
  }

  /**
   * By hand: equal predictions give ln 2 for each pair, whatever the pairs; .5 and .5 make none.
   */
  @Test
  void pairwiseTermOfEqualPredictionsIsLogTwo() {
    Loss order = Loss.squared().withOrder(Loss.Order.PAIRWISE, 1, .1);
    double squares = loss(Loss.squared(), .5f, .5f, .5f, .5f);
    assertEquals(Math.log(2), loss(order, .5f, .5f, .5f, .5f) - squares, 1e-6);
  }

  /** The softened ranks become true ranks as the temperature falls: 1 - rho. */
  @Test
  void spearmanTermNearsOneLessSpearman() {
    Loss order = Loss.squared().withOrder(Loss.Order.SPEARMAN, 1, 1e-4);
    double inOrder = loss(order, .1f, .4f, .8f, .4f) - loss(Loss.squared(), .1f, .4f, .8f, .4f);
    assertEquals(0, inOrder, 1e-5);
    double reversed = loss(order, .8f, .4f, .1f, .4f) - loss(Loss.squared(), .8f, .4f, .1f, .4f);
    assertEquals(2, reversed, 1e-5);
  }

  /** A term that could be no number would stop a run whose network predicts one value at first. */
  @Test
  void everyTermHasAGradientWhereAllPredictionsAreEqual() {
    for (Loss.Order term : Loss.Order.values()) {
      try (PointerScope scope = new PointerScope()) {
        Tensor predictions = vector(.5f, .5f, .5f, .5f);
        predictions.set_requires_grad(true);
        Loss.squared().withOrder(term, 1, .1).of(predictions, vector(TRUTH)).backward();
        for (float value : Native.floats(predictions.grad())) {
          assertTrue(Float.isFinite(value), term + " " + value);
        }
      }
    }
  }

  private static double loss(Loss loss, float... predictions) {
    try (PointerScope scope = new PointerScope()) {
      return loss.of(vector(predictions), vector(TRUTH)).item_float();
    }
  }

  private static Tensor vector(float... values) {
    return Native.copyOf(org.mneme.weights.Tensor.of(Shape.of(values.length), values));
  }
}
