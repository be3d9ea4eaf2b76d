package org.mneme.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.Shared;

class FormatsTest {
  private static final ReadOptions STRICT = ReadOptions.STRICT;
  private static final ReadOptions LENIENT = STRICT.withSkipBad(true);

  @TempDir Path folder;

  private static List<String> ids(List<Item> items) {
    return items.stream().map(Item::id).sorted().toList();
  }

  private DataException refused() {
    return assertThrows(DataException.class, () -> DataSet.read(folder, STRICT));
  }

  @Test
  void lamemHasFiveSplitsOfWhichOneIsRead() throws IOException {
    DataSet data = DataSet.read(Folders.lamem(folder), STRICT);
    assertEquals(DataFormat.LAMEM, data.format());
    assertEquals(6, data.items().size());
    Split split = data.official();
    assertEquals(List.of("00000001.jpg", "00000002.jpg", "00000003.jpg"), ids(split.train()));
    assertEquals(List.of("00000004.jpg"), ids(split.val()));
    assertEquals(List.of("00000005.jpg", "00000006.jpg"), ids(split.test()));
    Item first = split.train().get(0);
    assertEquals(.916667, first.score());
    assertEquals(folder.resolve("splits/train_1.txt"), first.file());
    assertEquals(1, first.line());
    assertEquals(folder.resolve("images/00000001.jpg"), first.image());
    Split second = DataSet.read(folder, STRICT.withSplitNumber(2)).official();
    assertEquals(List.of("00000001.jpg", "00000002.jpg"), ids(second.test()));
  }

  @Test
  void missingSplitNumberIsNamedWithThoseThere() throws IOException {
    Folders.lamem(folder);
    DataException error =
        assertThrows(DataException.class, () -> DataSet.read(folder, STRICT.withSplitNumber(3)));
    assertTrue(error.getMessage().contains("no split 3"), error.getMessage());
    assertTrue(error.getMessage().contains("[1, 2]"), error.getMessage());
  }

  @Test
  void imageInTrainAndTestIsALeakAndStaysInTest() throws IOException {
    Folders.lamem(folder);
    Folders.text(
        folder.resolve("splits/train_1.txt"), "00000001.jpg 0.9\r\n\r\n00000005.jpg 0.75\r\n");
    String message = refused().getMessage();
    assertTrue(
        message.contains(
            "train_1.txt:3: LEAK: image '00000005.jpg' is in train, and also in test (test_1.txt:1)"),
        message);
    assertEquals(
        List.of("00000005.jpg", "00000006.jpg"),
        ids(DataSet.read(folder, LENIENT).official().test()));
  }

  @Test
  void lamemRowsThatAreWrongAreNamed() throws IOException {
    Folders.lamem(folder);
    Folders.text(
        folder.resolve("splits/train_1.txt"),
        "00000001.jpg 0.9\n00000001.jpg 0.8\nlonely\n00000099.jpg 0.5\n00000002.jpg high\n");
    Folders.text(folder.resolve("splits/val_1.txt"), "\n");
    List<Problem> problems = refused().problems();
    assertEquals(List.of(0L, 2L, 3L, 4L, 5L), problems.stream().map(Problem::line).toList());
    List<String> parts =
        List.of(
            "the val split is empty",
            "there twice: first at train_1.txt:1, scored 0.8 here and 0.9 there",
            "'lonely' is not FILE SCORE",
            "'00000099.jpg' is missing",
            "score 'high' is not a number");
    for (int i = 0; i < parts.size(); i++) {
      String text = problems.get(i).toString();
      assertTrue(text.contains(parts.get(i)), text);
    }
    DataSet rest = DataSet.read(folder, LENIENT);
    assertEquals(5, rest.skipped());
    assertEquals(3, rest.items().size());
  }

  @Test
  void fileNamesInSplitsMayHoldSpaces() throws IOException {
    Folders.lamem(folder);
    Folders.image(folder.resolve("images/my photo.jpg"), 9);
    Folders.text(folder.resolve("splits/train_1.txt"), "my photo.jpg\t0.5\n");
    assertEquals(List.of("my photo.jpg"), ids(DataSet.read(folder, STRICT).official().train()));
  }

  @Test
  void memcatHasCategoriesAndTwoKindsOfScore() throws IOException {
    DataSet data = DataSet.read(Folders.memcat(folder), STRICT);
    assertEquals(DataFormat.MEMCAT, data.format());
    Item bear = data.items().get(0);
    assertEquals("animal/bear/bear_1.jpg", bear.id());
    assertEquals(folder.resolve("animal/bear/bear_1.jpg"), bear.image());
    assertEquals("animal", bear.category());
    assertEquals("bear", bear.subcategory());
    assertEquals(List.of(.7, .61, .52), data.items().stream().map(Item::score).toList());
    DataSet without = DataSet.read(folder, STRICT.withFalseAlarms(false));
    assertEquals(List.of(.8, .71, .62), without.items().stream().map(Item::score).toList());
    DataException error = assertThrows(DataException.class, data::official);
    assertTrue(error.getMessage().contains("comes with no split"), error.getMessage());
  }

  @Test
  void memcatRowsThatAreWrongAreNamed() throws IOException {
    Path file = Folders.memcat(folder).resolve("memcat_image_data.csv");
    Files.writeString(
        file,
        Files.readString(file)
            + ",animal,bear,1,.5,.5\n../x.jpg,animal,bear,1,.5,.5\nx.jpg,food,cake,1,.5,.5\n");
    List<Problem> problems = refused().problems();
    assertEquals(List.of(5L, 6L, 7L), problems.stream().map(Problem::line).toList());
    assertTrue(problems.get(0).what().contains("names no image"));
    assertTrue(problems.get(1).what().contains("'..' is not allowed"));
    assertTrue(problems.get(2).what().contains("'food/cake/x.jpg' is missing"));
  }

  @Test
  void memcatTableIsKnownByItsName() throws IOException {
    Path file = Folders.memcat(folder).resolve("memcat_image_data.csv");
    assertEquals(
        DataSet.read(folder, STRICT).items().size(), DataSet.read(file, STRICT).items().size());
    assertEquals(DataFormat.MEMCAT, DataFormat.of(file));
  }

  @Test
  void lamemAndMemcatTogether() throws IOException {
    Folders.lamem(folder.resolve("LaMem"));
    Folders.memcat(folder.resolve("memcat"));
    DataSet data = DataSet.read(folder, STRICT);
    assertEquals(DataFormat.COMBINED, data.format());
    assertEquals(9, data.items().size());
    ImageNames names = new ImageNames(data.items());
    Item cake = names.find("memcat/food/cake/COCO_1.jpg").orElseThrow();
    assertEquals("memcat", cake.dataSet());
    assertEquals(cake, names.find("COCO_1.jpg").orElseThrow());
    assertEquals("LaMem/00000001.jpg", names.find("00000001.jpg").orElseThrow().id());
    // 6 + 3 images in the proportion 7 to 2 is 7 and 2.
    Split split = SplitPlan.random(1).split(data.items(), new Shares(7, 0, 2));
    assertEquals(7, split.train().size());
    assertEquals(2, split.test().size());
    assertThrows(
        IllegalArgumentException.class, () -> DataSet.combine("twice", List.of(data, data)));
  }

  @Test
  void unknownFolderListsWhatWasLookedFor() throws IOException {
    Folders.text(folder.resolve("ratings.csv"), "x\n");
    String message = refused().getMessage();
    for (String form :
        List.of("scores.csv", "memcat_image_data.csv", "splits/train_1.txt", "lamem and memcat")) {
      assertTrue(message.contains(form), message);
    }
    assertTrue(message.contains("Give ratings.csv itself"), message);
    DataException error =
        assertThrows(DataException.class, () -> DataSet.read(folder.resolve("nowhere"), STRICT));
    assertTrue(error.getMessage().contains("no such file or folder"), error.getMessage());
  }

  @Test
  void twoFormsInOneFolderAreNotGuessedAt() throws IOException {
    Folders.memcat(folder);
    Folders.csv(folder, "image,score\na.png,0.5\n");
    assertTrue(refused().getMessage().contains("holds both"));
    Path file = folder.resolve("scores.csv");
    assertEquals(DataFormat.CSV, DataSet.read(file, STRICT).format());
  }

  @Test
  void splitFilesBesideACsvAreItsSplit() throws IOException {
    Folders.csv(folder, "image,score\na.png,0.5\nb.png,0.6\nc.png,0.7\n");
    Folders.text(folder.resolve("splits/train_1.txt"), "a.png 0.5\n");
    Folders.text(folder.resolve("splits/test_1.txt"), "images/b.png 0.6\n");
    DataSet data = DataSet.read(folder, STRICT);
    assertEquals(DataFormat.CSV, data.format());
    assertEquals(List.of("a.png"), ids(data.official().train()));
    assertEquals(List.of("b.png"), ids(data.official().test()));
    assertNull(data.items().get(2).part());
  }

  @Test
  void splitFilesThatDoNotFitTheDataAreNamed() throws IOException {
    DataSet data =
        DataSet.read(Folders.csv(folder, "image,score\na.png,0.5\nb.png,0.6\nc.png,0.7\n"), STRICT);
    Path splits = folder.resolve("other");
    Folders.text(splits.resolve("train_1.txt"), "a.png 0.5\nunknown.png 0.5\nb.png 0.6\n");
    Folders.text(splits.resolve("val_1.txt"), "");
    Folders.text(splits.resolve("test_1.txt"), "a.png 0.5\nc.png 0.2\n");
    DataException error =
        assertThrows(DataException.class, () -> data.withSplitFiles(splits, STRICT));
    assertEquals(
        List.of(
            "val_1.txt: the val split is empty",
            "train_1.txt:1: LEAK: image 'a.png' is in train, and also in test (test_1.txt:1)",
            "train_1.txt:2: image 'unknown.png' is in this split but not in the data"),
        error.problems().stream()
            .map(problem -> problem.toString().substring(splits.toString().length() + 1))
            .toList());
    DataSet rest = data.withSplitFiles(splits, LENIENT);
    assertEquals(3, rest.skipped());
    assertEquals(List.of("a.png", "c.png"), ids(rest.official().test()));
    assertEquals(List.of("b.png"), ids(rest.official().train()));
    Problem warning =
        rest.problems().stream()
            .filter(problem -> problem.severity() == Problem.Severity.WARNING)
            .findFirst()
            .orElseThrow();
    assertTrue(warning.what().contains("score 0.2 here and 0.7 at scores.csv:4"), warning.what());
  }

  /** Mean and count as in the project's design; the source file has six decimals. */
  @Test
  void lnsimIsRead() throws IOException {
    DataSet data = DataSet.read(Shared.path("data/lnsim"), STRICT);
    assertEquals("lnsim", data.name());
    assertEquals(DataFormat.CSV, data.format());
    assertEquals(2000, data.items().size());
    assertEquals(List.of(), data.problems());
    assertEquals(
        .6013, data.items().stream().mapToDouble(Item::score).average().orElseThrow(), 5e-5);
    assertTrue(Files.isRegularFile(data.items().get(1999).image()));
  }
}
