package org.mneme.adapt;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.mneme.cluster.Cluster;
import org.mneme.cluster.Machines;
import org.mneme.head.CorrectedHead;
import org.mneme.head.FeatureRows;
import org.mneme.head.LinearRidge;
import org.mneme.head.PortableRows;
import org.mneme.head.Summing;
import org.mneme.progress.Progress;

/**
 * Fits the head of {@code mneme adapt} to made-up rows, on a cluster and on one machine, and says
 * how long each took and how far their scores are apart: ADDRESS ROWS COLUMNS. By spark-submit,
 * with {@code mneme-spark-train.jar} among its jars.
 */
public final class SpreadRidgeMain {
  private static final int LOOKED_AT = 1_000;

  private SpreadRidgeMain() {}

  /** Drawn anew at each reading, as a cache's file is read: noise, and another model's score. */
  private record Noise(int first, int count, int columns) implements FeatureRows, PortableRows {
    @Override
    public List<Integer> lengths() {
      return List.of(columns, 1);
    }

    @Override
    public void read(int sample, int group, float[] into) {
      SplittableRandom random = new SplittableRandom(31L * (first + sample));
      float one = random.nextInt() * 0x1p-31f;
      float two = random.nextInt() * 0x1p-31f;
      if (group == 1) {
        into[0] = .5f + .1f * one;
        return;
      }
      into[0] = one;
      into[1] = two;
      for (int i = 2; i < columns; i++) {
        into[i] = random.nextInt() * 0x1p-31f;
      }
    }

    @Override
    public PortableRows portable(int[] chosen) {
      return new Noise(first + chosen[0], chosen.length, columns);
    }

    @Override
    public Open open() {
      Noise rows = this;
      return new Open() {
        @Override
        public int count() {
          return rows.count();
        }

        @Override
        public List<Integer> lengths() {
          return rows.lengths();
        }

        @Override
        public void read(int sample, int group, float[] into) {
          rows.read(sample, group, into);
        }

        @Override
        public void close() {}
      };
    }

    double score(int sample, float[] row) {
      read(sample, 0, row);
      SplittableRandom random = new SplittableRandom(first + sample);
      return .6 + .1 * row[0] - .05 * row[1] + .02 * (random.nextDouble() - .5);
    }
  }

  public static void main(String[] args) throws IOException {
    Noise samples = new Noise(0, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    float[] row = new float[samples.columns()];
    double[] scores = new double[samples.count()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = samples.score(i, row);
    }
    CorrectedHead spread;
    try (Machines machines =
        Cluster.find().orElseThrow().connect(args[0], "SpreadRidgeMain", Progress.SILENT)) {
      spread = fit("on the cluster", samples, scores, new SpreadSums(machines, Progress.SILENT));
    }
    CorrectedHead local = fit("on one machine", samples, scores, Summing.HERE);
    double apart = 0;
    float[] other = new float[1];
    for (int i = 0; i < LOOKED_AT; i++) {
      samples.read(i, 0, row);
      samples.read(i, 1, other);
      apart =
          Math.max(
              apart,
              Math.abs(local.predict(List.of(row, other)) - spread.predict(List.of(row, other))));
    }
    System.out.println("largest difference of " + LOOKED_AT + " scores: " + apart);
  }

  private static CorrectedHead fit(
      String where, FeatureRows samples, double[] scores, Summing summing) throws IOException {
    long start = System.nanoTime();
    CorrectedHead head =
        CorrectedHead.fit(
            samples, scores, 1, (rows, wanted) -> LinearRidge.fit(rows, wanted, summing));
    System.out.printf(
        Locale.ROOT,
        "%,d rows, %,d columns, %s: %.1f s; %s%n",
        samples.count(),
        samples.columns(),
        where,
        (System.nanoTime() - start) / 1e9,
        head.describe());
    return head;
  }
}
