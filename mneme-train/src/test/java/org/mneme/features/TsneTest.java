package org.mneme.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mneme.progress.Progress;

class TsneTest {
  /** Four groups of 40 in ten dimensions, so far apart that any neighbour is of the own group. */
  private static double[][] groups() {
    Random random = new Random(1);
    double[][] rows = new double[160][10];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < 10; k++) {
        rows[i][k] = random.nextGaussian() + (k == i % 4 ? 20 : 0);
      }
    }
    return rows;
  }

  private static double squares(double[] a, double[] b) {
    return Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2);
  }

  @Test
  void groupsStayTogetherAndApart() {
    double[][] places = Tsne.of(groups(), 15, Progress.SILENT);
    for (int i = 0; i < places.length; i++) {
      double own = 0;
      double other = Double.POSITIVE_INFINITY;
      for (int j = 0; j < places.length; j++) {
        if (i % 4 == j % 4) {
          own = Math.max(own, squares(places[i], places[j]));
        } else {
          other = Math.min(other, squares(places[i], places[j]));
        }
      }
      assertTrue(own < other, i + ": " + own + " and " + other);
    }
  }

  @Test
  void theSameRowsHaveTheSamePlaces() {
    assertArrayEquals(
        Tsne.of(groups(), 15, Progress.SILENT), Tsne.of(groups(), 15, Progress.SILENT));
  }

  /** Pictures that are there twice have distance 0. */
  @Test
  void rowsThatAreTheSameAreNoTrouble() {
    double[][] rows = groups();
    for (int i = 0; i < 80; i++) {
      rows[i + 80] = rows[i % 20];
    }
    for (double[] place : Tsne.of(rows, 15, Progress.SILENT)) {
      assertTrue(Double.isFinite(place[0]) && Double.isFinite(place[1]));
    }
  }
}
