package org.mneme.track;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mneme.golden.Needed;

/**
 * A real MLflow server, from an environment of its own under target/, which is made once by pip
 * (about 330 MB, a minute).
 */
final class MlflowProcess implements AutoCloseable {
  private static final int INSTALL_MINUTES = 10;
  private static final int START_SECONDS = 90;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final URI address;

  private MlflowProcess(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Skips the test where there is no Python, or pip cannot fetch MLflow; on CI it fails. */
  static MlflowProcess start(Path folder, int port) throws Exception {
    Path bin = installed().resolve("bin");
    ProcessBuilder builder =
        new ProcessBuilder(
            bin.resolve("mlflow").toString(),
            "server",
            "--host",
            "127.0.0.1",
            "--port",
            String.valueOf(port),
            "--workers",
            "1",
            "--backend-store-uri",
            "sqlite:///" + folder.resolve("mlflow.db"),
            "--artifacts-destination",
            folder.resolve("artifacts").toString());
    builder.environment().put("HOME", folder.toString()); // gunicorn writes there
    // The server starts others by name.
    builder.environment().merge("PATH", bin.toString(), (path, own) -> own + ":" + path);
    Process process =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mlflow.log").toFile())
            .start();
    MlflowProcess server = new MlflowProcess(process, URI.create("http://127.0.0.1:" + port));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        server.get("/health");
        return server;
      } catch (IOException e) {
        Thread.sleep(200);
      }
    }
    server.close();
    throw new IOException("no server: " + Files.readString(folder.resolve("mlflow.log")));
  }

  private static Path installed() throws Exception {
    Path place = Path.of("target", "mlflow").toAbsolutePath();
    Path done = place.resolve("installed");
    if (!Files.exists(done)) {
      Files.createDirectories(place);
      String packages =
          Path.of(MlflowProcess.class.getResource("mlflow-requirements.txt").toURI()).toString();
      List<String> pip =
          List.of(
              place.resolve("bin/pip").toString(), "install", "-q", "--no-input", "-r", packages);
      boolean made =
          ran(List.of("python3", "-m", "venv", place.toString()), place) && ran(pip, place);
      if (!made) {
        Needed.absent(
            "MLflow could not be installed with Python 3 and pip; see " + place + "/pip.log");
      }
      Files.createFile(done);
    }
    return place;
  }

  private static boolean ran(List<String> command, Path place) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(place.resolve("pip.log").toFile()))
              .start();
      if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  URI address() {
    return address;
  }

  String get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(address.resolve(path)).build());
  }

  String post(String path, String json) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private static String send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  /** Ends the server and the workers that it started. */
  @Override
  public void close() {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        all.forEach(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException e) {
      all.forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }
}
