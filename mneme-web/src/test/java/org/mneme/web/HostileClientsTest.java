package org.mneme.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that no honest client sends, over bare sockets. */
class HostileClientsTest {
  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        TestServer.start(
            folder,
            s ->
                s.withLimits(new ServerSettings.Limits(4 << 20, 1000, 200, Duration.ofSeconds(1))));
  }

  @AfterEach
  void isStillThere() throws Exception {
    assertEquals("alive\n", server.get("/health", "*/*").body());
    Path image = TestServer.images(folder.resolve("last"), 1).get(0);
    assertEquals(200, server.form("/v1/scores", List.of(image), "*/*").statusCode());
    server.close();
  }

  /** Sends bytes as they are and gives all of the answer. */
  private String send(byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      try {
        out.write(request);
        out.flush();
      } catch (IOException e) {
        // It has answered before it read all.
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException e) {
      return ""; // cut off
    }
  }

  private String post(String headers, String body) throws IOException {
    return send(
        ("POST /v1/scores HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + headers
                + "\r\n"
                + body)
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  private String multipart(String type, String body) throws IOException {
    return post("Content-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n", body);
  }

  private static void assertRefused(String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 4") || answer.isEmpty(), answer);
  }

  private static String part(String name) {
    return "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
        + name
        + "\"\r\n\r\nno image\r\n";
  }

  @Test
  void formsThatAreNone() throws IOException {
    assertRefused(multipart("multipart/form-data", "x"));
    assertRefused(multipart("multipart/form-data; boundary=", part("a.png")));
    assertRefused(multipart("multipart/form-data; boundary=b", "x"));
    assertRefused(multipart("multipart/form-data; boundary=b", ""));
    assertRefused(multipart("multipart/form-data; boundary=b", part("a.png"))); // without an end
    assertRefused(
        multipart("multipart/form-data; boundary=b", "--b\r\nX: y\r\n\r\nz\r\n--b--\r\n"));
    assertRefused(multipart("multipart/mixed; boundary=b", part("a.png") + "--b--\r\n"));
    assertRefused(multipart("multipart/form-data; boundary=" + "b".repeat(9000), "x"));
  }

  @Test
  void tooManyPartsAreRefused() throws IOException {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      body.append(part("image.png"));
    }
    assertRefused(multipart("multipart/form-data; boundary=b", body + "--b--\r\n"));
  }

  @Test
  void namesOpenNoFile() throws IOException {
    for (String name : List.of("../../x.png", "/etc/passwd", "a\0b.png", "C:\\x.png", "")) {
      String answer = multipart("multipart/form-data; boundary=b", part(name) + "--b--\r\n");
      assertRefused(answer);
    }
    assertRefused(
        multipart("multipart/form-data; boundary=b", part("x".repeat(300)) + "--b--\r\n"));
  }

  @Test
  void wrongLengthsAndEndlessBodies() throws IOException {
    assertRefused(post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"));
    assertRefused(post("Content-Length: -1\r\n", ""));
    assertRefused(post("Content-Length: 99999999999999\r\n", "x"));
    assertRefused(post("Content-Length: 5000000\r\n", "x"));
    assertRefused(post("Content-Length: 100\r\n", "less than it says")); // waits, then gives up
    assertRefused(post("Transfer-Encoding: chunked\r\n", "zz\r\n"));
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    assertRefused(post("Transfer-Encoding: chunked\r\n", chunk.repeat(100))); // 6.5 MB of 4
  }

  @Test
  void headersWithoutEnd() throws IOException {
    assertRefused(post("X: " + "y".repeat(100_000) + "\r\n", ""));
    // A version of HTTP that no server speaks: RFC 9110 has a status of its own for it.
    String version = send("GET / HTTP/9.9\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(version.startsWith("HTTP/1.1 505"), version);
    assertRefused(send(new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0, '\r', '\n', '\r', '\n'}));
  }

  @Test
  void slowClientsHoldNothingUp() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket
            .getOutputStream()
            .write(
                "POST /v1/scores HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx"
                    .getBytes(StandardCharsets.ISO_8859_1));
        slow.add(socket);
      }
      assertEquals("alive\n", server.get("/health", "*/*").body());
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  /**
   * The shared files, HEIC and AVIF among them, and mutations: a score or a reason, never a 5xx.
   */
  @Test
  void hostileFilesAreAnsweredWithAScoreOrAReason() throws Exception {
    for (Path file : MutatedFiles.all()) {
      if (Files.size(file) < 4 << 20) {
        assertAnswered(Files.readAllBytes(file), file.toString());
      }
    }
    MutatedFiles mutated = new MutatedFiles(11);
    for (int i = 0; i < 400; i++) {
      assertAnswered(mutated.next(), "mutation " + i);
    }
  }

  private void assertAnswered(byte[] file, String what) throws Exception {
    HttpResponse<String> answer =
        server.post("/v1/scores", file, "application/octet-stream", "*/*");
    assertTrue(
        answer.statusCode() == 200 || answer.statusCode() == 422 || answer.statusCode() == 400,
        what + ": " + answer.statusCode() + " " + answer.body());
    if (answer.statusCode() != 200) {
      assertTrue(answer.body().contains("\"detail\":\""), what + ": " + answer.body());
    }
  }
}
