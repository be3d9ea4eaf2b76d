package org.mneme.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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

  /**
   * As good a map as scikit-learn's exact t-SNE finds: golden/tsne-sklearn.csv, made by
   * golden/make_tsne.py (scikit-learn 1.9.1), has six principal components and two places of each
   * row.
   */
  @Test
  void itIsAsGoodAsScikitLearns() throws IOException {
    double[][] rows = new double[200][6];
    double[][] theirs = new double[200][2];
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                TsneTest.class.getResourceAsStream("/golden/tsne-sklearn.csv"),
                StandardCharsets.UTF_8))) {
      for (int i = 0; i < rows.length; i++) {
        String[] cells = in.readLine().split(",", -1);
        for (int k = 0; k < 8; k++) {
          double value = Double.parseDouble(cells[k]);
          if (k < 6) {
            rows[i][k] = value;
          } else {
            theirs[i][k - 6] = value;
          }
        }
      }
    }
    double[][] near = nearness(rows, 30);
    double wanted = divergence(near, theirs);
    assertEquals(.2645, wanted, .0005); // scikit-learn's kl_divergence_ is .26449
    assertEquals(wanted, divergence(near, Tsne.of(rows, 30, Progress.SILENT)), .01 * wanted);
  }

  /** The joint probabilities of t-SNE, each row's width found by halving. */
  private static double[][] nearness(double[][] rows, double perplexity) {
    int n = rows.length;
    double[][] joint = new double[n][n];
    for (int i = 0; i < n; i++) {
      double low = -20;
      double high = 20;
      double[] weights = new double[n];
      for (int round = 0; round < 100; round++) {
        double precision = Math.exp((low + high) / 2);
        double sum = 0;
        for (int j = 0; j < n; j++) {
          double squares = 0;
          for (int k = 0; k < rows[i].length; k++) {
            squares += Math.pow(rows[i][k] - rows[j][k], 2);
          }
          weights[j] = j == i ? 0 : Math.exp(-precision * squares);
          sum += weights[j];
        }
        double entropy = 0;
        for (int j = 0; j < n; j++) {
          weights[j] /= sum;
          entropy -= weights[j] > 0 ? weights[j] * Math.log(weights[j]) : 0;
        }
        if (entropy > Math.log(perplexity)) {
          low = (low + high) / 2;
        } else {
          high = (low + high) / 2;
        }
      }
      for (int j = 0; j < n; j++) {
        joint[i][j] += weights[j] / (2 * n);
        joint[j][i] += weights[j] / (2 * n);
      }
    }
    return joint;
  }

  /** Kullback and Leibler's: what t-SNE makes small. */
  private static double divergence(double[][] near, double[][] places) {
    double all = 0;
    for (int i = 0; i < near.length; i++) {
      for (int j = 0; j < near.length; j++) {
        all += i == j ? 0 : 1 / (1 + squares(places[i], places[j]));
      }
    }
    double sum = 0;
    for (int i = 0; i < near.length; i++) {
      for (int j = 0; j < near.length; j++) {
        if (near[i][j] > 0) {
          double placed = 1 / (1 + squares(places[i], places[j])) / all;
          sum += near[i][j] * Math.log(near[i][j] / placed);
        }
      }
    }
    return sum;
  }
}
