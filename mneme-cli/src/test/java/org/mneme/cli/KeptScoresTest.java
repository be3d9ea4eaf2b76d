package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What predict and evaluate scored is not scored again. */
class KeptScoresTest {
  @TempDir Path folder;
  private Path home;
  private Path photos;
  private String model = "";

  @BeforeEach
  void makeModelAndImages() throws IOException {
    home = folder.resolve("home");
    model = Cli.tinyModel(folder, 1).toString();
    photos = folder.resolve("photos");
    for (int i = 0; i < 12; i++) {
      Cli.picture(photos.resolve("image%02d.png".formatted(i)), i);
    }
  }

  private Cli predict(String... more) {
    List<String> all = new ArrayList<>(List.of("predict", photos.toString(), "--model", model));
    all.addAll(List.of(more));
    return Cli.at(home, all.toArray(String[]::new));
  }

  private static String fromCache(int count) {
    return "; %d of the scores from the cache".formatted(count);
  }

  @Test
  void aSecondRunFindsEveryScoreAndWritesTheSameBytes() {
    Cli first = predict();
    assertFalse(first.err().contains("from the cache"), first.err());
    Cli second = predict();
    assertTrue(second.err().contains(fromCache(12)), second.err());
    assertEquals(first.out(), second.out());
    Cli anew = predict("--no-cache");
    assertFalse(anew.err().contains("from the cache"), anew.err());
    assertEquals(first.out(), anew.out());
  }

  @Test
  void noCacheAlsoKeepsNothing() {
    predict("--no-cache");
    assertFalse(Files.exists(home.resolve("scores")));
    Cli second = predict();
    assertFalse(second.err().contains("from the cache"), second.err());
  }

  /** Images are known by their content: a copy has the score, and so has a renamed file. */
  @Test
  void rowsKeepTheirOrderWhereSomeImagesAreKnown() throws IOException {
    predict();
    for (int i = 0; i < 12; i++) {
      Path image = photos.resolve("image%02d.png".formatted(i));
      if (i % 3 == 0) {
        Cli.picture(image, 100 + i);
      } else if (i % 3 == 1) {
        Files.move(image, photos.resolve("image%02d-renamed.png".formatted(i)));
      }
    }
    Files.writeString(photos.resolve("image05.png"), "no picture");
    Cli found = predict();
    Cli anew = predict("--no-cache");
    assertTrue(found.err().contains(fromCache(7)), found.err());
    assertEquals(names(anew.out()), names(found.out()));
    List<String> expected = anew.out().lines().toList();
    List<String> rows = found.out().lines().toList();
    for (int i = 1; i < expected.size(); i++) {
      String[] one = expected.get(i).split(",", -1);
      String[] other = rows.get(i).split(",", -1);
      assertEquals(one[2], other[2]);
      if (!one[1].isEmpty()) {
        // A batch of other images can round the last bit differently.
        assertEquals(Double.parseDouble(one[1]), Double.parseDouble(other[1]), 1e-6);
      }
    }
  }

  private static List<String> names(String csv) {
    return csv.lines().map(line -> line.split(",", -1)[0]).toList();
  }

  @ParameterizedTest
  @CsvSource({"--crops, ten", "--decode, pillow", "--model, OTHER"})
  void whatChangesAScoreIsNeverAnsweredFromTheStore(String option, String value)
      throws IOException {
    predict();
    List<String> all = new ArrayList<>(List.of("predict", photos.toString()));
    String other = value.equals("OTHER") ? Cli.tinyModel(folder, 2).toString() : value;
    if (!value.equals("OTHER")) {
      all.addAll(List.of("--model", model));
    }
    all.addAll(List.of(option, other));
    Cli changed = Cli.at(home, all.toArray(String[]::new));
    assertEquals(0, changed.exit(), changed.err());
    assertFalse(changed.err().contains("from the cache"), changed.err());
  }

  /** The model is another one under the same name. */
  @Test
  void aFileThatWasReplacedIsAnotherModel() throws IOException {
    Cli before = predict();
    Files.copy(
        Cli.tinyModel(folder, 2),
        Path.of(model),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Cli after = predict();
    assertFalse(after.err().contains("from the cache"), after.err());
    assertFalse(before.out().equals(after.out()));
  }

  @Test
  void evaluateFindsWhatPredictScoredAndTheOtherWayRound() throws IOException {
    StringBuilder csv = new StringBuilder("image,score\n");
    for (int i = 0; i < 12; i++) {
      csv.append("image%02d.png,%s\n".formatted(i, .3 + i / 40.0));
    }
    Path data = folder.resolve("scores.csv");
    Files.writeString(data, csv);
    String[] evaluate = {
      "evaluate",
      "--data",
      data.toString(),
      "--images",
      photos.toString(),
      "--model",
      model,
      "--output",
      folder.resolve("report").toString()
    };
    predict();
    Cli evaluated = Cli.at(home, evaluate);
    assertEquals(0, evaluated.exit(), evaluated.err());
    assertTrue(evaluated.err().contains("12"), evaluated.err());
    Path scores = home.resolve("scores");
    try (var files = Files.list(scores)) {
      Path only = files.toList().get(0);
      assertEquals(13, Files.readAllLines(only).size());
    }
    Cli.picture(photos.resolve("image00.png"), 50);
    Cli.at(home, evaluate);
    assertTrue(predict().err().contains(fromCache(12)));
  }
}
