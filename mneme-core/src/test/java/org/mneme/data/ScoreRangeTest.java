package org.mneme.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertEquals(.1 + .2, range.fraction(.1 + .2));
    assertEquals(.1 + .2, range.score(.1 + .2));
    assertEquals(1, range.clamp(1.2));
    assertEquals("memorability: 0..1, higher is more memorable", range.meaning());
  }

  /** As dividing by 100 would have it, so that weights which give fractions start as well. */
  @Test
  void percentagesAreHundredths() {
    ScoreRange range = ScoreRange.of(items(20, 72.5, 96));
    assertSame(ScoreRange.PERCENTAGES, range);
    assertEquals(.725, range.fraction(72.5));
    assertEquals(100, range.clamp(101));
    assertEquals(
        "memorability: 0..100, the scale of its training data; higher is more memorable",
        range.meaning());
  }

  @Test
  void otherScoresAreFractionsOfTheirRange() {
    ScoreRange range = ScoreRange.of(items(-1, 3, .125));
    assertEquals(new ScoreRange(-1, 3), range);
    assertEquals(.25, range.fraction(0));
    assertEquals(0, range.score(.25));
    assertEquals(3.5, range.clamp(3.5), "other images may be more memorable than any of these");
    assertEquals(
        "memorability: -1..3, as in its training data, whose scale it keeps; higher is more"
            + " memorable",
        range.meaning());
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 100", "-2.25, 3.125", "1e-7, 2.5e-7", "-4, 1e20", "1, 9"})
  void aCardNamesTheRange(double low, double high) {
    ScoreRange range = new ScoreRange(low, high);
    assertEquals(range, ScoreRange.named(range.meaning()).orElseThrow());
  }

  @Test
  void aCardMayNameNoRange() {
    assertTrue(ScoreRange.named("memorability").isEmpty());
    assertTrue(ScoreRange.named("memorability: higher is more memorable").isEmpty());
    assertTrue(ScoreRange.named("x: 1..0, y").isEmpty());
    assertEquals(
        ScoreRange.FRACTIONS,
        ScoreRange.named("false alarms: 0..1, higher is more often taken for seen").orElseThrow());
  }

  @Test
  void predictionsThatAreAllTheSameOrNoNumbersDistinguishNothing() {
    ScoreRange percentages = new ScoreRange(12, 98);
    assertTrue(percentages.distinguishes(new double[] {50, 50.01}));
    assertTrue(percentages.distinguishes(new double[] {50}));
    assertFalse(percentages.distinguishes(new double[] {1, 1, 1}));
    assertFalse(percentages.distinguishes(new double[] {50, 50.00001}));
    assertFalse(percentages.distinguishes(new double[] {50, Double.NaN}));
    assertFalse(ScoreRange.FRACTIONS.distinguishes(new double[] {Double.POSITIVE_INFINITY}));
  }

  @Test
  void scoresThatDoNotDifferTeachNothing() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ScoreRange.of(items(.5, .5)))
            .getMessage();
    assertEquals("all 2 images to learn from have the score 0.5; scores must differ", message);
  }
}
