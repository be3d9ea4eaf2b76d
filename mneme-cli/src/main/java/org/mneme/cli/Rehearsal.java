package org.mneme.cli;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.mneme.catalog.Catalog;
import org.mneme.image.Preprocessing;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.web.ServerSettings;
import org.mneme.web.WebServer;
import org.mneme.weights.Tensor;

/**
 * Does once what commands do when they start, with a network of one layer, and ends. The launcher
 * runs it while Java records the classes that are loaded, and Java maps these at later starts:
 * {@code predict} and {@code serve} then start in less time. It writes to a temporary folder alone,
 * which it deletes, and prints nothing.
 */
final class Rehearsal {
  private static final int PIXELS = 8;
  private static final int LONGEST_SILENCE_MILLIS = 20_000;

  private Rehearsal() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("mneme-rehearsal");
    try {
      run(folder);
    } finally {
      delete(folder);
    }
  }

  private static void run(Path folder) throws IOException {
    Path model = folder.resolve("model.onnx");
    writeModel(model);
    Path image = folder.resolve("image.jpg");
    ImageIO.write(
        new BufferedImage(2 * PIXELS, 2 * PIXELS, BufferedImage.TYPE_INT_RGB),
        "jpg",
        image.toFile());
    Catalog catalog = Catalog.at(folder.resolve("home"));
    command(catalog, "--help");
    command(catalog, "serve", "--help");
    command(catalog, "predict", "--model", model.toString(), image.toString());
    ServerSettings settings =
        ServerSettings.of(List.of(model.toString()), folder.resolve("server"))
            .withAddress("127.0.0.1", 0);
    try (WebServer server = WebServer.start(settings, catalog, Progress.SILENT)) {
      ask(server, "GET / ", new byte[0]);
      ask(server, "GET /ready ", new byte[0]);
      ask(server, "GET /metrics ", new byte[0]);
      ask(server, "POST /v1/scores ", Files.readAllBytes(image));
    }
  }

  private static void command(Catalog catalog, String... arguments) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false);
    Console console = new Console(InputStream.nullInputStream(), nowhere, nowhere, false, false);
    Main.commandLine(catalog, console).execute(arguments);
  }

  /** One request on a connection of its own; Java's client would add its classes to the archive. */
  private static void ask(WebServer server, String what, byte[] body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(LONGEST_SILENCE_MILLIS);
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.writeBytes(
          (what + "HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ")
              .getBytes(StandardCharsets.US_ASCII));
      request.writeBytes((body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      request.writeBytes(body);
      request.writeTo(socket.getOutputStream());
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
  }

  private static void writeModel(Path file) throws IOException {
    Network network =
        Network.builder("rehearsal", Shape.of(3, PIXELS, PIXELS))
            .then("flatten", new Flatten())
            .then("fc", new Linear(3 * PIXELS * PIXELS, 1))
            .then("score", new Sigmoid())
            .build();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    network
        .parameters()
        .forEach(
            (name, parameter) ->
                weights.put(
                    name,
                    Tensor.of(
                        parameter.shape(), new float[Math.toIntExact(parameter.shape().size())])));
    Preprocessing resmem = Preprocessing.RESMEM;
    Preprocessing small =
        new Preprocessing(
            PIXELS, PIXELS, PIXELS, resmem.order(), resmem.divisor(), resmem.mean(), resmem.std());
    ModelCard card =
        new ModelCard(
            "rehearsal",
            small,
            "no meaning: all weights are 0",
            "none",
            "made by the launcher",
            "",
            Precision.FP32,
            List.of(),
            Map.of());
    OnnxExport.write(network, weights, card, file);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
