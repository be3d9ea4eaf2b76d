package org.mneme.bench;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.mneme.head.FeatureRows;
import org.mneme.head.LinearHead;
import org.mneme.head.LinearRidge;

/**
 * Times the linear ridge of {@code mneme adapt} on noise whose first column gives the score.
 *
 * <p>Arguments: samples and columns. Prints the seconds of standardising, solving and choosing the
 * penalty by leave-one-out, and the fit. Peak memory: {@code /usr/bin/time -v}.
 */
public final class RidgeFit {
  private static final int GROUP = 2_000;

  private RidgeFit() {}

  /** Drawn anew at each reading, as a cache's file is read; nothing is held. */
  private record Noise(int count, int columns) implements FeatureRows {
    @Override
    public List<Integer> lengths() {
      return Collections.nCopies(columns / GROUP, GROUP);
    }

    @Override
    public void read(int sample, int group, float[] into) {
      SplittableRandom random = new SplittableRandom(31L * sample + group);
      for (int i = 0; i < GROUP; i++) {
        into[i] = random.nextInt() * 0x1p-31f;
      }
    }
  }

  public static void main(String[] args) throws IOException {
    int columns = Integer.parseInt(args[1]);
    if (columns % GROUP != 0) {
      throw new IllegalArgumentException(
          columns + " columns: a multiple of " + GROUP + " is needed");
    }
    FeatureRows samples = new Noise(Integer.parseInt(args[0]), columns);
    double[] scores = new double[samples.count()];
    SplittableRandom random = new SplittableRandom(7);
    float[] row = new float[GROUP];
    for (int i = 0; i < scores.length; i++) {
      samples.read(i, 0, row);
      scores[i] = .6 + .1 * row[0] + .05 * (random.nextDouble() - .5);
    }
    long start = System.nanoTime();
    LinearHead head = LinearRidge.fit(samples, scores);
    System.out.printf(
        Locale.ROOT,
        "%,d samples, %,d columns: %.1f s; %s%n",
        samples.count(),
        samples.columns(),
        (System.nanoTime() - start) / 1e9,
        head.describe());
  }
}
