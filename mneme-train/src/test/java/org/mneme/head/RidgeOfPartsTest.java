package org.mneme.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RidgeOfPartsTest {
  private static final List<Integer> LENGTHS = List.of(7, 5);

  /** Parts in memory, of unlike sizes, one of them empty. */
  private record InMemory(List<List<RidgeOfParts.Sample>> parts) implements RidgeOfParts.Parts {
    static InMemory of(double[][] rows, double[] scores, int... ends) {
      List<List<RidgeOfParts.Sample>> parts = new ArrayList<>();
      int from = 0;
      for (int end : ends) {
        List<RidgeOfParts.Sample> part = new ArrayList<>();
        for (; from < end; from++) {
          float[] row = new float[rows[from].length];
          for (int c = 0; c < row.length; c++) {
            row[c] = (float) rows[from][c];
          }
          part.add(new RidgeOfParts.Sample(row, scores[from]));
        }
        parts.add(part);
      }
      return new InMemory(parts);
    }

    @Override
    public <T extends Serializable> T sum(RidgeOfParts.Pass<T> pass) {
      return parts.stream().map(part -> pass.of(part.iterator())).reduce(pass::merge).orElseThrow();
    }
  }

  /** With fewer samples than columns LinearRidge solves another, equal system. */
  @Test
  void theHeadIsThatOfOneMachine() throws IOException {
    for (int size : new int[] {2500, 9}) {
      Random random = new Random(size);
      double[][] rows = new double[size][12];
      double[] scores = new double[size];
      for (int i = 0; i < size; i++) {
        double shared = random.nextGaussian();
        for (int c = 0; c < 12; c++) {
          // A constant column, and columns far from 0 of unlike spread.
          rows[i][c] = c == 3 ? 5 : 1000 * c + (c + 1) * random.nextGaussian() + shared;
        }
        scores[i] = .6 + .1 * shared + .05 * random.nextGaussian() + .01 * (rows[i][1] - 1000);
      }
      LinearHead local = LinearRidge.fit(new Table(rows, LENGTHS), scores);
      LinearHead parts =
          RidgeOfParts.fit(LENGTHS, InMemory.of(rows, scores, size / 3, size / 3, size - 2, size));

      assertEquals(local.penalty(), parts.penalty(), 1e-8 * local.penalty());
      assertEquals(local.describe(), parts.describe());
      for (int i = 0; i < 9; i++) {
        List<float[]> groups = Table.groups(rows[i], LENGTHS);
        assertEquals(local.predict(groups), parts.predict(groups), 1e-8);
      }
    }
  }

  @Test
  void tooFewSamplesAndScoresThatAreNotFiniteAreRefused() {
    double[][] rows = {{1}, {2}, {3}};
    assertThrows(
        IllegalArgumentException.class,
        () -> RidgeOfParts.fit(List.of(1), InMemory.of(rows, new double[] {.1, .2, .3}, 2)));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            RidgeOfParts.fit(List.of(1), InMemory.of(rows, new double[] {.1, Double.NaN, .3}, 3)));
  }
}
