package org.mneme.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopTest {
  @TempDir private Path folder;

  private static Socket connect(ServerProcess server) throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void send(Socket socket, String headers) throws Exception {
    OutputStream out = socket.getOutputStream();
    out.write(headers.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String answer(Socket socket) throws Exception {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /**
   * SIGTERM while a request is half sent and a job runs: the request is answered, new ones are
   * refused, the process ends by itself, and the next server finishes the job.
   */
  @Test
  void whatIsInFlightIsFinishedAndJobsAreKept() throws Exception {
    TestServer.images(folder.resolve("data"), 400);
    byte[] image = Files.readAllBytes(TestServer.images(folder.resolve("one"), 1).get(0));
    ServerProcess server = ServerProcess.start(folder, folder.resolve("data"));
    String job;
    try (Socket inFlight = connect(server);
        Socket later = connect(server)) {
      send(
          inFlight,
          "POST /v1/scores HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
              .formatted(image.length));
      inFlight.getOutputStream().write(image, 0, 20);
      inFlight.getOutputStream().flush();
      send(later, "GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertTrue(later.getInputStream().read() == 'H'); // the request before it has been taken up
      job = server.begin();
      server.terminate();
      assertRefused(later);
      inFlight.getOutputStream().write(image, 20, image.length - 20);
      inFlight.getOutputStream().flush();
      String answer = answer(inFlight);
      assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
      assertTrue(answer.contains("\"score\":0."), answer);
    }
    assertTrue(server.process().waitFor(60, TimeUnit.SECONDS), "the server does not end");
    assertEquals(0, server.process().exitValue());
    try (TestServer next = TestServer.start(folder, s -> s.withData(folder.resolve("data")))) {
      assertEquals("done", JobsTest.awaitEnd(next, job).path("state").asText());
      assertEquals(401, next.get("/v1/jobs/" + job + "/rows", "text/csv").body().lines().count());
    }
  }

  /** Clients are told so, and no failure is logged. */
  @Test
  void whatIsNotDoneInTimeIsAnsweredThatTheServerStops() throws Exception {
    Path large = folder.resolve("large.png"); // takes a while to be decoded
    ImageIO.write(new BufferedImage(4000, 3000, BufferedImage.TYPE_INT_RGB), "png", large.toFile());
    byte[] image = Files.readAllBytes(large);
    Records records = new Records();
    Logger logger = Logger.getLogger(WebServer.class.getName());
    logger.addHandler(records);
    try (TestServer server = TestServer.start(folder)) {
      HttpClient client = HttpClient.newHttpClient();
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        answers.add(
            client.sendAsync(
                server.request("/v1/scores").POST(BodyPublishers.ofByteArray(image)).build(),
                BodyHandlers.ofString()));
      }
      while (server.scorer().waiting() + done(answers) < answers.size()) {
        Thread.sleep(5); // until the server has taken up all
      }
      server.close(Duration.ZERO);
      Set<Integer> statuses = new TreeSet<>();
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        statuses.add(answer.get(60, TimeUnit.SECONDS).statusCode());
      }
      statuses.remove(200);
      assertEquals(Set.of(503), statuses);
    } finally {
      logger.removeHandler(records);
    }
    assertEquals(List.of(), records.messages);
  }

  private static long done(List<? extends CompletableFuture<?>> answers) {
    return answers.stream().filter(CompletableFuture::isDone).count();
  }

  private static final class Records extends Handler {
    private final List<String> messages = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord entry) {
      messages.add(entry.getMessage() + ": " + entry.getThrown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** On a connection that is open: until the server knows of the signal, it is still ready. */
  private static void assertRefused(Socket socket) throws Exception {
    byte[] buffer = new byte[1 << 14];
    StringBuilder answers = new StringBuilder();
    while (!answers.toString().contains(" 503 ")) {
      send(socket, "GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
      int read = socket.getInputStream().read(buffer);
      if (read < 0) {
        break; // closed, which refuses too
      }
      answers.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
      Thread.sleep(20);
    }
  }
}
