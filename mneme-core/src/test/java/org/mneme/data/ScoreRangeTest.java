package org.mneme.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ScoreRangeTest {
  private static List<Item> items(double... scores) {
    Path file = Path.of("x.csv");
    return DoubleStream.of(scores)
        .mapToObj(s -> new Item("d", "i" + s, file, s, null, null, null, null, file, 1))
        .toList();
  }

  /** Nothing of fractions may change, not to the last bit. */
  @Test
  void fractionsStayAsTheyAre() {
    ScoreRange range = ScoreRange.of(items(.3, .1, 1));
    assertSame(ScoreRange.FRACTIONS, range);
    assertEquals(.1 + .2, range.share(.1 + .2));
    assertEquals(.1 + .2, range.score(.1 + .2));
    assertEquals("memorability: 0..1, higher is more memorable", range.meaning());
  }

  @Test
  void otherScoresAreSharesOfTheirRange() {
    ScoreRange range = ScoreRange.of(items(-1, 3, 0));
    assertEquals(new ScoreRange(-1, 3), range);
    assertEquals(.25, range.share(0));
    assertEquals(0, range.score(.25));
    assertTrue(range.meaning().contains("from -1.00000 to 3.00000"), range.meaning());
  }

  @Test
  void scoresThatDoNotDifferTeachNothing() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ScoreRange.of(items(.5, .5)))
            .getMessage();
    assertEquals(
        "all 2 images have the score 0.5: nothing can be learnt from scores that do not differ",
        message);
  }
}
