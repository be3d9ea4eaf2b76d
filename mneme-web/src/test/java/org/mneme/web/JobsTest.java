package org.mneme.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  private static String begin(TestServer server, String asked) throws Exception {
    HttpResponse<String> answer =
        server.post("/v1/jobs", asked.getBytes(StandardCharsets.UTF_8), "application/json", "*/*");
    return id(answer);
  }

  /** Of a job that has begun. */
  static String id(HttpResponse<String> answer) throws Exception {
    assertEquals(201, answer.statusCode(), answer.body());
    return JSON.readTree(answer.body()).path("id").asText();
  }

  static JsonNode awaitEnd(TestServer server, String id) throws Exception {
    for (int i = 0; i < 1200; i++) {
      JsonNode job = JSON.readTree(server.get("/v1/jobs/" + id, "*/*").body());
      if (!List.of("queued", "running").contains(job.path("state").asText())) {
        return job;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("the job does not end");
  }

  @Test
  void aFoldersImagesAreScoredAsTheLibraryScoresThem() throws Exception {
    List<Path> images = TestServer.images(folder.resolve("data/sub"), 30);
    Files.writeString(folder.resolve("data/sub/bad.png"), "no image");
    try (TestServer server = TestServer.start(folder, s -> s.withData(folder.resolve("data")))) {
      String id = begin(server, "{\"folder\": \"sub\"}");
      JsonNode job = awaitEnd(server, id);
      assertEquals("done", job.path("state").asText(), job.toString());
      assertEquals(31, job.path("finished").asInt());
      String csv = server.get("/v1/jobs/" + id + "/rows", "text/csv").body();
      String waited = server.form("/v1/scores", images, "text/csv").body();
      List<String> good =
          csv.lines()
              .filter(line -> !line.contains("bad.png"))
              .map(l -> l.replace("sub/", ""))
              .toList();
      assertEquals(waited.lines().toList(), good);
      assertEquals(1, csv.lines().filter(line -> line.startsWith("sub/bad.png,,")).count());
    }
  }

  @Test
  void uploadedImagesAreLetGoOfWhenTheirJobEnds() throws Exception {
    List<Path> images = TestServer.images(folder.resolve("images"), 5);
    try (TestServer server = TestServer.start(folder)) {
      HttpResponse<String> answer = server.form("/v1/jobs", images, "*/*");
      assertEquals(201, answer.statusCode(), answer.body());
      String id = JSON.readTree(answer.body()).path("id").asText();
      assertEquals("done", awaitEnd(server, id).path("state").asText());
      assertEquals(
          server.form("/v1/scores", images, "text/csv").body(),
          server.get("/v1/jobs/" + id + "/rows", "text/csv").body());
      try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
        assertFalse(files.anyMatch(file -> file.toString().contains("uploads")));
      }
      assertEquals(204, server.send(server.request("/v1/jobs/" + id).DELETE()).statusCode());
      assertEquals(404, server.get("/v1/jobs/" + id, "*/*").statusCode());
    }
  }

  /** Rows of a job are those of POST /v1/scores in each form, with low, high and familiar. */
  @Test
  void aJobsRowsSayHowSureTheyAre() throws Exception {
    List<Path> images = TestServer.images(folder.resolve("images"), 5);
    TestServer.makeSure(TestServer.model(folder));
    try (TestServer server = TestServer.start(folder)) {
      String id = id(server.form("/v1/jobs", images, "*/*"));
      awaitEnd(server, id);
      String rows = "/v1/jobs/" + id + "/rows";
      for (String form : List.of("text/csv", "application/x-ndjson")) {
        assertEquals(server.form("/v1/scores", images, form).body(), server.get(rows, form).body());
      }
      String csv = server.get(rows, "text/csv").body();
      assertTrue(csv.startsWith("image,score,error,low,high,familiar\n"), csv);
      JsonNode row = JSON.readTree(server.get(rows, "*/*").body()).path("scores").path(0);
      assertTrue(row.path("low").asDouble() < row.path("score").asDouble(), row.toString());
      assertTrue(row.has("familiar") && row.path("familiar").isNull(), row.toString());
    }
  }

  @Test
  void noPathLeadsOutOfTheOpenedFolder() throws Exception {
    TestServer.images(folder.resolve("outside"), 1);
    List<Path> inside = TestServer.images(folder.resolve("data"), 1);
    Files.createSymbolicLink(folder.resolve("data/link"), folder.resolve("outside"));
    Files.createSymbolicLink(
        folder.resolve("data/link.png"), folder.resolve("outside/image000.png"));
    Files.writeString(folder.resolve("data/list.txt"), "image000.png\nlink.png\n");
    Files.writeString(folder.resolve("data/bad.txt"), "../outside/image000.png\n");
    try (TestServer server = TestServer.start(folder, s -> s.withData(folder.resolve("data")))) {
      for (String asked :
          List.of(
              "{\"folder\": \"..\"}",
              "{\"folder\": \"link\"}",
              "{\"folder\": \"" + folder + "/outside\"}",
              "{\"list\": \"../outside\"}",
              "{\"list\": \"bad.txt\"}",
              "{\"folder\": \"a\\u0000b\"}")) {
        HttpResponse<String> answer =
            server.post(
                "/v1/jobs", asked.getBytes(StandardCharsets.UTF_8), "application/json", "*/*");
        assertTrue(answer.statusCode() == 404 || answer.statusCode() == 400, asked + answer.body());
      }
      String id = begin(server, "{\"list\": \"list.txt\"}");
      awaitEnd(server, id);
      List<String> rows =
          server.get("/v1/jobs/" + id + "/rows", "text/csv").body().lines().toList();
      assertEquals(3, rows.size());
      assertTrue(rows.get(1).startsWith(inside.get(0).getFileName() + ",0."), rows.get(1));
      assertTrue(rows.get(2).startsWith("link.png,,"), rows.get(2));
    }
  }

  @Test
  void withoutAnOpenedFolderNoneMayBeNamed() throws Exception {
    try (TestServer server = TestServer.start(folder)) {
      HttpResponse<String> answer =
          server.post(
              "/v1/jobs",
              "{\"folder\": \"x\"}".getBytes(StandardCharsets.UTF_8),
              "application/json",
              "*/*");
      assertEquals(403, answer.statusCode());
    }
  }

  @Test
  void eventsTellHowFarAJobIs() throws Exception {
    TestServer.images(folder.resolve("data"), 20);
    try (TestServer server = TestServer.start(folder, s -> s.withData(folder.resolve("data")))) {
      String id = begin(server, "{\"folder\": \".\"}");
      HttpRequest request =
          HttpRequest.newBuilder(server.address("/v1/jobs/" + id + "/events"))
              .header("Accept", "text/event-stream")
              .build();
      try (BufferedReader events =
          new BufferedReader(
              new InputStreamReader(
                  HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream()).body(),
                  StandardCharsets.UTF_8))) {
        String last = "";
        for (String line = events.readLine(); line != null; line = events.readLine()) {
          last = line.startsWith("data: ") ? line : last;
        }
        JsonNode job = JSON.readTree(last.substring("data: ".length()));
        assertEquals("done", job.path("state").asText());
        assertEquals(20, job.path("finished").asInt());
      }
    }
  }

  /** Five kills of the process, at no chosen moment: each row once, in order, the same bytes. */
  @Test
  @Tag("slow")
  void aKilledServersJobGoesOnToTheSameBytes() throws Exception {
    TestServer.images(folder.resolve("data"), 400);
    TestServer.model(folder);
    byte[] undisturbed;
    try (TestServer server =
        TestServer.start(
            Files.createDirectories(folder.resolve("calm")),
            s -> s.withData(folder.resolve("data")))) {
      String id = begin(server, "{\"folder\": \".\"}");
      awaitEnd(server, id);
      undisturbed = Files.readAllBytes(folder.resolve("calm/state/jobs/" + id + "/rows.jsonl"));
    }
    Path work = Files.createDirectories(folder.resolve("work"));
    Path rows = null;
    for (int kills = 0; kills < 5; kills++) {
      ServerProcess process = ServerProcess.start(work, folder.resolve("data"));
      if (rows == null) {
        rows = work.resolve("state/jobs/" + process.begin() + "/rows.jsonl");
      }
      long enough = (kills + 1) * 60L * 60; // bytes
      for (int i = 0; i < 2000 && (!Files.exists(rows) || Files.size(rows) < enough); i++) {
        Thread.sleep(2);
      }
      process.kill();
    }
    try (TestServer server = TestServer.start(work, s -> s.withData(folder.resolve("data")))) {
      assertEquals("done", awaitEnd(server, idOf(rows)).path("state").asText());
    }
    assertEquals(new String(undisturbed, StandardCharsets.UTF_8), Files.readString(rows));
  }

  private static String idOf(Path rows) {
    return String.valueOf(rows.getParent().getFileName());
  }

  /** Two would both resume the same jobs, and both write their rows. */
  @Test
  void aSecondServerIsRefusedTheStateOfTheFirst() throws Exception {
    try (TestServer first = TestServer.start(folder)) {
      IOException refused = assertThrows(IOException.class, () -> TestServer.start(folder));
      assertTrue(
          String.valueOf(refused.getMessage()).contains("another server keeps its jobs"),
          refused.getMessage());
      assertEquals(200, first.get("/health", "*/*").statusCode());
    }
    TestServer.start(folder).close();
  }

  /** A folder, a name with a NUL, and what is not there. */
  @Test
  void whatIsNoListIsRefusedWithTheReason() throws Exception {
    Path data = folder.resolve("data");
    TestServer.images(data, 1);
    try (TestServer server = TestServer.start(folder, s -> s.withData(data))) {
      for (String list : List.of(".", "a\\u0000b", "gone.txt")) {
        String asked = "{\"list\": \"%s\"}".formatted(list);
        HttpResponse<String> answer =
            server.post(
                "/v1/jobs", asked.getBytes(StandardCharsets.UTF_8), "application/json", "*/*");
        assertTrue(
            answer.statusCode() >= 400 && answer.statusCode() < 500,
            list + ": " + answer.statusCode() + answer.body());
        assertTrue(answer.body().contains("\"detail\":"), answer.body());
      }
    }
  }
}
