package org.mneme.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ChartsTest {
  private static final float[] VALUES = {.1f, .12f, .5f, .52f, .54f, .9f, 1f, 0f};

  private static String chart(float[] values) {
    return Charts.histogram(values, "score", "eight <scores>", 600, 300);
  }

  @Test
  void sameChartIsTheSameTextAndOthersShareNoIds() {
    assertEquals(chart(VALUES), chart(VALUES));
    String other = chart(new float[] {.3f});
    List<String> ids =
        Pattern.compile("\\bid=\"([^\"]+)\"")
            .matcher(other)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertFalse(ids.isEmpty());
    ids.forEach(id -> assertFalse(chart(VALUES).contains(id), id));
  }

  @Test
  void coloursAreThePages() {
    String svg = chart(VALUES);
    assertTrue(svg.contains("currentColor"));
    assertTrue(svg.contains("var(--chart-1)"));
    assertFalse(svg.contains("rgb(1,1,1)") || svg.contains("#010101"), "a role is left");
    assertTrue(svg.contains("aria-label=\"eight &lt;scores&gt;\""));
  }

  @Test
  void scoresAreShownOnAllOfZeroToOneAndOtherValuesOnTheirRange() {
    Bins scores = Bins.of(VALUES, Moments.of(VALUES));
    assertEquals(0, scores.low());
    assertEquals(1, scores.high(), 1e-12);
    float[] wide = {-3, 5, 5};
    Bins others = Bins.of(wide, Moments.of(wide));
    assertEquals(-3, others.low());
    assertEquals(5, others.high(), 1e-12);
    float[] one = {7};
    assertEquals(6.5, Bins.of(one, Moments.of(one)).low());
  }

  @Test
  void everyValueIsCountedOnce() {
    assertEquals(8, Bins.of(VALUES, Moments.of(VALUES)).counts().stream().mapToInt(i -> i).sum());
  }
}
