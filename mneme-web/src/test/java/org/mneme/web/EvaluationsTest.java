package org.mneme.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.data.ReadOptions;
import org.mneme.data.SplitChoice;
import org.mneme.evaluate.EvaluatedData;
import org.mneme.evaluate.EvaluationJob;
import org.mneme.evaluate.EvaluationReport;
import org.mneme.evaluate.EvaluationSettings;
import org.mneme.evaluate.Labelled;
import org.mneme.progress.Progress;
import org.mneme.report.EvaluationExtras;
import org.mneme.report.MetricsJson;

class EvaluationsTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  /** Human scores that agree with the model's in part. */
  private static String human(String scores) {
    StringBuilder table = new StringBuilder("image,score\n");
    String[] lines = scores.split("\n", -1);
    for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
      double score = Double.parseDouble(lines[i].split(",", 3)[1]);
      double shown = .5 * score + .4 * ((i * 7) % 10) / 10;
      table.append(String.format(Locale.ROOT, "%s,%.4f%n", lines[i].split(",", 3)[0], shown));
    }
    return table.toString();
  }

  private static HttpResponse<String> evaluate(TestServer server, String query, String... parts)
      throws Exception {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < parts.length; i += 3) {
      body.append(
          "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n\r\n%s\r\n"
              .formatted(TestServer.BOUNDARY, parts[i], parts[i + 1], parts[i + 2]));
    }
    body.append("--%s--\r\n".formatted(TestServer.BOUNDARY));
    return server.send(
        server
            .request("/v1/evaluations" + query)
            .header("Content-Type", "multipart/form-data; boundary=" + TestServer.BOUNDARY)
            .POST(BodyPublishers.ofString(body.toString())));
  }

  /** The figures that mneme evaluate writes for the same tables. */
  private JsonNode expected(String human, String scores) throws IOException {
    Path humanFile = Files.writeString(folder.resolve("expected.csv"), human);
    Path scoresFile = Files.writeString(folder.resolve("scores.csv"), scores);
    EvaluationReport report =
        new EvaluationJob(
                List.of(
                    EvaluatedData.read(
                        new Labelled(humanFile.toString(), Optional.of("people")),
                        ReadOptions.STRICT.withNeedImages(false),
                        SplitChoice.USUAL,
                        Optional.empty())),
                List.of(),
                EvaluationSettings.defaults().withScores(Map.of("tiny", List.of(scoresFile))))
            .run(Progress.SILENT);
    return JSON.readTree(MetricsJson.of(report, false, EvaluationExtras.NONE));
  }

  @Test
  void scoresOfTheServerAreEvaluatedAsTheLibraryEvaluatesThem() throws Exception {
    List<Path> images = TestServer.images(folder.resolve("images"), 40);
    try (TestServer server = TestServer.start(folder)) {
      String scores = server.form("/v1/scores", images, "text/csv").body();
      String human = human(scores);
      HttpResponse<String> answer =
          evaluate(server, "", "human", "people.csv", human, "scores", "tiny.csv", scores);
      assertEquals(201, answer.statusCode(), answer.body());
      JsonNode json = JSON.readTree(answer.body());
      JsonNode expected = expected(human, scores);
      assertEquals(
          expected.toString().replaceAll("\"provenance\".*", ""),
          json.path("metrics").toString().replaceAll("\"provenance\".*", ""));
      String place = answer.headers().firstValue("Location").orElseThrow();
      assertEquals(json.path("metrics"), JSON.readTree(server.get(place, "*/*").body()));
      HttpResponse<String> report = server.get(json.path("report").asText(), "*/*");
      assertTrue(report.body().startsWith("<!DOCTYPE html>"), report.body());
      assertTrue(report.body().contains("people"));
      assertFalse(
          report.body().contains("evaluations/tables"), "the report names a temporary folder");
      assertTrue(
          report.headers().firstValue("Content-Security-Policy").orElseThrow().contains("sandbox"));
      assertEquals(404, server.get("/v1/evaluations/none", "*/*").statusCode());
    }
  }

  @Test
  void nothingOfATableStaysOnTheDisk() throws Exception {
    try (TestServer server = TestServer.start(folder)) {
      evaluate(
          server, "", "human", "a.csv", "image,score\na,1\n", "scores", "b.csv", "image,score\n");
      try (Stream<Path> left = Files.list(folder.resolve("state/evaluations"))) {
        assertEquals(0, left.count());
      }
    }
  }

  @Test
  void aBadTableIsRefusedWithItsLineAndWhatToDo() throws Exception {
    String scores = "image,score\na.jpg,0.5\nb.jpg,0.6\nc.jpg,0.7\n";
    try (TestServer server = TestServer.start(folder)) {
      assertRefused(server, "", "image,score\na.jpg,0.5\n", 400, "scores");
      assertRefused(server, "", "a,b\n1,2\n", 422, "people.csv", scores);
      assertRefused(
          server, "", "image,score\na.jpg,0.5\nb.jpg,x\nc.jpg,0.2\n", 422, "people.csv:3", scores);
      assertRefused(
          server, "", "image,score\na.jpg,50\nb.jpg,60\nc.jpg,90\n", 422, "scale=100", scores);
      assertRefused(
          server, "", "image,score\na.jpg,.1\nb.jpg,.2\nd.jpg,.3\n", 422, "skipBad=true", scores);
      assertRefused(server, "?skip=true", "image,score\n", 400, "unknown parameter 'skip'", scores);
      assertRefused(server, "?skipBad=1", "image,score\n", 400, "true or false", scores);
      HttpResponse<String> scaled =
          evaluate(
              server,
              "?scale=100&skipBad=true",
              "human",
              "people.csv",
              "image,score\na.jpg,50\nb.jpg,60\nc.jpg,90\nd.jpg,20\n",
              "scores",
              "tiny.csv",
              scores);
      assertEquals(201, scaled.statusCode(), scaled.body());
    }
  }

  private static void assertRefused(
      TestServer server, String query, String human, int status, String detail, String... scores)
      throws Exception {
    HttpResponse<String> answer =
        scores.length == 0
            ? evaluate(server, query, "human", "people.csv", human)
            : evaluate(
                server, query, "human", "people.csv", human, "scores", "tiny.csv", scores[0]);
    assertEquals(status, answer.statusCode(), answer.body());
    String found = JSON.readTree(answer.body()).path("detail").asText();
    assertTrue(found.contains(detail), found);
    assertFalse(found.contains("/tmp"), found);
  }

  /** A form's file, bytes as they are. */
  private static byte[] part(String field, String name, byte[] content) {
    ByteArrayOutputStream part = new ByteArrayOutputStream();
    part.writeBytes(
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n\r\n"
            .formatted(TestServer.BOUNDARY, field, name)
            .getBytes(StandardCharsets.UTF_8));
    part.writeBytes(content);
    part.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    return part.toByteArray();
  }

  private String report(TestServer server, String human, String scores, List<byte[]> pictures)
      throws Exception {
    List<byte[]> body = new ArrayList<>(pictures);
    body.add(part("human", "people.csv", human.getBytes(StandardCharsets.UTF_8)));
    body.add(part("scores", "tiny.csv", scores.getBytes(StandardCharsets.UTF_8)));
    body.add("--%s--\r\n".formatted(TestServer.BOUNDARY).getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> answer =
        server.send(
            server
                .request("/v1/evaluations")
                .header("Content-Type", "multipart/form-data; boundary=" + TestServer.BOUNDARY)
                .POST(BodyPublishers.ofByteArrays(body)));
    assertEquals(201, answer.statusCode(), answer.body());
    String path = JSON.readTree(answer.body()).path("report").asText();
    return server.get(path, "text/html").body();
  }

  @Test
  void theReportShowsThePicturesThatCome() throws Exception {
    List<Path> images = TestServer.images(folder.resolve("images"), 6);
    try (TestServer server = TestServer.start(folder)) {
      String scores = server.form("/v1/scores", images, "text/csv").body();
      String human = human(scores);
      assertEquals(0, shown(report(server, human, scores, List.of())));
      List<byte[]> pictures = new ArrayList<>();
      for (Path image : images.subList(0, 5)) {
        pictures.add(part("images", "holiday/" + image.getFileName(), Files.readAllBytes(image)));
      }
      pictures.add(
          part("images", "../../image005.png", "no picture".getBytes(StandardCharsets.UTF_8)));
      String page = report(server, human, scores, pictures);
      assertTrue(shown(page) >= 5, "only %d pictures".formatted(shown(page)));
      assertTrue(page.contains("alt=\"image000.png\""));
      assertFalse(page.contains("alt=\"image005.png\""));
      try (Stream<Path> left = Files.list(folder.resolve("state/evaluations"))) {
        assertEquals(0, left.count());
      }
    }
  }

  private static long shown(String page) {
    return page.lines().filter(line -> line.contains("src=\"data:image/jpeg")).count();
  }

  /** Tables that name files of the server's machine, absolutely and by a way out of the folder. */
  @Test
  void noFileOfTheMachineIsShownWhateverATableNames() throws Exception {
    Path secret = TestServer.images(folder.resolve("secret"), 1).get(0).toAbsolutePath();
    String up = "../".repeat(20) + secret.toString().substring(1);
    StringBuilder human = new StringBuilder("image,score\n");
    StringBuilder scores = new StringBuilder("image,score\n");
    for (String name : List.of("a.png", "b.png", "c.png", secret.toString(), up)) {
      human.append("%s,0.%d%n".formatted(name, human.length() % 89 + 10));
      scores.append("%s,0.%d%n".formatted(name, scores.length() % 83 + 10));
    }
    try (TestServer server = TestServer.start(folder)) {
      HttpResponse<String> refused =
          evaluate(
              server, "", "human", "p.csv", human.toString(), "scores", "t.csv", scores.toString());
      assertEquals(422, refused.statusCode(), refused.body());
      HttpResponse<String> skipped =
          evaluate(
              server,
              "?skipBad=true",
              "human",
              "p.csv",
              human.toString(),
              "scores",
              "t.csv",
              scores.toString());
      assertEquals(201, skipped.statusCode(), skipped.body());
      String report = JSON.readTree(skipped.body()).path("report").asText();
      assertEquals(0, shown(server.get(report, "text/html").body()));
    }
  }
}
