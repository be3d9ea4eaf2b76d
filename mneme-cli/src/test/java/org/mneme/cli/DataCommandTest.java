package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void makeData() throws IOException {
    data = folder.resolve("scenes");
    List<String> rows = new ArrayList<>(List.of("image,score,category,group,split"));
    for (int i = 0; i < 20; i++) {
      Cli.picture(data.resolve("images/%02d.png".formatted(i)), i);
      rows.add(
          "%02d.png,0.%02d,%s,g%d,%s"
              .formatted(i, 30 + i, i < 10 ? "sea" : "land", i / 4, i < 15 ? "train" : "test"));
    }
    Files.write(data.resolve("scores.csv"), rows);
  }

  private Cli inspect(String... more) {
    List<String> all = new ArrayList<>(List.of("data", "inspect", data.toString()));
    all.addAll(List.of(more));
    return Cli.pipe(all.toArray(String[]::new));
  }

  private Cli split(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("data", "split", data.toString(), "--output", folder + "/out/splits"));
    all.addAll(List.of(more));
    return Cli.pipe(all.toArray(String[]::new));
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(folder.resolve("out/splits").resolve(file));
  }

  @Test
  void imagesInAnotherFolderAreOfferedAsTheFlagThatFindsThem() throws IOException {
    Files.move(data.resolve("images"), data.resolve("photos"));
    Cli cli = inspect();
    assertEquals(1, cli.exit(), cli.err());
    assertTrue(
        cli.err()
            .endsWith(
                "None of the 20 images was found in %s; are they in %s? Then name that folder: --images %s%n"
                    .formatted(data, data.resolve("photos"), data.resolve("photos"))),
        cli.err());
    assertEquals(0, inspect("--images", data.resolve("photos").toString()).exit());
  }

  @Test
  void percentagesAreOfferedAsTheFlagThatTakesThem() throws IOException {
    Path csv = data.resolve("scores.csv");
    Files.writeString(csv, Files.readString(csv).replace(",0.", ","));
    Cli cli = inspect();
    assertEquals(1, cli.exit(), cli.err());
    assertTrue(
        cli.err()
            .endsWith(
                "outside 0..1. They look like percentages. Divide them by 100: --scale 100."
                    + " Or take them as they are: --any-score\n"),
        cli.err());
    Cli scaled = inspect("--scale", "100");
    assertTrue(scaled.out().contains("mean 0.3950"), scaled.out() + scaled.err());
  }

  @Test
  void soundDataAreCounted() {
    Cli cli = inspect();
    assertEquals(0, cli.exit(), cli.err());
    for (String part :
        List.of("CSV, 20 images", "train    15", "test     5", "land", "mean 0.3950", "#####")) {
      assertTrue(cli.out().contains(part), part + " in " + cli.out());
    }
    assertTrue(cli.out().contains("nothing wrong was found"), cli.out());
  }

  @Test
  void samePictureInTrainAndTestIsALeak() throws IOException {
    Path images = data.resolve("images");
    Files.copy(
        images.resolve("03.png"), images.resolve("17.png"), StandardCopyOption.REPLACE_EXISTING);
    Cli cli = inspect();
    assertEquals(3, cli.exit());
    assertTrue(cli.out().contains("LEAK: on both sides of the split: 1 picture;"), cli.out());
    assertTrue(cli.out().contains("scores.csv:19: LEAK: image '17.png' in test"), cli.out());
  }

  @Test
  void samePictureOnOneSideIsOnlyAWarning() throws IOException {
    Path images = data.resolve("images");
    Files.copy(
        images.resolve("03.png"), images.resolve("04.png"), StandardCopyOption.REPLACE_EXISTING);
    Cli cli = inspect();
    assertEquals(0, cli.exit());
    assertTrue(cli.out().contains("1 warning" + System.lineSeparator()), cli.out());
    assertTrue(cli.out().contains("is the same picture as '03.png'"), cli.out());
  }

  @Test
  void everyErrorIsListedByFileAndLine() throws IOException {
    Files.delete(data.resolve("images/02.png"));
    Files.writeString(data.resolve("images/05.png"), "no picture");
    String table = Files.readString(data.resolve("scores.csv"));
    Files.writeString(
        data.resolve("scores.csv"), table.replace(",0.38,", ",38,").replace(",0.39,", ",high,"));
    Cli cli = inspect("--json");
    assertEquals(3, cli.exit(), cli.err());
    JsonNode found = new JsonMapper().readTree(cli.out());
    List<Integer> lines = new ArrayList<>();
    found.get("problems").forEach(problem -> lines.add(problem.get("line").intValue()));
    assertEquals(List.of(4, 10, 11, 7), lines);
    assertEquals(17, found.get("images").intValue());
    assertEquals(3, inspect().exit());
    assertTrue(inspect().out().contains("4 errors"));
  }

  @Test
  void imagesNeedNotBeThereForTheTableAlone() throws IOException {
    Files.delete(data.resolve("images/02.png"));
    assertEquals(3, inspect().exit());
    assertEquals(0, inspect("--no-images").exit());
  }

  @Test
  void pageHasTheDistribution() throws IOException {
    Path page = folder.resolve("page.html");
    assertEquals(0, inspect("--html", page.toString()).exit());
    String html = Files.readString(page);
    assertTrue(html.contains("<svg") && html.contains("human score"), html);
    assertTrue(html.contains("class=\"narrow\""), "a phone gets a chart of its own");
    for (String part : List.of("Checks", "The same picture more than once", "Lowest scores")) {
      assertTrue(html.contains(part), part);
    }
  }

  @Test
  void whatIsNoDataSetIsOneLine() throws IOException {
    Cli cli = Cli.pipe("data", "inspect", Files.createDirectory(folder.resolve("x")).toString());
    assertEquals(1, cli.exit());
    assertEquals(1, cli.err().lines().count(), cli.err());
    assertEquals(2, Cli.pipe("data").exit());
  }

  @Test
  void splitFilesAreLaMemsAndReadBack() throws IOException {
    Cli cli = split("--shares", "14,2,4", "--seed", "3", "--repeat", "2");
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(cli.out().contains("split 2: 14 train, 2 val, 4 test"), cli.out());
    assertEquals(14, lines("train_1.txt").size());
    assertTrue(lines("test_2.txt").get(0).matches("\\d\\d\\.png 0\\.\\d+"));
    assertTrue(lines("split.csv").get(0).endsWith("split_1,split_2"));
    List<String> before = lines("test_1.txt");
    split("--shares", "14,2,4", "--seed", "3", "--repeat", "2");
    assertEquals(before, lines("test_1.txt"));
    Cli read = inspect("--split-files", folder + "/out/splits", "--split", "2");
    assertTrue(read.out().contains("val      2"), read.out());
  }

  @Test
  void groupsStayTogetherAndCategoriesKeepTheirShares() throws IOException {
    split("--by", "group", "--shares", "12,4,4");
    List<String> test = lines("test_1.txt");
    assertEquals(4, test.size());
    assertEquals(
        1, test.stream().map(row -> Integer.parseInt(row.substring(0, 2)) / 4).distinct().count());
    split("--by", "category", "--shares", "16,2,2");
    assertEquals(
        2, lines("test_1.txt").stream().map(row -> row.substring(0, 1)).distinct().count());
  }

  @Test
  void foldsHaveEachImageInTestOnce() throws IOException {
    assertEquals(0, split("--folds", "5").exit());
    List<String> all = new ArrayList<>();
    for (int k = 1; k <= 5; k++) {
      assertEquals(4, lines("test_%d.txt".formatted(k)).size());
      all.addAll(lines("test_%d.txt".formatted(k)));
    }
    assertEquals(20, all.stream().distinct().count());
  }

  @Test
  void badUsageOfSplit() {
    assertEquals(2, split("--shares", "1,2").exit());
    assertEquals(2, split("--shares", "1,-2,3").exit());
    assertEquals(2, split("--shares", "1,2,x").exit());
    assertEquals(2, split("--folds", "5", "--shares", "8,1,1").exit());
    assertEquals(2, split("--repeat", "0").exit());
    assertEquals(2, split("--by", "colour").exit());
    assertEquals(1, split("--folds", "21").exit());
  }
}
