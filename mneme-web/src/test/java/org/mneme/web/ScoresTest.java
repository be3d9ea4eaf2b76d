package org.mneme.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.catalog.Catalog;
import org.mneme.files.Sha256;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;
import org.mneme.progress.Progress;
import org.mneme.score.Capacity;
import org.mneme.score.ImageSource;
import org.mneme.score.Outcome;
import org.mneme.score.Score;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;
import org.mneme.score.SharedScorer.Urgency;

class ScoresTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String OCTETS = "application/octet-stream";

  @TempDir private Path folder;

  private List<Score> expected(List<Path> images, Crops crops) throws Exception {
    ScorerOptions options = ScorerOptions.defaults().withCrops(crops);
    try (Scorer scorer = Scorer.open(TestServer.model(folder), options)) {
      return scorer.scoreAll(images);
    }
  }

  @Test
  void manyImagesHaveTheScoresOfTheLibraryInTheirOrderInEachForm() throws Exception {
    List<Path> images = TestServer.images(folder.resolve("images"), 50);
    try (TestServer server = TestServer.start(folder)) {
      for (Crops crops : Crops.values()) {
        List<Score> expected = expected(images, crops);
        StringBuilder csv = new StringBuilder("image,score,error\n");
        expected.forEach(s -> csv.append("%s,%s,%n".formatted(s.image().getFileName(), s.value())));
        String path = "/v1/scores?crops=" + ScoreOptions.lower(crops);
        assertEquals(csv.toString(), server.form(path, images, "text/csv").body());
        JsonNode rows = JSON.readTree(server.form(path, images, "*/*").body()).path("scores");
        String[] lines = server.form(path, images, "application/x-ndjson").body().split("\n", -1);
        assertEquals(50, rows.size());
        assertEquals(51, lines.length); // the last one ends, too
        for (int i = 0; i < 50; i++) {
          assertEquals(Float.toString(expected.get(i).value()), rows.get(i).path("score").asText());
          assertEquals(rows.get(i), JSON.readTree(lines[i]));
        }
      }
    }
  }

  @Test
  void anAnswerNamesVersionModelIdentityLicenceAndOptions() throws Exception {
    Path image = TestServer.images(folder.resolve("images"), 1).get(0);
    try (TestServer server = TestServer.start(folder)) {
      HttpResponse<String> answer =
          server.post(
              "/v1/scores?name=x.png&decode=pillow",
              Files.readAllBytes(image),
              OCTETS,
              "application/json");
      JsonNode json = JSON.readTree(answer.body());
      String identity = Sha256.of(TestServer.model(folder));
      assertEquals(200, answer.statusCode());
      assertEquals("x.png", json.at("/scores/0/image").asText());
      assertEquals("fp32", json.at("/model/precision").asText());
      assertEquals("fp32", answer.headers().firstValue("Mneme-Precision").orElseThrow());
      assertTrue(answer.headers().firstValue("Mneme-Version").isPresent());
      assertEquals(identity, json.at("/model/identity").asText());
      assertEquals("pillow", json.at("/options/decode").asText());
      assertFalse(json.at("/model/licence").asText().isEmpty());
      assertEquals(identity, answer.headers().firstValue("Mneme-Model-Identity").orElseThrow());
    }
  }

  @Test
  void aBadImageAmongOthersCostsOneRowAndAloneIsAProblem() throws Exception {
    List<Path> images = new ArrayList<>(TestServer.images(folder.resolve("images"), 3));
    Path bad = Files.writeString(folder.resolve("bad.png"), "no image");
    images.add(1, bad);
    try (TestServer server = TestServer.start(folder)) {
      JsonNode rows = JSON.readTree(server.form("/v1/scores", images, "*/*").body()).path("scores");
      assertEquals(4, rows.size());
      assertTrue(rows.get(1).path("score").isNull());
      assertTrue(rows.get(1).path("error").asText().contains("not a picture"));
      HttpResponse<String> alone =
          server.post("/v1/scores", Files.readAllBytes(bad), OCTETS, "*/*");
      assertEquals(422, alone.statusCode());
      assertProblem(alone, "not a picture");
    }
  }

  private static void assertProblem(HttpResponse<String> answer, String detail) throws Exception {
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElseThrow());
    JsonNode problem = JSON.readTree(answer.body());
    assertEquals(answer.statusCode(), problem.path("status").asInt());
    assertTrue(problem.path("detail").asText().contains(detail), answer.body());
  }

  @Test
  void whatIsAskedWronglyIsRefusedWithTheReason() throws Exception {
    byte[] image = Files.readAllBytes(TestServer.images(folder.resolve("images"), 1).get(0));
    try (TestServer server =
        TestServer.start(
            folder,
            s -> s.withLimits(new ServerSettings.Limits(20_000, 2, 20, Duration.ofSeconds(30))))) {
      assertRefused(server, "/v1/scores?model=other", image, 400, "this server has tiny");
      assertRefused(server, "/v1/scores?crops=five", image, 400, "centre, ten");
      assertRefused(server, "/v1/scores?precision=int8", image, 400, "tiny in fp32, not in int8");
      assertRefused(server, "/v1/scores?corps=ten", image, 400, "unknown parameter 'corps'");
      assertRefused(server, "/v1/scores?crops=ten&crops=centre", image, 400, "given 2 times");
      assertRefused(server, "/v1/models", image, 405, "there is no POST /v1/models");
      assertEquals(
          406, server.post("/v1/scores", image, OCTETS, "text/csv;q=0, image/png").statusCode());
      assertRefused(server, "/v1/scores", new byte[0], 400, "no image");
      assertRefused(server, "/v1/scores?name=" + "x".repeat(21), image, 400, "at most 20");
      assertRefused(server, "/v1/scores", new byte[20_001], 413, "too large");
      HttpResponse<String> zipped =
          server.send(
              server
                  .request("/v1/scores")
                  .header("Content-Encoding", "gzip")
                  .POST(BodyPublishers.ofByteArray(image)));
      assertEquals(415, zipped.statusCode());
      assertProblem(zipped, "'gzip'; send it as it is");
      List<Path> three = TestServer.images(folder.resolve("images"), 3);
      HttpResponse<String> many = server.form("/v1/scores", three, "*/*");
      assertEquals(413, many.statusCode(), many.body());
      assertProblem(many, "at most 2 are accepted");
      assertEquals(406, server.post("/v1/scores", image, OCTETS, "image/png").statusCode());
      HttpResponse<String> nothing = server.get("/v1/nothing", "*/*");
      assertEquals(404, nothing.statusCode());
      assertProblem(nothing, "/api");
    }
  }

  private static void assertRefused(
      TestServer server, String path, byte[] body, int status, String detail) throws Exception {
    HttpResponse<String> answer = server.post(path, body, OCTETS, "*/*");
    assertEquals(status, answer.statusCode(), answer.body());
    assertProblem(answer, detail);
  }

  @Test
  void manyClientsAtOnceGetTheirOwnScores() throws Exception {
    List<Path> images = TestServer.images(folder.resolve("images"), 200);
    List<Score> expected = expected(images, Crops.CENTRE);
    try (TestServer server = TestServer.start(folder)) {
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (Path image : images) {
        byte[] body = Files.readAllBytes(image);
        answers.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return server.post("/v1/scores", body, OCTETS, "text/csv").body();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                }));
      }
      for (int i = 0; i < images.size(); i++) {
        assertEquals(
            "image,score,error\nimage,%s,\n".formatted(expected.get(i).value()),
            answers.get(i).get());
      }
    }
  }

  @Test
  void moreThanMayWaitIsToldWhenToComeAgain() throws Exception {
    byte[] image = Files.readAllBytes(TestServer.images(folder.resolve("images"), 1).get(0));
    try (TestServer server =
        TestServer.start(
            folder, s -> s.withCapacity(new Capacity(1, 1 << 20, Duration.ofMillis(1))))) {
      CountDownLatch decode = new CountDownLatch(1);
      CompletableFuture<Outcome> first =
          server
              .scorer()
              .submit(new Blocked(decode, image), Crops.CENTRE, DecodeMode.NATURAL, Urgency.NOW);
      HttpResponse<String> answer = server.post("/v1/scores", image, OCTETS, "*/*");
      assertEquals(429, answer.statusCode());
      assertProblem(answer, "the queue is full");
      assertTrue(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()) >= 1);
      decode.countDown();
      assertFalse(first.get().failed());
      assertEquals(200, server.post("/v1/scores", image, OCTETS, "*/*").statusCode());
    }
  }

  /** An image that is not decoded before it may be. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Blocked(CountDownLatch decode, byte[] file) implements ImageSource {
    @Override
    public String name() {
      return "blocked";
    }

    @Override
    public long bytes() {
      return file.length;
    }

    @Override
    public Rgb decode(DecodeMode mode, ImageLimits limits) throws IOException {
      try {
        decode.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException("interrupted");
      }
      return ImageDecoder.decode(name(), new ByteArrayInputStream(file), mode, limits);
    }
  }

  @Test
  void onAnAddressThatOthersReachATokenIsNeeded() {
    ServerSettings open = ServerSettings.of(List.of("resmem"), folder).withAddress("0.0.0.0", 0);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> WebServer.start(open, Catalog.at(folder), Progress.SILENT));
    assertTrue(String.valueOf(refused.getMessage()).contains("token"));
    assertThrows(IllegalArgumentException.class, () -> open.withToken("short"));
  }

  @Test
  void withATokenOnlyItsHoldersAreAnswered() throws Exception {
    String token = "a token of some length";
    try (TestServer server = TestServer.start(folder, s -> s.withToken(token))) {
      assertEquals(200, server.get("/health", "*/*").statusCode());
      assertEquals(401, server.get("/v1/models", "*/*").statusCode());
      assertEquals(401, server.get("/", "*/*").statusCode());
      assertEquals(
          401,
          server
              .send(server.request("/v1/models").header("Authorization", "Bearer other"))
              .statusCode());
      assertEquals(
          200,
          server
              .send(server.request("/v1/models").header("Authorization", "Bearer " + token))
              .statusCode());
      HttpResponse<String> page = server.get("/?token=a%20token%20of%20some%20length", "*/*");
      assertEquals(302, page.statusCode());
      String cookie = page.headers().firstValue("Set-Cookie").orElseThrow();
      assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
      String shown = cookie.split(";", 2)[0];
      assertEquals(200, server.send(server.request("/").header("Cookie", shown)).statusCode());
      assertEquals(
          401, server.send(server.request("/").header("Cookie", shown + "00")).statusCode());
    }
  }

  @Test
  void anotherSitesPageMaySendNothing() throws Exception {
    try (TestServer server = TestServer.start(folder)) {
      HttpResponse<String> foreign =
          server.send(
              server
                  .request("/v1/scores")
                  .header("Origin", "http://example.org")
                  .POST(BodyPublishers.ofString("x")));
      assertEquals(403, foreign.statusCode());
      String policy =
          server.get("/", "*/*").headers().firstValue("Content-Security-Policy").orElseThrow();
      assertTrue(policy.startsWith("default-src 'none'"));
    }
  }

  /** Each described path answers, and each path that answers is described. */
  @Test
  void theDescriptionNamesTheRoutesThatThereAre() throws Exception {
    try (TestServer server = TestServer.start(folder)) {
      JsonNode paths = JSON.readTree(server.get("/openapi.json", "*/*").body()).path("paths");
      TreeSet<String> described = new TreeSet<>();
      paths
          .properties()
          .forEach(
              path ->
                  path.getValue()
                      .properties()
                      .forEach(
                          method -> {
                            if (!method.getKey().equals("parameters")) {
                              described.add(
                                  method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                            }
                          }));
      TreeSet<String> routes = new TreeSet<>(server.routes());
      Pages.paths().forEach(path -> routes.remove("GET " + path));
      assertEquals(routes, described);
    }
  }

  @Test
  void metricsCountImagesAndRequestsByTheirRoute() throws Exception {
    byte[] image = Files.readAllBytes(TestServer.images(folder.resolve("images"), 1).get(0));
    try (TestServer server = TestServer.start(folder)) {
      server.post("/v1/scores", image, OCTETS, "*/*");
      server.post("/v1/scores", "x".getBytes(StandardCharsets.UTF_8), OCTETS, "*/*");
      String text = server.get("/metrics", "*/*").body();
      assertTrue(text.contains("mneme_images_total{result=\"scored\"} 1.0"), text);
      assertTrue(text.contains("mneme_images_total{result=\"failed\"} 1.0"), text);
      assertTrue(text.contains("route=\"/v1/scores\",status=\"422\""), text);
    }
  }
}
