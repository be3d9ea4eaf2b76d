package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainCommandTest {
  @TempDir Path folder;
  private Path model;
  private Path picture;
  private Path maps;

  @BeforeEach
  void makeModelAndPicture() throws IOException {
    model = Cli.tinyModel(folder, 1);
    picture = Cli.picture(folder.resolve("a photo.png"), 3);
    maps = folder.resolve("maps");
  }

  private Cli explain(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("explain", picture.toString(), "-m", model.toString(), "-o", maps.toString()));
    words.addAll(List.of(more));
    return Cli.at(folder.resolve("home"), words.toArray(String[]::new));
  }

  private static void assertFine(Cli cli) {
    assertEquals(0, cli.exit(), cli.err());
  }

  @Test
  void aPictureGetsAPageAMapAnOverlayAndJson() throws IOException {
    BufferedImage large = new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB);
    large.createGraphics().drawImage(ImageIO.read(picture.toFile()), 0, 0, 60, 40, null);
    ImageIO.write(large, "png", picture.toFile());
    Cli cli =
        explain(
            "--method",
            "halves,two-sided,occlusion,rise,sweep",
            "--masks",
            "20",
            "--crops-suggest",
            "1:1");
    assertFine(cli);
    assertTrue(cli.err().contains("a photo.png: score 0."), cli.err());
    JsonNode json = new ObjectMapper().readTree(maps.resolve("a photo.json").toFile());
    assertEquals(60, json.get("width").asInt());
    assertEquals(5, json.get("maps").size());
    assertEquals("change of score", json.at("/maps/0/unit").asText());
    for (String method : List.of("halves", "two-sided", "occlusion", "rise", "sweep")) {
      BufferedImage overlay = ImageIO.read(maps.resolve("a photo-" + method + ".png").toFile());
      assertEquals(60, overlay.getWidth());
      assertEquals(40, overlay.getHeight());
    }
    List<String> csv = Files.readAllLines(maps.resolve("a photo-halves.csv"));
    assertEquals(json.at("/maps/0/rows").asInt(), csv.size());
    assertEquals(json.at("/maps/0/columns").asInt(), csv.get(0).split(",", -1).length);
    double most =
        csv.stream()
            .flatMap(line -> List.of(line.split(",", -1)).stream())
            .mapToDouble(Double::parseDouble)
            .max()
            .orElse(0);
    assertEquals(json.at("/maps/0/most").asDouble(), most, 1e-6);
    String page = Files.readString(maps.resolve("a photo.html"));
    for (String part :
        List.of(
            "id=\"strength\"",
            "Original size",
            "change of score",
            "class=\"map\"",
            "data:image/png;base64,",
            "nobody was shown them",
            "Highest score")) {
      assertTrue(page.contains(part), part);
    }
    assertFalse(page.contains("http://") || page.contains("https://"), "it needs nothing else");
    assertTrue(
        json.at("/crops/highest/0/score").asDouble()
            >= json.at("/crops/lowest/0/score").asDouble());
  }

  /** The header is NumPy's format 1.0. */
  @Test
  void valuesAsNpyAreThoseOfTheCsv() throws IOException {
    assertFine(explain("--halvings", "3"));
    assertFine(explain("--halvings", "3", "--format", "npy"));
    byte[] npy = Files.readAllBytes(maps.resolve("a photo-halves.npy"));
    List<String> csv = Files.readAllLines(maps.resolve("a photo-halves.csv"));
    int columns = csv.get(0).split(",", -1).length;
    String header = new String(npy, 10, 118, StandardCharsets.US_ASCII);
    assertTrue(
        header.startsWith(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }"
                .formatted(csv.size(), columns)),
        header);
    assertEquals(128 + 4 * csv.size() * columns, npy.length);
    float first = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN).getFloat(128);
    assertEquals(Float.parseFloat(csv.get(0).split(",", -1)[0]), first);
  }

  /** Names that would fall on each other get a number; one bad picture costs its own files. */
  @Test
  void aFolderGetsAnIndexAndBadPicturesALineEach() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos/sub"));
    Cli.picture(folder.resolve("photos/x.png"), 1);
    Cli.picture(photos.resolve("x.png"), 2);
    Cli.picture(photos.resolve("index.png"), 3);
    Files.writeString(folder.resolve("photos/bad.jpg"), "no picture");
    picture = folder.resolve("photos");
    Cli cli = explain("--halvings", "1");
    assertEquals(3, cli.exit(), cli.err());
    assertTrue(cli.err().contains("bad.jpg"), cli.err());
    for (String file : List.of("x.html", "x-2.html", "index-2.html", "index.html")) {
      assertTrue(Files.exists(maps.resolve(file)), file);
    }
    String index = Files.readString(maps.resolve("index.html"));
    assertTrue(index.contains("href=\"x-2.html\""), index);
  }

  @Test
  void aPictureThatCannotBeReadIsOneLine() throws IOException {
    picture = Files.writeString(folder.resolve("text.jpg"), "no picture");
    Cli cli = explain();
    assertEquals(1, cli.exit());
    assertTrue(cli.err().contains("\nmneme: " + picture), cli.err());
    assertTrue(cli.err().contains("no picture could be explained"), cli.err());
    picture = folder.resolve("missing.jpg");
    cli = explain();
    assertEquals(1, cli.exit());
    assertTrue(cli.err().contains("missing.jpg: no such file or folder"), cli.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          --method oclusion           | did you mean 'occlusion'?
          --method occlusion,occlusion | one or several different methods are needed
          --method occlusion --grid 0 | grid must be 1 to 64, not 0
          --grid x                    | is not a whole number
          --method rise --masks 1     | masks must be 2 to 100000, not 1
          --method rise --grid 3      | --grid would be ignored: it is for the methods two-sided and occlusion
          --halvings 9                | halvings must be 1 to 8, not 9
          --method rise --halvings 3  | --halvings would be ignored: it is for the methods halves and combined
          --masks 9                   | --masks would be ignored: it is for the method rise
          --seed 9                    | --seed would be ignored: it is for the methods rise and smooth-grad
          --steps 9                   | --steps would be ignored: it is for the methods integrated-gradients
          --method smooth-grad --steps 1 | steps must be 2 to 1000, not 1
          --method sweep --fill mean  | --fill would be ignored
          --fill blurr                | did you mean 'blur'?
          --format png                | expected one of csv, npy
          --crops-suggest 16x9        | write width:height, such as 16:9
          --crops-suggest 100:1       | an aspect ratio is 1:10 to 10:1, not 100.0
          """)
  void wrongValuesAreOneLine(String options, String message) {
    Cli cli = explain(options.split(" ", -1));
    assertEquals(2, cli.exit(), cli.err());
    assertTrue(cli.err().contains(message), cli.err());
    assertEquals(2, cli.err().lines().count(), cli.err());
  }

  @Test
  void aPictureTooSmallForCropsIsMappedAndSaysSo() {
    Cli cli = explain("--crops-suggest", "16:9");
    assertFine(cli);
    assertTrue(cli.err().contains("is too small for crops of this aspect ratio"), cli.err());
  }

  @Test
  void aNetworkWithoutGradientsSaysWhichMethodsRemain() {
    Cli cli = explain("--method", "grad-cam,occlusion");
    assertEquals(1, cli.exit());
    assertTrue(
        cli.err().contains("gradients of this model cannot be computed here")
            && cli.err()
                .contains(
                    "Choose a method that works for every model (halves, two-sided, occlusion, rise, sweep)"),
        cli.err());
    assertEquals(1, cli.err().lines().count(), cli.err());
  }

  @Test
  void theUsualMapDoesWithoutGradientsAndSaysSo() {
    Cli cli = explain();
    assertFine(cli);
    assertTrue(
        cli.err().startsWith("Maps are drawn by halves alone, without Grad-CAM: "), cli.err());
    assertTrue(cli.err().contains("'tiny' is not a network whose layers Mneme knows\n"), cli.err());
    assertTrue(Files.exists(maps.resolve("a photo-halves.png")));
  }

  @Test
  void theOutputMustBeAFolder() {
    maps = picture;
    Cli cli = explain();
    assertEquals(2, cli.exit());
    assertTrue(cli.err().contains("is a file; a folder is needed"), cli.err());
  }
}
