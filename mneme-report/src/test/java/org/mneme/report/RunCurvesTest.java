package org.mneme.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.sweep.Objective;
import org.mneme.track.NewRun;
import org.mneme.track.Run;
import org.mneme.track.RunStore;

class RunCurvesTest {
  private static final String HOSTILE = "</title><script>x</script>&\"'";

  @TempDir Path folder;

  private RunsReport report(double... values) throws IOException {
    RunStore store = RunStore.at(folder);
    for (int i = 0; i < values.length; i++) {
      NewRun about = NewRun.of(HOSTILE + i, Map.of("x", HOSTILE + i, "n", i));
      try (Run run = store.create("r%02d".formatted(i), about)) {
        run.log(1, 1, Map.of("rho", values[i] / 2));
        run.log(2, 2, Map.of("rho", values[i]));
        run.finish(Map.of());
      }
    }
    return RunsReport.of(HOSTILE, store, store.list(), Objective.maximize("rho"));
  }

  /** By hand: quartiles .50 and .53, fences .455 and .575; .62 and .3 lie beyond. */
  @Test
  void runsBeyondTukeysFencesAreOutliers() throws IOException {
    RunsReport report = report(.50, .51, .52, .53, .50, .51, .62, .52, .30, .53);
    assertEquals(List.of("r06", "r08"), new RunCurves(report, new RunMarks(report)).outliers());
  }

  @Test
  void likeRunsHaveNoOutliers() throws IOException {
    RunsReport report = report(.5, .5, .5, .5, .5, .5);
    assertEquals(List.of(), new RunCurves(report, new RunMarks(report)).outliers());
  }

  /** Names and settings are shown as they are, whatever they hold. */
  @Test
  void hostileNamesStayText() throws IOException {
    String html = RunsPage.of(report(.1, .2, .3), Optional.empty());
    assertTrue(html.contains("&lt;/title&gt;&lt;script&gt;"), "escaped");
    assertEquals(-1, html.indexOf("<script"));
  }
}
