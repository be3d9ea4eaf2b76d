package org.mneme.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.progress.Progress;

/**
 * Against SciPy and NumPy: golden/responses.json, made by the script beside it. Tolerance 1e-12 of
 * the figure, or of 1 where the figure is smaller: sums are taken in another order.
 */
class GoldenResponsesTest {
  private static final double TOLERANCE = 1e-12;

  @TempDir Path folder;

  private static InputStream resource(String name) {
    return Objects.requireNonNull(
        GoldenResponsesTest.class.getResourceAsStream("/golden/" + name), name);
  }

  private ResponseReport report() throws IOException {
    Path csv = folder.resolve("responses.csv");
    try (InputStream in = resource("responses.csv")) {
      Files.copy(in, csv);
    }
    Trials trials = TrialFiles.read(List.of(csv), TrialReading.USUAL);
    return ResponseStudy.of(trials, ResponseSettings.USUAL.withLag(0), Progress.SILENT);
  }

  @Test
  void everyFigureIsSciPys() throws IOException {
    JsonNode golden;
    try (InputStream in = resource("responses.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    ResponseReport report = report();
    LagModel lag = report.lag().orElseThrow();
    assertEquals(golden.get("slope").doubleValue(), lag.slope(), TOLERANCE);
    assertEquals(golden.get("error").doubleValue(), lag.error(), TOLERANCE);
    assertEquals(golden.get("p").doubleValue(), lag.p(), TOLERANCE);
    double common = golden.get("common_lag").doubleValue();
    assertEquals(common, lag.commonLag(), TOLERANCE * common);
    ResponseFiles.write(report, folder);
    List<String> lines = Files.readAllLines(folder.resolve("scores.csv"));
    List<String> header = List.of(lines.get(0).split(",", -1));
    Map<String, List<String>> rows = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = List.of(line.split(",", -1));
      rows.put(cells.get(0), cells);
    }
    assertEquals(golden.get("pictures").size(), rows.size());
    for (Map.Entry<String, JsonNode> picture : golden.get("pictures").properties()) {
      for (Map.Entry<String, JsonNode> figure : picture.getValue().properties()) {
        int column = header.indexOf(figure.getKey());
        double expected = figure.getValue().doubleValue();
        assertEquals(
            expected,
            Double.parseDouble(rows.get(picture.getKey()).get(column)),
            TOLERANCE * Math.max(1, Math.abs(expected)),
            picture.getKey() + " " + figure.getKey());
      }
    }
  }
}
