package org.mneme.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.mneme.score.Score;

class BestTest {
  /** Few distinct values make many ties; the names tell which of them stayed. */
  @Property
  void keepsWhatSortingAllWouldKeep(
      @ForAll @Size(max = 200) List<@IntRange(max = 9) Integer> tenths,
      @ForAll @IntRange(max = 12) int highest,
      @ForAll @IntRange(max = 12) int lowest) {
    Best best = new Best(highest, lowest);
    List<Score> all = new ArrayList<>();
    for (int tenth : tenths) {
      Score score = new Score(Path.of("image" + all.size()), tenth / 10f, null);
      best.add(score);
      all.add(score);
    }
    all.sort(Comparator.comparing(Score::value).reversed());
    if (all.size() > highest + lowest) {
      all.subList(highest, all.size() - lowest).clear();
    }
    assertEquals(all, best.sorted());
  }

  @Test
  void failuresHaveNoPlace() {
    Score failure = new Score(Path.of("x.jpg"), Float.NaN, "gone");
    assertThrows(IllegalArgumentException.class, () -> Best.all().add(failure));
  }
}
