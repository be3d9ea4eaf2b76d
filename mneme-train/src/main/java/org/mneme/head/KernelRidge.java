package org.mneme.head;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ridge regression on the likeness of images (kernel ridge regression with a Gaussian kernel;
 * Saunders, Gammerman and Vovk, 1998).
 *
 * <p>Features are standardised and weighed group by group; their principal components are kept; the
 * kernel is {@code exp(-gamma d^2 / mean d^2)} of distances d between components. Penalty and gamma
 * are those with the least leave-one-out error. Work and memory grow with the square of the number
 * of images, and work with its cube.
 */
public final class KernelRidge {
  /** More images than this take more than a minute or two: use {@link LinearRidge}. */
  public static final int MOST_SAMPLES = 8_000;

  private static final double[] GAMMAS = {.5, 1, 2};

  private KernelRidge() {}

  /**
   * Fits.
   *
   * @param scores one a sample
   * @param components how many principal components are kept at most; fewer make a smaller model
   * @throws IllegalArgumentException for fewer than 3 samples, more than {@link #MOST_SAMPLES}, or
   *     another number of scores
   */
  public static KernelHead fit(FeatureRows samples, double[] scores, int components)
      throws IOException {
    int n = samples.count();
    LinearRidge.check(samples, scores);
    if (n > MOST_SAMPLES || components < 1) {
      throw new IllegalArgumentException(
          "kernel ridge regression takes at most %d samples and at least 1 component, not %d and %d"
              .formatted(MOST_SAMPLES, n, components));
    }
    NearestImages images = NearestImages.of(samples, components);
    NativeMatrix distances = distances(images.places());
    double mean = distances.sum() / ((double) n * (n - 1));
    double[] centred = LinearRidge.centred(scores);
    @Nullable Fit best = null;
    for (double gamma : GAMMAS) {
      Fit fit = Fit.of(distances, gamma / mean, gamma, centred);
      if (best == null || fit.loo.error() < best.loo.error()) {
        best = fit;
      }
    }
    Fit chosen = Objects.requireNonNull(best);
    double intercept = Arrays.stream(scores).average().orElseThrow();
    for (int i = 0; i < n; i++) {
      intercept -= chosen.weights[i] * chosen.kernelMeans[i];
    }
    return new KernelHead(
        images,
        chosen.weights,
        intercept,
        chosen.width,
        chosen.gamma,
        chosen.loo.penalty() / chosen.meanEigenvalue,
        chosen.loo.error());
  }

  /** Squared distances between rows. */
  private static NativeMatrix distances(NativeMatrix points) {
    int n = points.rows();
    NativeMatrix distances = new NativeMatrix(n, n);
    distances.setProductWithTransposed(points, points);
    double[] squares = new double[n];
    for (int i = 0; i < n; i++) {
      squares[i] = distances.get(i, i);
    }
    for (int i = 0; i < n; i++) {
      double[] row = distances.row(i);
      for (int j = 0; j < n; j++) {
        row[j] = i == j ? 0 : Math.max(0, squares[i] + squares[j] - 2 * row[j]);
      }
      distances.setRow(i, row);
    }
    return distances;
  }

  /** One gamma's best fit. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Fit(
      double gamma,
      double width,
      LeaveOneOut loo,
      double meanEigenvalue,
      double[] weights,
      double[] kernelMeans) {
    static Fit of(NativeMatrix distances, double width, double gamma, double[] centred) {
      int n = centred.length;
      NativeMatrix kernel = new NativeMatrix(n, n);
      double[] means = new double[n];
      for (int i = 0; i < n; i++) {
        double[] row = distances.row(i);
        for (int j = 0; j < n; j++) {
          row[j] = Math.exp(-width * row[j]);
          means[i] += row[j] / n;
        }
        kernel.setRow(i, row);
      }
      kernel.centre();
      double meanEigenvalue = kernel.trace() / n;
      double[] eigenvalues = kernel.eigen();
      LeaveOneOut loo = LeaveOneOut.best(eigenvalues, kernel, centred);
      double[] weights = LinearRidge.solve(eigenvalues, kernel, centred, loo.penalty());
      return new Fit(gamma, width, loo, meanEigenvalue, weights, means);
    }
  }
}
