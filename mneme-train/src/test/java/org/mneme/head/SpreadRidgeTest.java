package org.mneme.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ridge regression whose sums are made over parts that are sent as to another machine. */
class SpreadRidgeTest {
  private static final List<Integer> LENGTHS = List.of(7, 1, 5);
  private static final int COLUMNS = 13;

  /** Parts of unlike sizes; rows, work and sums are written and read again. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record InParts(int... ends) implements Summing {
    @Override
    public <T extends Serializable> T sum(FeatureRows samples, RowPass<T> pass) throws IOException {
      int from = 0;
      T sum = null;
      for (int end : ends) {
        PortableRows sent = sent(samples.portable(IntStream.range(from, end).toArray()));
        try (PortableRows.Open rows = sent.open()) {
          T part = sent(sent(pass).of(rows, from));
          sum = sum == null ? part : pass.merge(sum, part);
        }
        from = end;
      }
      assertEquals(samples.count(), from);
      return sum;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Serializable> T sent(T object) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(object);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        return (T) in.readObject();
      } catch (ClassNotFoundException e) {
        throw new IOException(e);
      }
    }
  }

  /** A constant column, and columns far from 0 of unlike spread; 2,500 are three blocks. */
  private static double[][] rows(int size, double[] scores) {
    Random random = new Random(size);
    double[][] rows = new double[size][COLUMNS];
    for (int i = 0; i < size; i++) {
      double shared = random.nextGaussian();
      for (int c = 0; c < COLUMNS; c++) {
        rows[i][c] = c == 3 ? 5 : 1000 * c + (c + 1) * random.nextGaussian() + shared;
      }
      scores[i] = .6 + .1 * shared + .05 * random.nextGaussian() + .01 * (rows[i][1] - 1000);
      rows[i][7] = scores[i] + .1 * random.nextGaussian(); // another model's score
    }
    return rows;
  }

  @Test
  void theHeadIsThatOfOneMachine() throws IOException {
    double[] scores = new double[2500];
    double[][] rows = rows(scores.length, scores);
    FeatureRows samples = new Table(rows, LENGTHS);
    LinearHead local = LinearRidge.fit(samples, scores);
    LinearHead spread = LinearRidge.fit(samples, scores, new InParts(800, 800, 2498, 2500));
    assertSame(local, spread, rows);
  }

  /** The head of {@code mneme adapt}, which leaves the other model's score out of the sums. */
  @Test
  void aCorrectedHeadIsThatOfOneMachineAlsoOnSomeOfTheRows() throws IOException {
    double[] all = new double[900];
    double[][] rows = rows(all.length, all);
    int[] chosen = IntStream.range(0, 700).map(i -> (i * 7 + 3) % 900).toArray();
    double[] scores = IntStream.of(chosen).mapToDouble(i -> all[i]).toArray();
    FeatureRows samples = new Table(rows, LENGTHS).rows(chosen);
    CorrectedHead local = CorrectedHead.fit(samples, scores, 1, LinearRidge::fit);
    CorrectedHead spread =
        CorrectedHead.fit(
            samples,
            scores,
            1,
            (left, wanted) -> LinearRidge.fit(left, wanted, new InParts(1, 350, 700)));
    assertTrue(local.slope() > 0, local.describe());
    assertEquals(local.slope(), spread.slope(), 0);
    assertSame(local, spread, rows);
  }

  private static void assertSame(Head local, Head spread, double[][] rows) {
    assertEquals(local.penalty(), spread.penalty(), 1e-8 * local.penalty());
    assertEquals(local.leaveOneOutError(), spread.leaveOneOutError(), 1e-8);
    assertEquals(local.describe(), spread.describe());
    for (int i = 0; i < 50; i++) {
      List<float[]> groups = Table.groups(rows[i], LENGTHS);
      assertEquals(local.predict(groups), spread.predict(groups), 1e-8);
    }
  }
}
