package org.mneme.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.explain.Explainer;
import org.mneme.explain.Explanation;
import org.mneme.explain.MapMethod;
import org.mneme.explain.MapSettings;
import org.mneme.explain.MethodName;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.gradient.GradientMaps;
import org.mneme.network.MemNet;
import org.mneme.network.Network;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.progress.Progress;
import org.mneme.score.Scorer;

class ExplanationsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String OCTETS = "application/octet-stream";

  @TempDir private Path folder;

  private Path image() throws Exception {
    return TestServer.images(folder.resolve("images"), 1).get(0);
  }

  @Test
  void mapsAreThoseOfTheLibrary() throws Exception {
    Path image = image();
    MapSettings settings =
        MapSettings.defaults()
            .withMethods(List.of(MethodName.OCCLUSION, MethodName.RISE))
            .withGrid(3)
            .withMasks(40);
    Explanation expected;
    try (Scorer scorer = Scorer.open(TestServer.model(folder))) {
      expected = Explainer.explain(scorer, settings.forwardMethods(), image, Progress.SILENT);
    }
    try (TestServer server = TestServer.start(folder)) {
      String path = "/v1/explanations?method=occlusion,rise&grid=3&masks=40&aspect=1:1&name=a.png";
      HttpResponse<String> answer =
          server.post(path, Files.readAllBytes(image), OCTETS, "application/json");
      assertEquals(200, answer.statusCode(), answer.body());
      JsonNode json = JSON.readTree(answer.body());
      assertEquals("a.png", json.path("image").asText());
      assertEquals(expected.score(), json.path("score").asDouble(), 1e-6);
      assertEquals(2, json.path("maps").size());
      for (int i = 0; i < 2; i++) {
        JsonNode map = json.path("maps").get(i);
        Explanation.Drawn drawn = expected.maps().get(i);
        assertEquals(drawn.method().name(), map.path("method").asText());
        assertEquals(drawn.map().rows(), map.path("values").size());
        for (int row = 0; row < drawn.map().rows(); row++) {
          for (int column = 0; column < drawn.map().columns(); column++) {
            double value = map.path("values").get(row).get(column).asDouble();
            assertEquals(drawn.map().at(row, column), value, 1e-5); // batches round otherwise
          }
        }
      }
      assertTrue(json.at("/crops/highest").size() > 0, answer.body());
    }
  }

  /** A network that Mneme defines, with random weights. */
  private Path network() throws Exception {
    Network network = MemNet.small();
    ModelCard any = TestCards.fp32("memnet-small");
    Path file = folder.resolve("memnet-small.onnx");
    OnnxExport.write(network, RandomWeights.of(network, 5), any, file);
    return file;
  }

  @Test
  void mapsByGradientsAreThoseOfTheLibrary() throws Exception {
    Path file = network();
    Path image = image();
    Explanation expected;
    try (Scorer scorer = Scorer.open(file);
        GradientMaps gradients = GradientMaps.open(file, 1)) {
      MapSettings settings =
          MapSettings.defaults()
              .withMethods(List.of(MethodName.HALVES, MethodName.GRAD_CAM, MethodName.COMBINED))
              .withHalvings(1);
      List<MapMethod> methods = settings.methods(name -> gradients.method(name, settings));
      expected = Explainer.explain(scorer, methods, image, Progress.SILENT);
    }
    try (TestServer server =
        TestServer.start(
            folder,
            settings ->
                ServerSettings.of(List.of(file.toString()), settings.state())
                    .withAddress("127.0.0.1", 0)
                    .withOptions(settings.options()))) {
      byte[] body = Files.readAllBytes(image);
      String path = "/v1/explanations?method=halves,grad-cam,combined&halvings=1";
      HttpResponse<String> answer = server.post(path, body, OCTETS, "application/json");
      assertEquals(200, answer.statusCode(), answer.body());
      JsonNode maps = JSON.readTree(answer.body()).path("maps");
      for (int i = 0; i < 3; i++) {
        Explanation.Drawn drawn = expected.maps().get(i);
        double most = drawn.map().most();
        assertEquals(drawn.method().name(), maps.path(i).path("method").asText());
        assertEquals(most, maps.path(i).path("most").asDouble(), 1e-5 * Math.max(1, most));
        assertEquals(
            drawn.map().at(10, 4),
            maps.at("/%d/values/10/4".formatted(i)).asDouble(),
            1e-5 * Math.max(1, most));
      }
      assertEquals("combined", usual(server, body, ""));
      assertEquals("halves", usual(server, body, "?crops=ten")); // gradients are of one crop
      HttpResponse<String> ten = server.post(path + "&crops=ten", body, OCTETS, "*/*");
      assertEquals(400, ten.statusCode());
      assertTrue(ten.body().contains("gradients are of the centre crop"), ten.body());
    }
  }

  /** Which method is taken when none is asked for. */
  private static String usual(TestServer server, byte[] image, String query) throws Exception {
    HttpResponse<String> answer =
        server.post("/v1/explanations" + query, image, OCTETS, "application/json");
    assertEquals(200, answer.statusCode(), answer.body());
    return JSON.readTree(answer.body()).at("/maps/0/method").asText();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          method=oclusion        | did you mean 'occlusion'?
          method=grad-cam        | Choose a method that works for every model (halves, two-sided, occlusion, rise, sweep)
          grid=0                 | grid must be 1 to 64, not 0
          halvings=9             | halvings must be 1 to 8, not 9
          steps=65               | invalid value for steps
          grid=x                 | invalid value for grid: 'x'; a whole number is needed
          grid=99999999999       | invalid value for grid
          fill=grey              | it is one of blur, mean, noise
          aspect=3               | width:height is needed, such as 16:9
          aspect=99:1            | an aspect ratio is 1:10 to 10:1
          method=rise&masks=9000 | a server scores at most 4000 for one
          fil=blur               | unknown parameter 'fil'
          """)
  void wrongValuesAreTold(String query, String words) throws Exception {
    try (TestServer server = TestServer.start(folder)) {
      HttpResponse<String> answer =
          server.post("/v1/explanations?" + query, Files.readAllBytes(image()), OCTETS, "*/*");
      assertEquals(400, answer.statusCode(), answer.body());
      String detail = JSON.readTree(answer.body()).path("detail").asText();
      assertTrue(detail.contains(words), detail);
    }
  }

  @Test
  void oneImageThatCanBeReadIsNeeded() throws Exception {
    try (TestServer server = TestServer.start(folder)) {
      byte[] text = "no picture".getBytes(StandardCharsets.UTF_8);
      assertEquals(422, server.post("/v1/explanations", text, OCTETS, "*/*").statusCode());
      List<Path> two = TestServer.images(folder.resolve("images"), 2);
      HttpResponse<String> answer = server.form("/v1/explanations", two, "*/*");
      assertEquals(400, answer.statusCode());
      assertTrue(answer.body().contains("2 images are sent; send one"), answer.body());
    }
  }

  /** A client that goes away frees its place: later ones are not refused for it. */
  @Test
  void whoGoesAwayCancels() throws Exception {
    byte[] image = Files.readAllBytes(image());
    try (TestServer server = TestServer.start(folder)) {
      for (int i = 0; i < 3; i++) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
          String head =
              "POST /v1/explanations?method=rise&masks=4000 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: %d\r\n\r\n"
                  .formatted(server.port(), image.length);
          socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
          socket.getOutputStream().write(image);
          socket.getOutputStream().flush();
          assertTrue(socket.getInputStream().read() >= 0); // the answer has begun
        }
        int status = 429;
        while (status == 429) { // until the server has noticed
          HttpResponse<String> answer =
              server.post("/v1/explanations?halvings=1", image, OCTETS, "*/*");
          status = answer.statusCode();
        }
        assertEquals(200, status);
      }
    }
  }
}
