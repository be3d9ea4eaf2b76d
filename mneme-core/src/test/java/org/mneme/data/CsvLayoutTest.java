package org.mneme.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mneme.golden.Shared;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/** Tables as other programs write them, and images that are not where the table says. */
class CsvLayoutTest {
  private static final ReadOptions NAMES = ReadOptions.STRICT.withNeedImages(false);

  @TempDir Path folder;

  private String read(byte[] csv) throws IOException {
    Path file = folder.resolve("t.csv");
    Files.write(file, csv);
    return DataSet.read(file, NAMES).items().stream()
        .map(item -> item.id() + " " + item.score() + " " + item.line())
        .collect(Collectors.joining(", "));
  }

  /** Each is a.png .5 and b.png .6; the last number of each is its line. */
  static Stream<Arguments> layouts() {
    return Stream.of(
        arguments("sep=;\r\nimage;score\r\na.png;0,5\r\nb.png;0,6\r\n", 3, 4),
        arguments("\"sep=,\"\nimage,score\na.png,.5\nb.png,.6\n", 3, 4),
        arguments("SEP=\\t\nimage\tscore\na.png\t.5\nb.png\t.6\n", 3, 4),
        arguments("sep=\t\r\nimage\tscore\r\na.png\t0,5\r\nb.png\t0,6\r\n", 3, 4),
        arguments("sep=;;;\nimage;score;\na.png;0,5;\nb.png;0,6;\n", 3, 4),
        arguments("sep=:\nimage:score\na.png:.5\nb.png:.6\n", 3, 4),
        arguments("sep=|\n\nimage|score\na.png|0,5\nb.png|0.6\n", 4, 5),
        arguments("image\tscore\na.png\t0,5\nb.png\t0.6\n", 2, 3),
        arguments("image|score|x\na.png|.5|1,2\nb.png|.6|1,2\n", 2, 3),
        arguments("image;score;note, long\na.png;0,5;x\nb.png;0,6;y\n", 2, 3),
        arguments("image;score;a, b, c, d\na.png;0,5;\nb.png;0,6;\n", 2, 3),
        arguments("image,score,a; b; c; d\na.png,.5,1;2;3;4\nb.png,.6,1;2;3;4\n", 2, 3),
        arguments("# made by us; 2024, March\n#\nimage,score\na.png,.5\nb.png,.6\n", 4, 5),
        arguments("# image,score\na.png,.5\nb.png,.6\n", 2, 3),
        arguments("#image\tscore\n\na.png\t.5\n# pause\nb.png\t.6\n", 3, 5),
        arguments("image,score\n# first half\na.png,.5\n\n# second\nb.png,.6\n", 3, 6),
        arguments("image,score,\"note\nof two lines\"\na.png,.5,\"x\ny\"\nb.png,.6,z\n", 3, 5),
        arguments("image;score\na.png;5e-1\nb.png;\"0,6\"\n", 2, 3),
        arguments("image,score\ra.png,.5\rb.png,.6\r", 2, 3));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void theFirstLinesTellTheLayout(String csv, int a, int b) throws IOException {
    String expected = "a.png 0.5 %d, b.png 0.6 %d".formatted(a, b);
    assertEquals(expected, read(csv.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({"UTF-8", "UTF-16LE", "UTF-16BE"})
  void everyEncodingWithAndWithoutItsMarkIsRead(String encoding) throws IOException {
    String csv = "image,score\r\ncafé/日本.png,.5\r\n";
    for (String mark : List.of("", "\uFEFF")) {
      byte[] bytes = (mark + csv).getBytes(Charset.forName(encoding));
      assertEquals("café/日本.png 0.5 2", read(bytes));
    }
  }

  /** Cases 17 and 18 as they lie in the shared folder. */
  @Test
  void theReportedFilesAreRead() throws IOException {
    assertEquals(
        List.of(.5, .6),
        DataSet.read(Shared.path("cases/17-csv-sep-line"), ReadOptions.STRICT).items().stream()
            .map(Item::score)
            .toList());
    assertEquals(
        .5,
        DataSet.read(Shared.path("cases/18-csv-semicolons-comma-in-header"), ReadOptions.STRICT)
            .items()
            .get(0)
            .score());
  }

  @Test
  void aRowOfFewerCellsNamesTheDelimiter() throws IOException {
    DataException error =
        assertThrows(
            DataException.class,
            () -> read("image;score\na.png;1;2\n".getBytes(StandardCharsets.UTF_8)));
    assertTrue(error.getMessage().contains("Is a semicolon unquoted?"), error.getMessage());
  }

  /** Found by damage: a quote cannot part columns. */
  @ParameterizedTest
  @CsvSource({"'sep=\"'", "sep=a", "sep=", "sep=.", "sep=##"})
  void whatCannotPartColumnsIsNoSeparator(String line) {
    DataException error =
        assertThrows(
            DataException.class,
            () -> read((line + "\nimage,score\na.png,.5\n").getBytes(StandardCharsets.UTF_8)));
    assertTrue(error.getMessage().contains("t.csv:1: no image column"), error.getMessage());
  }

  /** An image may be called so; a row that was commented out is said, not lost. */
  @Test
  void aRowThatBeginsWithAHashIsAnImageIfThereIsOne() throws IOException {
    Folders.image(folder.resolve("images/a.png"), 1);
    Folders.image(folder.resolve("images/#b.png"), 2);
    DataSet data =
        DataSet.read(
            Folders.csv(folder, "image,score\na.png,.5\n#b.png,.6\n#c.png,.7\n"),
            ReadOptions.STRICT);
    assertEquals(List.of("a.png", "#b.png"), data.items().stream().map(Item::id).toList());
    assertEquals(4, data.problems().get(0).line());
    assertEquals(Problem.Severity.WARNING, data.problems().get(0).severity());
  }

  @ParameterizedTest
  @CsvSource({
    "%PDF-1.4, a document",
    "<html><body>, a web page",
    "'[{\"image\": \"a.png\"}]', JSON text"
  })
  void anotherKindOfFileIsSaid(String start, String kind) {
    DataException error =
        assertThrows(DataException.class, () -> read(start.getBytes(StandardCharsets.ISO_8859_1)));
    assertTrue(error.getMessage().contains("a text file of images and scores"), kind);
  }

  @ParameterizedTest
  @CsvSource({
    "1.png, 0001.png' is there: leading zeros differ",
    "img_7.png, img_007.png' is there: leading zeros differ",
    "0001, 0001.png' is there: the ending differs",
    "0001.jpg, 0001.png' is there: the ending differs",
    "1, 0001.png' is there: leading zeros and the ending differ",
    "0001.PNG, 0001.png' is there: case or accents are written differently",
  })
  void theFileThatWasMeantIsNamed(String written, String hint) throws IOException {
    Folders.image(folder.resolve("images/0001.png"), 1);
    Folders.image(folder.resolve("images/img_007.png"), 1);
    Path csv = Folders.csv(folder, "image,score\n%s,.5\n".formatted(written));
    DataException error =
        assertThrows(DataException.class, () -> DataSet.read(csv, ReadOptions.STRICT));
    assertTrue(error.getMessage().contains(hint), error.getMessage());
  }

  /** 10.png could be 010.png or 0010.png: no guess. */
  @Test
  void ofTwoThatCouldBeMeantNoneIsNamed() throws IOException {
    Folders.image(folder.resolve("images/010.png"), 1);
    Folders.image(folder.resolve("images/0010.png"), 1);
    Path csv = Folders.csv(folder, "image,score\n10.png,.5\n");
    DataException error =
        assertThrows(DataException.class, () -> DataSet.read(csv, ReadOptions.STRICT));
    assertTrue(!error.getMessage().contains("is there"), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"photos", "photos/all", "images/photos"})
  void imagesElsewhereAreFoundForOneMessage(String where) throws IOException {
    for (String name : List.of("x", "y", "z")) {
      Folders.image(folder.resolve("%s/%s.png".formatted(where, name)), 1);
    }
    Path csv =
        Folders.text(folder.resolve("scores.csv"), "image,score\nx.png,.5\ny.png,.6\nz.png,.7\n");
    for (boolean skip : new boolean[] {false, true}) {
      DataException error =
          assertThrows(
              DataException.class, () -> DataSet.read(csv, ReadOptions.STRICT.withSkipBad(skip)));
      Path images = folder.resolve("images");
      assertEquals(
          "None of the 3 images was found in %s; are they in %s?"
              .formatted(Files.isDirectory(images) ? images : folder, folder.resolve(where)),
          error.found());
      assertEquals(List.of(folder.resolve(where).toString()), error.remedies().get(0).about());
    }
  }

  /** A folder for temporary files, for example, has thousands of others' folders in it. */
  @Test
  void imagesBelowAreFoundWhereThousandsOfFoldersLieBeside() throws IOException {
    for (int i = 0; i < 2100; i++) {
      Files.createDirectory(folder.resolve("other%d".formatted(i)));
    }
    Path study = folder.resolve("study");
    for (String name : List.of("x", "y")) {
      Folders.image(study.resolve("photos/all/%s.png".formatted(name)), 1);
    }
    Path csv = Folders.text(study.resolve("scores.csv"), "image,score\nx.png,.5\ny.png,.6\n");
    DataException error =
        assertThrows(DataException.class, () -> DataSet.read(csv, ReadOptions.STRICT));
    assertEquals(List.of(study.resolve("photos/all").toString()), error.remedies().get(0).about());
  }

  /** Names that lost their zeros or endings, and in another folder. */
  @ParameterizedTest
  @CsvSource({"1.png, 2.png", "0001, 0002", "1, 2"})
  void imagesElsewhereAreFoundByNamesThatDiffer(String a, String b) throws IOException {
    Folders.image(folder.resolve("photos/0001.png"), 1);
    Folders.image(folder.resolve("photos/0002.png"), 2);
    Path csv =
        Folders.text(folder.resolve("scores.csv"), "image,score\n%s,.5\n%s,.6\n".formatted(a, b));
    DataException error =
        assertThrows(DataException.class, () -> DataSet.read(csv, ReadOptions.STRICT));
    assertEquals(
        "None of the 2 images was found in %s; are they in %s?"
            .formatted(folder, folder.resolve("photos")),
        error.found());
  }

  @Test
  void imagesThatAreNowhereAreSaidOnce() throws IOException {
    // Folders beside the data are looked into too: the temporary folder's belong to others.
    Path study = folder.resolve("study");
    Path csv = Folders.text(study.resolve("scores.csv"), "image,score\na.png,.5\nb.png,.6\n");
    DataException error =
        assertThrows(DataException.class, () -> DataSet.read(csv, ReadOptions.STRICT));
    assertEquals(
        "None of the 2 images was found in %s; the first is 'a.png'".formatted(study),
        error.found());
    assertEquals(
        List.of(Remedy.of(Action.NAME_IMAGES_FOLDER, "Say where they are")), error.remedies());
  }

  /** A table that is named without a folder lies in one whose name is empty. */
  @Test
  void theFolderThatMnemeWasStartedInHasAName() {
    assertEquals(".", ImageFolder.shown(Path.of("scores.csv").resolveSibling("")));
    assertEquals("photos", ImageFolder.shown(Path.of("photos")));
  }

  private static List<Action> actions(DataException error) {
    return error.remedies().stream().map(Remedy::action).toList();
  }

  @Test
  void percentagesAreRecognised() throws IOException {
    String csv = "image,score\na.png,72.5\nb.png,0.5\nc.png,98\n";
    DataException error =
        assertThrows(DataException.class, () -> read(csv.getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        "%s: scores run from 0.5 to 98.0, and 2 of 3 are outside 0..1. They look like percentages"
            .formatted(folder.resolve("t.csv")),
        error.found());
    assertEquals(List.of(Action.SCALE_SCORES, Action.ALLOW_ANY_SCORE), actions(error));
    assertEquals(
        List.of(.725, .005, .98),
        DataSet.read(folder.resolve("t.csv"), NAMES.withScale(100)).items().stream()
            .map(Item::score)
            .toList());
  }

  /** d' and z-scores, and ratings from 1 to 7. */
  @ParameterizedTest
  @CsvSource({"-1.2, 2.8", "1.5, 6.5", "120, 300"})
  void otherRangesAreOfferedAsTheyAre(double a, double b) {
    String csv = "image,score\na.png,%s\nb.png,%s\nc.png,0.5\n".formatted(a, b);
    DataException error =
        assertThrows(DataException.class, () -> read(csv.getBytes(StandardCharsets.UTF_8)));
    assertEquals(List.of(Action.ALLOW_ANY_SCORE), actions(error));
  }

  /** One among many is a slip of the pen. */
  @Test
  void aSingleScoreOutsideIsABadRow() {
    ByteArrayOutputStream csv = new ByteArrayOutputStream();
    csv.writeBytes("image,score\n".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 30; i++) {
      csv.writeBytes(
          "%d.png,%s\n".formatted(i, i == 7 ? "5.3" : "0.53").getBytes(StandardCharsets.UTF_8));
    }
    DataException error = assertThrows(DataException.class, () -> read(csv.toByteArray()));
    assertTrue(
        error.getMessage().contains("t.csv:9: score 5.3 is outside 0..1"), error.getMessage());
    assertEquals(List.of(Action.ALLOW_ANY_SCORE, Action.SKIP_BAD), actions(error));
  }
}
