package org.mneme.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.track.NewRun;
import org.mneme.track.Run;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;

class ImportanceTest {
  private static final double ROUNDING = 1e-12;
  private static final Objective LOSS = Objective.minimize("loss");

  @TempDir Path folder;

  /** A finished run for each loss, with the setting at the same place. */
  private List<RunSummary> runs(List<?> settings, double... losses) throws IOException {
    RunStore store = RunStore.at(folder);
    List<RunSummary> runs = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      Map<String, Object> all = new HashMap<>(Map.of("same", 1));
      all.put("x", settings.get(i));
      try (Run run = store.create("run-%d".formatted(i), NewRun.of("run", all))) {
        run.finish(Map.of("loss", losses[i]));
        runs.add(run.summary());
      }
    }
    return runs;
  }

  /**
   * scipy 1.x: {@code kruskal([.1, .2, .3, .3], [.35, .5, .6, .25], [.7, .8, .9, .6])} is H =
   * 8.49207746478874, p = .014320850419242281; epsilon squared by hand, (H - 2) / 9.
   */
  @Test
  void choicesAreRankedAsByScipy() throws IOException {
    List<RunSummary> runs =
        runs(
            List.of("a", "a", "a", "a", "b", "b", "b", "b", "c", "c", "c", "c"),
            .1,
            .2,
            .3,
            .3,
            .35,
            .5,
            .6,
            .25,
            .7,
            .8,
            .9,
            .6);
    List<Importance> found = Importance.of(runs, LOSS);
    assertEquals(List.of("x"), found.stream().map(Importance::setting).toList());
    assertEquals(.7213419405320821, found.get(0).share(), ROUNDING);
    assertEquals(.014320850419242281, found.get(0).p(), ROUNDING);
  }

  /** scipy: {@code kruskal([.1, .2], [.15, .4], [.35, .5], [.8, .7])}: H = 5.5; (5.5 - 3) / 4. */
  @Test
  void numbersAreRankedByTheirQuarters() throws IOException {
    List<RunSummary> runs =
        runs(List.of(1, 2, 3, 4, 5, 6, 7, 8.5), .1, .2, .15, .4, .35, .5, .8, .7);
    assertEquals(.625, Importance.of(runs, LOSS).get(0).share(), ROUNDING);
  }

  @Test
  void whatDoesNothingHasNoShare() throws IOException {
    List<RunSummary> runs =
        runs(List.of("a", "b", "a", "b", "a", "b", "a", "b"), .1, .1, .2, .2, .3, .3, .4, .4);
    assertEquals(0, Importance.of(runs, LOSS).get(0).share(), 0);
  }

  @Test
  void fewOrEqualRunsSayNothing() throws IOException {
    assertTrue(Importance.of(runs(List.of("a", "b"), .1, .2), LOSS).isEmpty());
    assertTrue(Importance.of(List.of(), LOSS).isEmpty());
  }
}
