package org.mneme.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {
  private static List<float[]> random(int rows, int columns) {
    Random random = new Random(7);
    List<float[]> made = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      float[] row = new float[columns];
      double common = random.nextGaussian();
      for (int j = 0; j < columns; j++) {
        row[j] = (float) (5 + common * (j % 3) + .5 * random.nextGaussian());
      }
      made.add(row);
    }
    return made;
  }

  /** By hand: three points on the line y = 2x, at distances -sqrt(5), 0 and sqrt(5). */
  @Test
  void pointsOnALineHaveOneComponent() {
    PrincipalComponents found =
        PrincipalComponents.of(
            List.of(new float[] {0, 0}, new float[] {1, 2}, new float[] {2, 4}), 2);
    assertEquals(1, found.count());
    assertEquals(1, found.shares()[0], 1e-12);
    assertEquals(Math.sqrt(5), Math.abs(found.places()[0][0]), 1e-12);
    assertEquals(0, found.places()[1][0], 1e-12);
    assertEquals(-found.places()[0][0], found.places()[2][0], 1e-12);
  }

  /** Columns of zeros change nothing, but make the columns more than the rows. */
  @Test
  void itDoesNotMatterWhetherRowsOrColumnsAreFewer() {
    List<float[]> rows = random(40, 12);
    List<float[]> wide = new ArrayList<>();
    rows.forEach(row -> wide.add(Arrays.copyOf(row, 50)));
    PrincipalComponents byColumns = PrincipalComponents.of(rows, 4);
    PrincipalComponents byRows = PrincipalComponents.of(wide, 4);
    for (int k = 0; k < 4; k++) {
      assertEquals(byColumns.shares()[k], byRows.shares()[k], 1e-9);
      for (int i = 0; i < 40; i++) {
        assertEquals(byColumns.places()[i][k], byRows.places()[i][k], 1e-6);
      }
    }
  }

  /** All components together keep every distance. */
  @Test
  void distancesBetweenRowsAreKept() {
    List<float[]> rows = random(30, 9);
    double[][] places = PrincipalComponents.of(rows, 9).places();
    for (int i = 1; i < 30; i++) {
      double before = 0;
      double after = 0;
      for (int j = 0; j < 9; j++) {
        before += Math.pow((double) rows.get(i)[j] - rows.get(0)[j], 2);
        after += Math.pow(places[i][j] - places[0][j], 2);
      }
      assertEquals(before, after, 1e-6 * before);
    }
  }

  @Test
  void oneRowIsTooFew() {
    assertThrows(
        IllegalArgumentException.class, () -> PrincipalComponents.of(List.of(new float[3]), 2));
  }
}
