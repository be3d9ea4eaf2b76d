package org.mneme.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.progress.Progress;
import org.mneme.select.Condition;
import org.mneme.select.PoolFile;
import org.mneme.select.SelectSettings;
import org.mneme.select.Selected;
import org.mneme.select.SelectedFiles;
import org.mneme.select.Selector;
import org.mneme.statistics.MeasuredImage;
import org.mneme.statistics.StatisticsFile;
import org.mneme.statistics.StatisticsJob;

class SelectionsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ENDS = "&condition=low=..40%25&condition=high=60%25..";

  @TempDir private Path folder;

  private static String table(int pictures) {
    StringBuilder table = new StringBuilder("image,score,age,kind\n");
    for (int i = 0; i < pictures; i++) {
      table.append(
          String.format(
              Locale.ROOT,
              "%03d.png,0.%03d,%d,%s%n",
              i,
              1 + i * 999 / pictures,
              (i * 37) % 101,
              i % 3 == 0 ? "sea" : "land"));
    }
    return table.toString();
  }

  private static void part(ByteArrayOutputStream body, String field, String name, byte[] content) {
    body.writeBytes(
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n\r\n"
            .formatted(TestServer.BOUNDARY, field, name)
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(content);
    body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
  }

  private static HttpResponse<String> select(
      TestServer server, String query, Map<String, String> tables, List<Path> pictures)
      throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    tables.forEach(
        (name, text) -> part(body, "scores", name, text.getBytes(StandardCharsets.UTF_8)));
    for (Path picture : pictures) {
      part(body, "images", String.valueOf(picture.getFileName()), Files.readAllBytes(picture));
    }
    body.writeBytes("--%s--\r\n".formatted(TestServer.BOUNDARY).getBytes(StandardCharsets.UTF_8));
    return server.send(
        server
            .request("/v1/selections?" + query)
            .header("Content-Type", "multipart/form-data; boundary=" + TestServer.BOUNDARY)
            .POST(BodyPublishers.ofByteArray(body.toByteArray())));
  }

  @Test
  void setsAreThoseOfTheLibraryWithItsFilesAndPage() throws Exception {
    try (TestServer server = TestServer.start(folder)) {
      HttpResponse<String> answer =
          select(
              server,
              "each=8&match=age&balance=kind&seed=3" + ENDS,
              Map.of("scores.csv", table(90)),
              List.of());
      assertEquals(201, answer.statusCode(), answer.body());
      JsonNode json = JSON.readTree(answer.body());
      Path file = Files.writeString(folder.resolve("scores.csv"), table(90));
      Selected expected =
          Selector.select(
              PoolFile.read(List.of(file)),
              SelectSettings.of(
                      "score",
                      List.of(Condition.parse("low=..40%"), Condition.parse("high=60%..")),
                      8,
                      List.of("age"))
                  .withBalance(List.of("kind"))
                  .withSearch(3, 0, Optional.empty()),
              Progress.SILENT);
      String place = answer.headers().firstValue("Location").orElseThrow();
      assertEquals(json, JSON.readTree(server.get(place, "*/*").body()));
      Map<String, String> files =
          Map.of(
              "selection.csv", SelectedFiles.csv(expected),
              "balance.csv", SelectedFiles.balance(expected),
              "psychopy.csv", SelectedFiles.psychoPy(expected),
              "jspsych.json", SelectedFiles.jsPsych(expected),
              "methods.txt", SelectedFiles.methods(expected));
      for (Map.Entry<String, String> each : files.entrySet()) {
        HttpResponse<String> got =
            server.get(json.path("files").path(each.getKey()).asText(), "*/*");
        assertEquals(each.getValue(), got.body());
        assertTrue(
            got.headers().firstValue("Content-Disposition").orElseThrow().contains(each.getKey()));
      }
      assertEquals(404, server.get(place + "/files/secret.txt", "*/*").statusCode());
      assertEquals(8, json.path("sets").path(1).path("images").size());
      assertTrue(json.path("balance").path(1).path("met").asBoolean(), answer.body());
      assertTrue(json.path("notes").path(0).asText().contains("near-duplicates"), answer.body());
      HttpResponse<String> page = server.get(json.path("report").asText(), "*/*");
      assertTrue(page.body().contains("Balance"), page.body());
      assertTrue(
          page.headers().firstValue("Content-Security-Policy").orElseThrow().contains("sandbox"));
      try (Stream<Path> left = Files.list(folder.resolve("state/selections"))) {
        assertEquals(0, left.count());
      }
    }
  }

  /** What the tables lack is measured of the pictures in the form, which the page also shows. */
  @Test
  void picturesInTheFormAreMeasured() throws Exception {
    List<Path> pictures = TestServer.images(folder.resolve("images"), 40);
    StringBuilder table = new StringBuilder("image,score\n");
    pictures.forEach(
        each -> table.append("%s,0.%d%n".formatted(each.getFileName(), table.length())));
    String query = "each=4&match=luminance=9&near=-1" + ENDS;
    Map<String, String> tables = Map.of("scores.csv", table.toString());
    try (TestServer server = TestServer.start(folder)) {
      HttpResponse<String> without = select(server, query, tables, List.of());
      assertEquals(422, without.statusCode(), without.body());
      assertTrue(without.body().contains("no table has the column 'luminance'"), without.body());
      HttpResponse<String> answer = select(server, query, tables, pictures);
      assertEquals(201, answer.statusCode(), answer.body());
      JsonNode json = JSON.readTree(answer.body());
      assertEquals("luminance", json.path("balance").path(1).path("column").asText());
      String page = server.get(json.path("report").asText(), "*/*").body();
      assertEquals(8, page.split("src=\"data:image/jpeg", -1).length - 1);
    }
  }

  @Test
  void whatCannotBeIsRefusedWithWhatToDo() throws Exception {
    Map<String, String> tables = Map.of("scores.csv", table(40));
    try (TestServer server = TestServer.start(folder)) {
      assertRefused(400, "'each' is needed", select(server, "apart=true", tables, List.of()));
      assertRefused(400, "say what the sets are", select(server, "each=4", tables, List.of()));
      assertRefused(
          400, "not a condition", select(server, "each=4&condition=high", tables, List.of()));
      assertRefused(400, "at most 20", select(server, "each=4&sets=1000000000", tables, List.of()));
      assertRefused(400, "unknown parameter", select(server, "each=4&limit=3", tables, List.of()));
      assertRefused(
          400,
          "each' is given 2 times",
          select(server, "each=4&each=5&apart=true", tables, List.of()));
      assertRefused(
          422, "ask for 20 in each set", select(server, "each=30&sets=2", tables, List.of()));
      assertRefused(
          422,
          "scores.csv: no column named image",
          select(server, "each=3&sets=2", Map.of("scores.csv", "a,b\n1,2\n"), List.of()));
      assertRefused(
          422,
          "no column of numbers 'weight'",
          select(server, "each=3&sets=2&match=weight", tables, List.of()));
      assertRefused(
          400, "at least one table", select(server, "each=3&sets=2", Map.of(), List.of()));
    }
  }

  private static void assertRefused(int status, String detail, HttpResponse<String> answer)
      throws Exception {
    assertEquals(status, answer.statusCode(), answer.body());
    String found = JSON.readTree(answer.body()).path("detail").asText();
    assertTrue(found.contains(detail), found);
    assertFalse(found.contains("/tmp"), found);
    assertFalse(found.contains("state/selections"), found);
  }

  @Test
  void statisticsAreThoseOfTheLibraryInEachForm() throws Exception {
    List<Path> images = TestServer.images(folder.resolve("images"), 3);
    List<MeasuredImage> rows = StatisticsJob.standard().run(images, Progress.SILENT);
    StringBuilder expected = new StringBuilder();
    StatisticsFile.write(rows, expected);
    String csv = expected.toString().replace(folder.resolve("images") + "/", "");
    Path bad = Files.writeString(folder.resolve("bad.png"), "no image");
    try (TestServer server = TestServer.start(folder)) {
      assertEquals(csv, server.form("/v1/statistics", images, "text/csv").body());
      JsonNode all =
          JSON.readTree(
                  server
                      .form("/v1/statistics", List.of(images.get(0), bad), "application/json")
                      .body())
              .path("statistics");
      assertEquals(rows.get(0).statistics().luminance(), all.path(0).path("luminance").asDouble());
      assertEquals(20, all.path(0).path("width").asInt());
      assertTrue(all.path(1).path("luminance").isNull());
      assertTrue(all.path(1).path("error").asText().startsWith("not a picture"), all.toString());
      assertEquals(422, server.form("/v1/statistics", List.of(bad), "*/*").statusCode());
    }
  }
}
