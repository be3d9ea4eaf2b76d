package org.mneme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  /** As torch.optim.lr_scheduler.StepLR(step_size=3, gamma=.1). */
  @Test
  void stepFallsEverySoManyEpochs() {
    Schedule step = new Schedule.Step(3, .1);
    assertEquals(1, step.factor(2.9, 10, List.of()), 1e-12);
    assertEquals(.1, step.factor(3, 10, List.of()), 1e-12);
    assertEquals(.01, step.factor(8.5, 10, List.of()), 1e-12);
  }

  /** As torch.optim.lr_scheduler.ExponentialLR. */
  @Test
  void exponentialFallsWithEachEpoch() {
    assertEquals(.81, new Schedule.Exponential(.9).factor(2.5, 10, List.of()), 1e-12);
  }

  /** By hand: half of a rise over 2 epochs; then, halfway from 2 to 10, the cosine's middle. */
  @Test
  void cosineRisesStraightThenFalls() {
    Schedule cosine = new Schedule.Cosine(2, .2);
    assertEquals(.5, cosine.factor(1, 10, List.of()), 1e-12);
    assertEquals(1, cosine.factor(2, 10, List.of()), 1e-12);
    assertEquals(.6, cosine.factor(6, 10, List.of()), 1e-12);
    assertEquals(.2, cosine.factor(10, 10, List.of()), 1e-12);
  }

  /**
   * As ReduceLROnPlateau(mode="max", threshold=0): the third epoch without a rise is one more than
   * 2.
   */
  @Test
  void plateauFallsWhenPatienceIsExceeded() {
    Schedule plateau = new Schedule.Plateau(.5, 2);
    assertEquals(1, plateau.factor(3, 10, List.of(.3, .2, .3)), 0);
    assertEquals(.5, plateau.factor(4, 10, List.of(.3, .2, .3, .1)), 0);
    assertEquals(.5, plateau.factor(5, 10, List.of(.3, .2, .3, .1, .4)), 0);
    assertEquals(.25, plateau.factor(7, 10, List.of(.3, .2, .3, .1, .1, .1, .1)), 0);
  }

  @Test
  void patternsTakeNamesUpToADot() {
    assertTrue(new NamePattern("features").matches("features.conv1.weight"));
    assertFalse(new NamePattern("features").matches("features2.weight"));
    assertTrue(new NamePattern("conv?").matches("conv5.bias"));
    assertFalse(new NamePattern("conv?").matches("features.conv5.bias"));
    assertTrue(new NamePattern("*.bias").matches("features.conv5.bias"));
    assertFalse(new NamePattern("fc.").matches("fc1.weight"));
  }
}
