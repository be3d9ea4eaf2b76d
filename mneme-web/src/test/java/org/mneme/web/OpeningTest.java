package org.mneme.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.onnx.ModelException;
import org.mneme.score.Capacity;
import org.mneme.score.ScoringModel;
import org.mneme.score.SharedScorer;

/** What a server does while its model is being opened. */
class OpeningTest {
  @TempDir private Path folder;

  /** Opens models when it is told to, as a large network would be opened late. */
  static final class Held implements OpenModels.Opener {
    final CountDownLatch go = new CountDownLatch(1);

    @Override
    public SharedScorer open(ScoringModel model, Capacity capacity) throws IOException {
      try {
        assertTrue(go.await(60, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return OpenModels.Opener.DEFAULT.open(model, capacity);
    }
  }

  private HttpRequest.Builder scoring(TestServer server) throws IOException {
    byte[] image = Files.readAllBytes(TestServer.images(folder.resolve("one"), 1).get(0));
    return server.request("/v1/scores").POST(BodyPublishers.ofByteArray(image));
  }

  @Test
  void itAnswersBeforeItsModelIsOpenAndIsReadyOnlyAfter() throws Exception {
    Held opener = new Held();
    try (TestServer server =
        TestServer.start(folder, settings -> settings, opener, Duration.ofSeconds(60))) {
      assertEquals(200, server.get("/health", "*/*").statusCode());
      assertEquals(200, server.get("/", "text/html").statusCode());
      assertEquals(200, server.get("/v1/models", "*/*").statusCode());
      HttpResponse<String> ready = server.get("/ready", "*/*");
      assertEquals(503, ready.statusCode());
      assertEquals("1", ready.headers().firstValue("Retry-After").orElse(""));
      assertTrue(ready.body().contains("the model is being opened"), ready.body());
      assertTrue(server.get("/metrics", "*/*").body().contains("mneme_queue_images 0.0"));
      CompletableFuture<HttpResponse<String>> waiting =
          HttpClient.newHttpClient().sendAsync(scoring(server).build(), BodyHandlers.ofString());
      String job = JobsTest.id(server.form("/v1/jobs", images(3), "*/*"));
      assertFalse(waiting.isDone());
      opener.go.countDown();
      assertEquals(200, waiting.get(60, TimeUnit.SECONDS).statusCode());
      assertEquals(200, server.get("/ready", "*/*").statusCode());
      assertEquals("done", JobsTest.awaitEnd(server, job).path("state").asText());
    }
  }

  private List<Path> images(int count) throws IOException {
    return TestServer.images(folder.resolve("many"), count);
  }

  @Test
  void aRequestWaitsOnlySoLongForTheModel() throws Exception {
    Held opener = new Held();
    try (TestServer server =
        TestServer.start(folder, settings -> settings, opener, Duration.ofMillis(50))) {
      HttpResponse<String> late = server.send(scoring(server));
      assertEquals(503, late.statusCode());
      assertEquals("1", late.headers().firstValue("Retry-After").orElse(""));
      opener.go.countDown();
      server.scorer();
      assertEquals(200, server.send(scoring(server)).statusCode());
    }
  }

  /** Its card can be read, and only ONNX Runtime notices that an operator does not exist. */
  @Test
  void aServerWhoseModelCannotBeOpenedEndsWithTheReason() throws Exception {
    Path model = TestServer.model(folder);
    byte[] bytes = Files.readAllBytes(model);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("Sigmoid"));
    Files.write(model, text.replace("Sigmoid", "Sigmoxx").getBytes(StandardCharsets.ISO_8859_1));
    try (TestServer server = TestServer.start(folder)) {
      IOException failure = assertThrows(ModelException.class, server::awaitStop);
      assertTrue(failure.getMessage().contains("tiny.onnx"), failure.getMessage());
    }
  }
}
