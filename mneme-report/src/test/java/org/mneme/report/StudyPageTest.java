package org.mneme.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.evaluate.HeldOutScores;
import org.mneme.study.CrossStudy;
import org.mneme.study.CrossStudy.StudySet;
import org.mneme.study.CrossStudy.Training;

class StudyPageTest {
  @TempDir private static Path folder;

  /** Two sets and both together; models rank their own well and the other the wrong way round. */
  private static CrossStudy study(int seeds) {
    List<StudySet> sets =
        List.of(
            new StudySet("fields", 160, 40),
            new StudySet("faces", 160, 40),
            new StudySet("combined", 320, 80));
    Random random = new Random(5);
    List<Training> trainings = new ArrayList<>();
    for (int set = 0; set < 3; set++) {
      for (long seed = 1; seed <= seeds; seed++) {
        List<HeldOutScores> evaluated = new ArrayList<>();
        for (int on = 0; on < 3; on++) {
          double slope = set == on ? 1 : -.6;
          double[] truth = random.doubles(sets.get(on).val()).toArray();
          double[] predictions =
              IntStream.range(0, truth.length)
                  .mapToDouble(i -> .5 + slope * (truth[i] - .5) + .5 * random.nextGaussian())
                  .toArray();
          String name = sets.get(on).name();
          evaluated.add(
              new HeldOutScores(
                  IntStream.range(0, truth.length).mapToObj(i -> name + i).toList(),
                  truth,
                  predictions));
        }
        trainings.add(
            new Training(
                sets.get(set).name(),
                seed,
                "run" + set + seed,
                "mneme train",
                List.of(.1 * seed, .2),
                evaluated));
      }
    }
    return new CrossStudy(
        "memnet",
        sets,
        LongStream.rangeClosed(1, seeds).boxed().toList(),
        trainings,
        Map.of("Date", "2026-01-01"));
  }

  private static String page(int seeds) throws IOException {
    Path html = folder.resolve(seeds + ".html");
    StudyPage.write(study(seeds), html);
    return Files.readString(html);
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  /** No interval can come of two seeds: what is seen are the seeds. */
  @Test
  void twoSeedsAreShownAsThemselves() throws IOException {
    String page = page(2);
    assertTrue(page.contains("There are no intervals with 2 seeds"));
    assertEquals(9 + 6, count(page, "<small>seeds: "));
    JsonNode cell = json(2).get("matrix").get(1);
    assertTrue(cell.get("spearman").get("low").isNull());
    assertEquals(2, cell.get("spearman").get("seeds").size());
    assertEquals(
        cell.get("loss").get("value").doubleValue(),
        (cell.get("loss").get("seeds").get(0).doubleValue()
                + cell.get("loss").get("seeds").get(1).doubleValue())
            / 2,
        1e-12);
  }

  @Test
  void threeSeedsHaveIntervalsThatKeepToTheirRange() throws IOException {
    assertFalse(page(3).contains("<small>seeds: "));
    for (JsonNode cell : json(3).get("matrix")) {
      assertTrue(cell.get("spearman").get("low").doubleValue() > -1, cell.toString());
      assertTrue(cell.get("spearman").get("high").doubleValue() < 1, cell.toString());
      if (!cell.get("trained_on").equals(cell.get("evaluated_on"))) {
        assertTrue(cell.get("loss").get("low").doubleValue() > -2, cell.toString());
        assertTrue(cell.get("loss").get("high").doubleValue() < 2, cell.toString());
      }
    }
  }

  private static JsonNode json(int seeds) throws IOException {
    return new JsonMapper().readTree(StudyJson.of(study(seeds)));
  }

  /** Three cells on the diagonal lie above zero, six below: two colours, white between them. */
  @Test
  void theHeatMapDivergesAtZero() {
    String map = IntervalCharts.heatMap(study(3).matrix(), "d", IntervalCharts.Size.WIDE);
    assertEquals(3, count(map, Svg.seriesInPage(0)), map);
    assertEquals(6, count(map, Svg.seriesInPage(1)), map);
  }
}
