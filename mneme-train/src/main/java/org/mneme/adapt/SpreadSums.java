package org.mneme.adapt;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mneme.cluster.Machines;
import org.mneme.head.FeatureRows;
import org.mneme.head.PortableRows;
import org.mneme.head.RowPass;
import org.mneme.head.Summing;
import org.mneme.progress.Progress;

/** Sums over rows, made by the machines of a cluster: each opens its part of the rows. */
record SpreadSums(Machines machines, Progress progress) implements Summing {
  /** A part has a square matrix of the columns to fill, which is worth as many rows as this. */
  private static final int LEAST_ROWS = 256;

  /** Where the rows of a part lie must not become a long message. */
  private static final int MOST_ROWS = 50_000;

  /** Parts for each that is worked on at the same time: so that none ends much later. */
  private static final int ROUNDS = 2;

  private record Part(int first, PortableRows rows) implements Serializable {}

  private record Pass<T extends Serializable>(RowPass<T> pass)
      implements Machines.SumWork<Part, T> {
    @Override
    public T of(Part part, int threads) throws IOException {
      RowPass.threads(threads);
      try (PortableRows.Open rows = part.rows.open()) {
        return pass.of(rows, part.first);
      }
    }

    @Override
    public T merge(T one, T other) {
      return pass.merge(one, other);
    }
  }

  @Override
  public <T extends Serializable> T sum(FeatureRows samples, RowPass<T> pass) throws IOException {
    int count = samples.count();
    int wanted = Math.min(ROUNDS * machines.atOnce(), count / LEAST_ROWS);
    int parts = Math.max(1, Math.max(wanted, (count + MOST_ROWS - 1) / MOST_ROWS));
    List<Part> all = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      int from = (int) ((long) count * i / parts);
      int to = (int) ((long) count * (i + 1) / parts);
      all.add(new Part(from, samples.portable(IntStream.range(from, to).toArray())));
    }
    return machines.sum(new Pass<>(pass), all, progress);
  }
}
