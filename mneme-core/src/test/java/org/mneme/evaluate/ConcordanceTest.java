package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ConcordanceTest {
  /** Over every pair of images, one by one. */
  @Property(tries = 200)
  void itIsTheSumOverAllPairs(
      @ForAll @Size(min = 1, max = 30) int @IntRange(min = 0, max = 899) [] drawn) {
    int size = drawn.length;
    long[] truth = new long[size];
    long[] prediction = new long[size];
    long[] images = new long[size];
    for (int i = 0; i < size; i++) {
      truth[i] = drawn[i] % 10 - 5L;
      prediction[i] = drawn[i] / 10 % 10;
      images[i] = drawn[i] / 100 % 9;
    }
    long expected = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        expected +=
            images[i]
                * images[j]
                * Long.signum(truth[i] - truth[j])
                * Long.signum(prediction[i] - prediction[j]);
      }
    }

    assertEquals(expected, new Concordance(truth, prediction).sum(images));
  }

  @Test
  void arraysOfUnequalLengthAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Concordance(new long[2], new long[3]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Concordance(new long[2], new long[2]).sum(new long[1]));
  }
}
