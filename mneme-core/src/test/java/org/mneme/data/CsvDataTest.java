package org.mneme.data;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

class CsvDataTest {
  private static final ReadOptions STRICT = ReadOptions.STRICT;
  private static final ReadOptions LENIENT = STRICT.withSkipBad(true);

  @TempDir Path folder;

  private DataSet read(String csv) throws IOException {
    return DataSet.read(Folders.csv(folder, csv), STRICT);
  }

  private DataException refused(String csv) {
    return assertThrows(DataException.class, () -> read(csv));
  }

  /** The one problem of a file whose first rows are good. */
  private void badRow(String csv, long line, String part) throws IOException {
    Folders.csv(folder, csv);
    DataException error = assertThrows(DataException.class, () -> DataSet.read(folder, STRICT));
    assertEquals(1, error.problems().size(), error.getMessage());
    Problem problem = error.problems().get(0);
    assertEquals(line, problem.line());
    assertEquals(folder.resolve("scores.csv"), problem.file());
    assertTrue(problem.what().contains(part), problem.what());
    assertTrue(String.valueOf(error.getMessage()).startsWith(problem.toString()));
    assertEquals(1, String.valueOf(error.getMessage()).lines().count());
    DataSet rest = DataSet.read(folder, LENIENT);
    assertEquals(1, rest.skipped());
    assertEquals(List.of(problem), rest.problems());
    assertEquals("a.png", rest.items().get(0).id());
  }

  @Test
  void readsEveryColumn() throws IOException {
    DataSet data =
        read(
            """
            Group, split ,IMAGE,unused,subcategory,category,Score
            s1,train,a.png,x,bear,animal,0.5
            s2,Validation,b.png,,cake,food,.25
            ,,c.png,,,,1e-1
            """);
    assertEquals(DataFormat.CSV, data.format());
    assertEquals(folder.getFileName().toString(), data.name());
    Item a = data.items().get(0);
    assertEquals(
        new Item(
            data.name(),
            "a.png",
            folder.resolve("images/a.png"),
            .5,
            "animal",
            "bear",
            "s1",
            Part.TRAIN,
            folder.resolve("scores.csv"),
            2),
        a);
    assertEquals(Part.VAL, data.items().get(1).part());
    Item c = data.items().get(2);
    assertEquals(.1, c.score());
    assertNull(c.category());
    assertNull(c.group());
    assertNull(c.part());
    assertEquals(List.of(a), data.official().train());
    assertEquals(List.of(), data.official().test());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void anyLineEndAndByteOrderMark(String end) throws IOException {
    String csv = "\uFEFFimage,score\na.png,0.5\n\nb.png,0.25".replace("\n", end);
    DataSet data = read(csv);
    assertEquals(List.of("a.png", "b.png"), data.items().stream().map(Item::id).toList());
    assertEquals(List.of(2L, 4L), data.items().stream().map(Item::line).toList());
  }

  @Test
  void quotedFieldsMayHoldCommasQuotesAndLines() throws IOException {
    Folders.image(folder.resolve("images/x, \"y\".png"), 9);
    DataSet data =
        read(
            """
            image,"note, long",score
            "x, ""y"".png","two
            lines",0.5
            a.png,,"0.25"
            """);
    assertEquals("x, \"y\".png", data.items().get(0).id());
    assertEquals(2, data.items().get(0).line());
    assertEquals(4, data.items().get(1).line());
  }

  @Test
  void semicolonsComeWithDecimalCommas() throws IOException {
    assertEquals(.5, read("image;score\na.png;0,5\n").items().get(0).score());
    assertEquals(.5, read("image\tscore\na.png\t0.5\n").items().get(0).score());
  }

  @Test
  void missingColumnsAreNamedWithThoseFound() {
    DataException error = refused("picture,score\na.png,0.5\n");
    assertTrue(error.getMessage().contains("no image column"), error.getMessage());
    assertTrue(error.getMessage().contains("'picture', 'score'"), error.getMessage());
    assertTrue(error.getMessage().contains("scores.csv:1"), error.getMessage());
    assertEquals(List.of(Remedy.of(Action.NAME_COLUMN, "Name it", "image")), error.remedies());
    assertTrue(refused("image,hits\na.png,1\n").getMessage().contains("no score column"));
  }

  @Test
  void columnsAreNamedByTheCaller() throws IOException {
    Folders.csv(folder, "Picture,score,Mem,kind\na.png,0.1,0.5,x\n");
    Columns columns = Columns.USUAL.withImage("picture").withScore("mem").withCategory("KIND");
    Item item = DataSet.read(folder, STRICT.withColumns(columns)).items().get(0);
    assertEquals(.5, item.score());
    assertEquals("x", item.category());
    DataException error =
        assertThrows(
            DataException.class,
            () -> DataSet.read(folder, STRICT.withColumns(columns.withGroup("scene"))));
    assertTrue(error.getMessage().contains("no group column (scene)"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"image,score,score", "image,score,Score", "image,score,memorability"})
  void twoColumnsForOneThingAreNotGuessedAt(String header) {
    DataException error = refused(header + "\na.png,0.1,0.2\n");
    assertTrue(error.getMessage().contains("could both be the score"), error.getMessage());
  }

  @Test
  void sameNameInUnusedColumnsIsHarmless() throws IOException {
    assertEquals(1, read("image,score,x,x,,\na.png,0.1,1,2,,\n").items().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\uFEFF", "\n\n"})
  void emptyFilesAreNamed(String csv) {
    DataException error = refused(csv);
    assertTrue(error.getMessage().contains("scores.csv: is empty"), error.getMessage());
  }

  @Test
  void headerWithoutRowsIsNoData() {
    assertTrue(refused("image,score\n").getMessage().contains("no rows"));
  }

  @Test
  void nothingLeftIsAnErrorEvenWhenBadRowsMayGo() throws IOException {
    Folders.csv(folder, "image,score\na.png,x\nb.png,y\n");
    DataException error = assertThrows(DataException.class, () -> DataSet.read(folder, LENIENT));
    assertTrue(error.getMessage().contains("no usable row (2 problems)"), error.getMessage());
    Folders.csv(folder, "image,score\na.png,x\n");
    DataException one = assertThrows(DataException.class, () -> DataSet.read(folder, LENIENT));
    assertTrue(one.getMessage().contains("no usable row (1 problem)"), one.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "high   | score 'high' is not a number",
        "0x1p-1 | score '0x1p-1' is not a number",
        "0.5f   | score '0.5f' is not a number",
        "1e999  | too large",
        "NaN    | has no score (NaN)",
        "''     | has no score (it is empty)",
        "-inf   | has no score (-inf)",
        "NA     | has no score (NA)",
        "72.6   | outside 0..1",
        "-0.01  | outside 0..1",
        "'\"0,73\"' | decimal comma; write 0.73",
        "0,73   | 3 cells where the first line has 2 columns",
      })
  void badScoresAreNamed(String score, String what) throws IOException {
    badRow("image,score\na.png,0.5\nb.png,%s\nc.png,0.1\n".formatted(score), 3, what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "../scores.csv      | ..' is not allowed",
        "x/../../b.png      | ..' is not allowed",
        "..\\b.png          | ..' is not allowed",
        "/etc/passwd        | is an absolute path",
        "C:\\pics\\b.png    | is an absolute path",
        "\\\\server\\b.png  | is an absolute path",
        "''                 | names no image",
        "./                 | is not the name of an image",
        "f.png              | f.png' is missing",
        "B.PNG              | b.png' is there: case or accents",
        "sub/b.png          | sub/b.png' is missing",
        "a.png              | there twice: first at scores.csv:2",
        "./a.png            | there twice: first at scores.csv:2",
        "'\"b\n.png\"'      | line break",
      })
  void badNamesAreNamed(String image, String what) throws IOException {
    badRow("image,score\na.png,0.5\n%s,0.6\nc.png,0.1\n".formatted(image), 3, what);
  }

  @Test
  void folderNameTooLongForTheDiskIsNamed() throws IOException {
    String name = "x".repeat(5000) + "/b.png";
    badRow("image,score\na.png,0.5\n" + name + ",0.6\n", 3, "cannot be listed");
  }

  @Test
  void accentsWrittenTheOtherWayAreAMissingImageWithAHint() throws IOException {
    Folders.image(folder.resolve("images/cafe\u0301.png"), 9);
    badRow("image,score\na.png,0.5\ncaf\u00e9.png,0.6\n", 3, "accents");
  }

  @Test
  void splitsAreTrainValOrTest() throws IOException {
    badRow("image,score,split\na.png,0.5,train\nb.png,0.6,3\n", 3, "split '3' is none of");
  }

  @Test
  void everyProblemIsCounted() {
    DataException error = refused("image,score\na.png,x\nb.png,0.5\nf.png,2\ng.png,0.5\n");
    assertEquals(List.of(2L, 4L, 5L), error.problems().stream().map(Problem::line).toList());
    assertTrue(error.getMessage().contains("scores.csv:2: score 'x'"), error.getMessage());
    assertTrue(error.getMessage().contains("(and 2 more problems)"), error.getMessage());
    assertEquals(Action.SKIP_BAD, error.remedies().get(0).action());
  }

  @Test
  void brokenQuotesAreNamedWithTheirLine() {
    DataException error = refused("image,score\na.png,0.5\n\"b.png,0.5\nc.png,0.5\n");
    assertTrue(error.getMessage().contains("scores.csv:3: not well-formed"), error.getMessage());
  }

  @Test
  void bytesThatAreNotUtf8CostTheirRow() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("image,score\na.png,0.5\n".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes("caf\u00e9.png,0.5\nb.png,0.1\n".getBytes(StandardCharsets.ISO_8859_1));
    Folders.csv(folder, "");
    Files.write(folder.resolve("scores.csv"), bytes.toByteArray());
    DataSet data = DataSet.read(folder, LENIENT);
    assertEquals(List.of("a.png", "b.png"), data.items().stream().map(Item::id).toList());
    assertEquals(3, data.problems().get(0).line());
    assertTrue(data.problems().get(0).what().contains("not UTF-8"));
  }

  @Test
  void backslashesAndDotsNameTheSameImageEverywhere() throws IOException {
    Folders.image(folder.resolve("images/sub/x.png"), 9);
    DataSet data = read("image,score\n.\\sub//.\\x.png,0.5\n");
    assertEquals("sub/x.png", data.items().get(0).id());
    assertEquals(folder.resolve("images/sub/x.png"), data.items().get(0).image());
  }

  @Test
  void absolutePathsCanBeAllowed() throws IOException {
    Path image = Folders.image(folder.resolve("elsewhere/x.png"), 9);
    Folders.csv(folder, "image,score\n%s,0.5\n".formatted(image));
    Item item = DataSet.read(folder, STRICT.withAbsolutePaths(true)).items().get(0);
    assertEquals(image, item.image());
  }

  @Test
  void scoresOfAnotherScaleCanBeAllowed() throws IOException {
    Folders.csv(folder, "image,score\na.png,72.5\nb.png,-3\n");
    DataSet data = DataSet.read(folder, STRICT.withAnyScore(true));
    assertEquals(List.of(72.5, -3.0), data.items().stream().map(Item::score).toList());
  }

  @Test
  void scoresAloneNeedNoImages() throws IOException {
    Path file = Folders.text(folder.resolve("model.csv"), "filename,memorability\nx/1.jpg,0.5\n");
    DataSet data = DataSet.read(file, STRICT.withNeedImages(false));
    assertEquals("model", data.name());
    assertEquals("x/1.jpg", data.items().get(0).id());
    assertThrows(DataException.class, () -> DataSet.read(file, STRICT));
  }

  @Test
  void imagesCanBeElsewhere() throws IOException {
    Folders.csv(folder.resolve("pictures"), "");
    Path file = Folders.text(folder.resolve("list.csv"), "file,score\na.png,0.5\n");
    Path images = folder.resolve("pictures/images");
    Item item = DataSet.read(file, STRICT.withImages(images)).items().get(0);
    assertEquals(images.resolve("a.png"), item.image());
  }

  /** Comparing each missing name with each file there would take minutes. */
  @Test
  void manyNamesInTheWrongCaseAreFoundAtOnce() throws IOException {
    int count = 20_000;
    StringBuilder csv = new StringBuilder("image,score\n");
    Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < count; i++) {
      Files.createFile(folder.resolve("images/%d.jpg".formatted(i)));
      csv.append(i).append(".JPG,0.5\n");
    }
    Folders.text(folder.resolve("scores.csv"), csv.toString());
    DataException error =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60),
            () -> assertThrows(DataException.class, () -> DataSet.read(folder, STRICT)));
    assertEquals(count, error.problems().size());
    assertTrue(error.problems().get(7).what().contains("'7.jpg' is there"));
  }

  @Test
  void oneHugeFieldMakesNoHugeMessage() throws IOException {
    String digits = "1".repeat(3_000_000) + "x";
    Folders.csv(folder, "image,score\na.png," + digits + "\n");
    DataException error =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60),
            () -> assertThrows(DataException.class, () -> DataSet.read(folder, STRICT)));
    assertTrue(error.getMessage().length() < 1000);
    assertDoesNotThrow(() -> read("image,score\na.png,0." + "5".repeat(5000) + "\n"));
  }
}
