package org.mneme.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitWriterTest {
  private static final ReadOptions STRICT = ReadOptions.STRICT;

  @TempDir Path folder;

  private static List<String> ids(List<Item> items) {
    return items.stream().map(Item::id).sorted().toList();
  }

  private static void assertSameSides(Split expected, Split actual) {
    for (Part part : Part.values()) {
      assertEquals(ids(expected.part(part)), ids(actual.part(part)));
    }
  }

  private DataSet five() throws IOException {
    Folders.image(folder.resolve("images/x, y.png"), 77);
    return DataSet.read(
        Folders.csv(
            folder,
            """
            image,score,category,group
            a.png,0.1,k,
            b.png,1e-5,k,g
            c.png,0.30000000000000004,,
            d.png,0.4,"l ""m"" n",
            "x, y.png",1,k,g
            """),
        STRICT);
  }

  @Test
  void lamemFilesReadBackAlike() throws IOException {
    DataSet data = five();
    List<Split> splits = SplitPlan.random(5).repeated(data.items(), new Shares(3, 1, 1), 3);
    Path out = folder.resolve("new/splits");
    SplitWriter.writeSplitFiles(splits, out);
    for (int i = 0; i < 3; i++) {
      DataSet back = data.withSplitFiles(out, STRICT.withSplitNumber(i + 1));
      assertSameSides(splits.get(i), back.official());
      assertEquals(List.of(), back.problems());
    }
    SplitWriter.writeSplitFiles(splits, out); // over itself
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(9, files.count()); // and no temporary file is left
    }
  }

  @Test
  void lamemFilesHoldOneImageAndScorePerLine() throws IOException {
    DataSet data = five();
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      List<Item> items = data.items();
      SplitWriter.writeSplitFiles(
          List.of(new Split(items.subList(0, 3), List.of(), items.subList(3, 5))), folder);
    } finally {
      Locale.setDefault(before);
    }
    assertEquals(
        "a.png 0.1\nb.png 1.0E-5\nc.png 0.30000000000000004\n",
        Files.readString(folder.resolve("train_1.txt")));
    assertEquals("d.png 0.4\nx, y.png 1.0\n", Files.readString(folder.resolve("test_1.txt")));
    assertTrue(Files.notExists(folder.resolve("val_1.txt")));
  }

  /** A val_1.txt of an earlier split beside a new train_1.txt would be a leak. */
  @Test
  void otherSplitFilesInTheFolderAreNotMixedWith() throws IOException {
    DataSet data = five();
    SplitWriter.writeSplitFiles(
        List.of(SplitPlan.random(5).split(data.items(), new Shares(3, 1, 1))), folder);
    List<Split> noVal = List.of(SplitPlan.random(6).split(data.items(), new Shares(3, 0, 2)));
    String train = Files.readString(folder.resolve("train_1.txt"));
    DataException error =
        assertThrows(DataException.class, () -> SplitWriter.writeSplitFiles(noVal, folder));
    assertTrue(error.getMessage().contains("val_1.txt"), error.getMessage());
    assertEquals(train, Files.readString(folder.resolve("train_1.txt")));
  }

  @Test
  void csvReadsBackAlike() throws IOException {
    DataSet data = five();
    Split split = SplitPlan.grouped(5).split(data.items(), new Shares(3, 0, 2));
    Path file = folder.resolve("split.csv");
    SplitWriter.writeCsv(List.of(split), file);
    assertEquals("image,score,category,group,split", Files.readAllLines(file).get(0));
    DataSet back = DataSet.read(file, STRICT);
    assertSameSides(split, back.official());
    for (int i = 0; i < 5; i++) {
      Item expected = data.items().get(i);
      Item actual = back.items().get(i);
      assertEquals(expected.id(), actual.id());
      assertEquals(expected.score(), actual.score());
      assertEquals(expected.category(), actual.category());
      assertEquals(expected.group(), actual.group());
    }
  }

  @Test
  void severalSplitsHaveAColumnEach() throws IOException {
    DataSet data = five();
    List<Split> folds = SplitPlan.random(5).folds(data.items(), 2);
    Path file = folder.resolve("folds.csv");
    SplitWriter.writeCsv(folds, file);
    assertEquals("image,score,category,group,split_1,split_2", Files.readAllLines(file).get(0));
    assertSameSides(folds.get(1), DataSet.read(file, STRICT.withSplitNumber(2)).official());
  }

  @Test
  void fileInTheWayOfAFolderIsNamed() throws IOException {
    DataSet data = five();
    List<Split> splits = List.of(new Split(data.items(), List.of(), List.of()));
    Path file = folder.resolve("scores.csv");
    DataException error =
        assertThrows(DataException.class, () -> SplitWriter.writeSplitFiles(splits, file));
    assertTrue(error.getMessage().contains("is a file"), error.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> SplitWriter.writeSplitFiles(List.of(), folder));
  }
}
