package org.mneme.web;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.mneme.catalog.Catalog;
import org.mneme.certainty.ScoreIntervals;
import org.mneme.golden.TestModels;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.progress.Progress;
import org.mneme.score.ScorerOptions;
import org.mneme.score.SharedScorer;

/** A server with a real model that is as small as one can be, and a client of it. */
final class TestServer implements AutoCloseable {
  static final String BOUNDARY = "----mneme-test";

  private final Path folder;
  private final WebServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private TestServer(Path folder, WebServer server) {
    this.folder = folder;
    this.server = server;
  }

  static TestServer start(Path folder) throws IOException {
    return start(folder, settings -> settings);
  }

  static TestServer start(Path folder, UnaryOperator<ServerSettings> change) throws IOException {
    return start(folder, change, OpenModels.Opener.DEFAULT, OpenModels.PATIENCE);
  }

  /** The same with a way to open models, and how long requests wait for it. */
  static TestServer start(
      Path folder,
      UnaryOperator<ServerSettings> change,
      OpenModels.Opener opener,
      Duration patience)
      throws IOException {
    ServerSettings settings =
        ServerSettings.of(List.of(model(folder).toString()), folder.resolve("state"))
            .withAddress("127.0.0.1", 0)
            .withOptions(ScorerOptions.defaults().withThreads(2));
    Catalog catalog = Catalog.at(folder.resolve("home"));
    return new TestServer(
        folder,
        WebServer.start(change.apply(settings), catalog, Progress.SILENT, opener, patience));
  }

  /** A linear layer over 8 x 8 pixels and a sigmoid; every image gets a score of its own. */
  static Path model(Path folder) throws IOException {
    Path file = folder.resolve("tiny.onnx");
    if (!Files.exists(file)) {
      TestModels.tiny(file, 1);
    }
    return file;
  }

  /** Gives a model file intervals, 0.1 to both sides of a score. */
  static void makeSure(Path model) throws IOException {
    ModelCard card = OnnxFile.card(model).orElseThrow();
    ScoreIntervals intervals =
        new ScoreIntervals(.9, .1, 0, .1, 1, 0, 1, 100, ScoreIntervals.Kind.SPLIT);
    OnnxFile.write(
        OnnxFile.read(model)
            .withCard(card.withNotes(Map.of(ScoreIntervals.NOTE, intervals.toNote()))),
        model);
  }

  /** Makes small PNG files of one colour each. */
  static List<Path> images(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    Random random = new Random(3);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(20, 16, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillRect(0, 0, 20, 16);
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillRect(random.nextInt(10), random.nextInt(8), 10, 8);
      graphics.dispose();
      Path file = folder.resolve("image%03d.png".formatted(i));
      ImageIO.write(image, "png", file.toFile());
      files.add(file);
    }
    return files;
  }

  Path folder() {
    return folder;
  }

  int port() {
    return server.port();
  }

  void close(Duration patience) {
    server.close(patience);
  }

  void awaitStop() throws IOException, InterruptedException {
    server.awaitStop();
  }

  /** The first model, as requests use it. */
  SharedScorer scorer() throws IOException {
    return server.scorer();
  }

  List<String> routes() {
    return server.routes();
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address(path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
    return send(request(path).header("Accept", accept));
  }

  HttpResponse<String> post(String path, byte[] body, String type, String accept)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", type)
            .header("Accept", accept)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  /** Files as a browser's form sends them. */
  HttpResponse<String> form(String path, List<Path> files, String accept)
      throws IOException, InterruptedException {
    List<byte[]> parts = new ArrayList<>();
    for (Path file : files) {
      parts.add(
          """
          --%s\r
          Content-Disposition: form-data; name="file"; filename="%s"\r
          Content-Type: image/png\r
          \r
          """
              .formatted(BOUNDARY, file.getFileName())
              .getBytes(StandardCharsets.UTF_8));
      parts.add(Files.readAllBytes(file));
      parts.add("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    parts.add("--%s--\r\n".formatted(BOUNDARY).getBytes(StandardCharsets.UTF_8));
    return send(
        request(path)
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .header("Accept", accept)
            .POST(BodyPublishers.ofByteArrays(parts)));
  }

  @Override
  public void close() {
    server.close();
  }
}
