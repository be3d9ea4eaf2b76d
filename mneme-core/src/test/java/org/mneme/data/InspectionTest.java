package org.mneme.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.data.InspectOptions.Images;
import org.mneme.golden.RecordedProgress;
import org.mneme.golden.Shared;
import org.mneme.image.ImageLimits;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;

class InspectionTest {
  private static final ReadOptions LENIENT = ReadOptions.STRICT.withSkipBad(true);
  private static final InspectOptions QUICK = InspectOptions.QUICK.withThreads(2);

  @TempDir Path folder;

  private static Inspection inspect(DataSet data, InspectOptions options) throws IOException {
    return Inspection.of(data, options, Progress.SILENT);
  }

  private static List<String> problems(Inspection inspection) {
    return inspection.problems().stream()
        .map(p -> "%s %d %s".formatted(p.severity(), p.line(), p.what()))
        .toList();
  }

  @Test
  void countsPartsAndCategories() throws IOException {
    Folders.csv(
        folder,
        """
        image,score,category,split
        a.png,0.1,food,train
        b.png,0.2,food,train
        c.png,0.3,animal,test
        d.png,text,animal,test
        e.png,0.4,,
        """);
    Inspection inspection = inspect(DataSet.read(folder, LENIENT), QUICK);
    assertEquals(4, inspection.images());
    assertEquals(Map.of(Part.TRAIN, 2, Part.TEST, 1), inspection.parts());
    assertEquals(Map.of("food", 2, "animal", 1), inspection.categories());
    assertEquals(List.of("ERROR 5 score 'text' is not a number"), problems(inspection));
    assertEquals(List.of(), inspection.duplicates());
  }

  @Test
  void filesThatAreNoPicturesAreNamed() throws IOException {
    Folders.csv(folder, "image,score\na.png,.1\nb.png,.2\nc.png,.3\nd.png,.4\ne.png,.5\n");
    DataSet data = DataSet.read(folder, LENIENT);
    Folders.text(folder.resolve("images/a.png"), "this is no picture");
    Files.write(folder.resolve("images/b.png"), new byte[0]);
    Files.delete(folder.resolve("images/c.png"));
    Files.delete(folder.resolve("images/d.png"));
    Files.createDirectory(folder.resolve("images/d.png"));
    List<String> quick = problems(inspect(data, QUICK));
    assertEquals(4, quick.size(), quick.toString());
    List<String> parts = List.of("not a picture", "is empty", "is missing", "not a file");
    for (int i = 0; i < 4; i++) {
      assertTrue(quick.get(i).startsWith("ERROR " + (i + 2)), quick.get(i));
      assertTrue(quick.get(i).contains(parts.get(i)), quick.get(i));
    }
    assertEquals(4, inspect(data, QUICK.withImages(Images.DECODE)).problems().size());
    assertEquals(0, inspect(data, QUICK.withImages(Images.SKIP)).problems().size());
  }

  @Test
  void decodingFindsWhatHeadersHide() throws IOException {
    Folders.csv(folder, "image,score\na.png,.1\nb.png,.2\n");
    Path image = folder.resolve("images/a.png");
    byte[] bytes = Files.readAllBytes(image);
    Files.write(image, Arrays.copyOf(bytes, 40)); // signature, size and little more
    DataSet data = DataSet.read(folder, LENIENT);
    assertEquals(0, inspect(data, QUICK).problems().size());
    Inspection decoded = inspect(data, QUICK.withImages(Images.DECODE));
    assertEquals(1, decoded.problems().size());
    assertEquals(2, decoded.problems().get(0).line());
  }

  @Test
  void tooManyPixelsAreAProblem() throws IOException {
    Folders.csv(folder, "image,score\na.png,.1\n");
    InspectOptions tight = QUICK.withLimits(new ImageLimits(11, 1000)); // the picture has 12
    assertTrue(
        problems(inspect(DataSet.read(folder, LENIENT), tight)).get(0).contains("12 pixels"));
  }

  @Test
  void samePictureUnderTwoNamesIsFoundAndALeakIsLoud() throws IOException {
    Folders.csv(
        folder,
        """
        image,score,split
        a.png,0.1,train
        b.png,0.2,train
        c.png,0.3,test
        d.png,0.3,train
        e.png,0.5,
        """);
    for (String name : List.of("c", "d")) {
      Folders.image(folder.resolve("images/" + name + ".png"), 'a');
    }
    Folders.image(folder.resolve("images/e.png"), 'b');
    DataSet data = DataSet.read(folder, LENIENT);
    Inspection inspection = inspect(data, QUICK.withDuplicates(true));
    assertEquals(
        List.of(
            "ERROR 4 LEAK: image 'c.png' in test is the same picture as 'a.png' in train"
                + " (scores.csv:2); scores 0.3 and 0.1",
            "ERROR 5 LEAK: image 'd.png' in train is the same picture as 'c.png' in test"
                + " (scores.csv:4)",
            "WARNING 6 image 'e.png' is the same picture as 'b.png' (scores.csv:3);"
                + " scores 0.5 and 0.2"),
        problems(inspection));
    assertEquals(2, inspection.duplicates().size());
    assertEquals(1, inspection.leaks().size());
    assertEquals(
        List.of("a.png", "c.png", "d.png"),
        inspection.leaks().get(0).items().stream().map(Item::id).toList());
    assertEquals(List.of(), inspect(data, QUICK).duplicates());
  }

  @Test
  void plannedSplitIsCheckedForLeaksToo() throws IOException {
    Folders.csv(folder, "image,score\na.png,.1\nb.png,.2\nc.png,.3\n");
    Folders.image(folder.resolve("images/b.png"), 'a');
    DataSet data = DataSet.read(folder, LENIENT);
    List<Item> items = data.items();
    InspectOptions duplicates = QUICK.withDuplicates(true);
    assertEquals(List.of(), inspect(data, duplicates).leaks());
    Split apart = new Split(items.subList(0, 1), List.of(), items.subList(1, 2));
    Inspection inspection = inspect(data.withSplit(apart), duplicates);
    assertEquals(1, inspection.leaks().size());
    assertEquals(Map.of(Part.TRAIN, 1, Part.TEST, 1), inspection.parts());
    Split together = new Split(items.subList(0, 2), List.of(), items.subList(2, 3));
    assertEquals(List.of(), inspect(data.withSplit(together), duplicates).leaks());
  }

  @Test
  void progressCountsEveryImageOnce() throws IOException {
    DataSet data = DataSet.read(Shared.path("data/lnsim"), ReadOptions.STRICT);
    RecordedProgress progress = RecordedProgress.neverCancelled();
    Inspection inspection = Inspection.of(data, QUICK.withDuplicates(true), progress);
    List<String> wanted = new ArrayList<>(List.of("Checking images 2000 images"));
    IntStream.rangeClosed(1, 2000).forEach(i -> wanted.add("at " + i));
    assertEquals(wanted, progress.heard());
    assertEquals(List.of(), inspection.problems());
    assertEquals(List.of(), inspection.duplicates());
  }

  @Test
  void cancellingEndsItEarly() throws IOException {
    Folders.csv(folder, "image,score\na.png,.1\nb.png,.2\nc.png,.3\n");
    DataSet data = DataSet.read(folder, LENIENT);
    RecordedProgress progress = RecordedProgress.cancelledAt(1);
    assertThrows(
        CancelledException.class, () -> Inspection.of(data, QUICK.withThreads(1), progress));
    assertEquals(List.of("Checking images 3 images", "at 1"), progress.heard());
  }

  @Test
  void interruptEndsItEarly() throws IOException {
    Folders.csv(folder, "image,score\na.png,.1\nb.png,.2\n");
    DataSet data = DataSet.read(folder, LENIENT);
    Thread.currentThread().interrupt();
    assertThrows(InterruptedIOException.class, () -> inspect(data, QUICK));
    assertTrue(Thread.interrupted());
  }

  /**
   * NumPy 2.4.6, float64, on the same file: mean, std(ddof=1), quantile (its default, type 7) and
   * histogram(20, (0, 1)). Sums are made in another order, so not the last bits.
   */
  @Test
  void summaryEqualsNumPy() throws IOException {
    DataSet data = DataSet.read(Shared.path("data/lnsim"), ReadOptions.STRICT);
    ScoreSummary scores = ScoreSummary.of(data.items());
    assertEquals(2000, scores.count());
    assertEquals(.6012821485, scores.mean(), 1e-12);
    assertEquals(.13520363993935547, scores.sd(), 1e-12);
    assertEquals(.140905, scores.min());
    assertEquals(.50952975, scores.lowerQuartile(), 1e-12);
    assertEquals(.6086775, scores.median(), 1e-12);
    assertEquals(.70093075, scores.upperQuartile(), 1e-12);
    assertEquals(.946158, scores.max());
    assertEquals(
        List.of(0, 0, 1, 0, 7, 24, 54, 79, 130, 163, 210, 282, 292, 256, 221, 156, 95, 26, 4, 0),
        scores.histogram());
  }

  @Test
  void oneScoreHasNoSpread() throws IOException {
    Folders.csv(folder, "image,score\na.png,1\n");
    ScoreSummary scores = ScoreSummary.of(DataSet.read(folder, LENIENT).items());
    assertEquals(0, scores.sd());
    assertEquals(1, scores.median());
    assertEquals(1, scores.histogram().get(19));
  }

  @Test
  void scoresOfAnotherScaleWidenTheHistogram() throws IOException {
    Folders.csv(folder, "image,score\na.png,-1\nb.png,19\n");
    ScoreSummary scores = ScoreSummary.of(DataSet.read(folder, LENIENT.withAnyScore(true)).items());
    assertEquals(-1, scores.from());
    assertEquals(19, scores.to());
    assertEquals(1, scores.histogram().get(0));
    assertEquals(1, scores.histogram().get(19));
  }
}
