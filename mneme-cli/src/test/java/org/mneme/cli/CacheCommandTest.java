package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheCommandTest {
  private static final int IMAGES = 12;

  @TempDir private Path folder;
  private Path home = Path.of("");

  /** Two views of one layer: two features of 12 images. */
  @BeforeEach
  void adaptATinyModel() throws IOException {
    home = folder.resolve("mneme/models");
    String model = Cli.tinyModel(folder, 1).toString();
    Path data = folder.resolve("data");
    List<String> rows = new ArrayList<>(List.of("image,score"));
    for (int i = 0; i < IMAGES; i++) {
      Cli.picture(data.resolve("images/%02d.png".formatted(i)), i);
      rows.add(String.format(Locale.ROOT, "%02d.png,%.2f", i, .2 + .05 * i));
    }
    Files.write(data.resolve("scores.csv"), rows);
    Cli adapted =
        Cli.at(
            home,
            "adapt",
            "--data",
            data.toString(),
            "--model",
            model,
            "--layer",
            model + ":flatten:values",
            "--folds",
            "0",
            "--head",
            "linear",
            "-o",
            folder.resolve("out.onnx").toString());
    assertEquals(0, adapted.exit(), adapted.err());
  }

  @Test
  void whatIsKeptIsListed() {
    Cli listed = Cli.at(home, "cache", "list");

    assertEquals(0, listed.exit(), listed.err());
    assertEquals(
        2, listed.out().lines().filter(line -> line.contains("flatten")).count(), listed.out());
  }

  @Test
  void pruningDeletesOnlyWhatWasSaid() {
    assertEquals(2, Cli.at(home, "cache", "prune", "--days", "-1").exit());
    assertTrue(Cli.at(home, "cache", "prune").out().startsWith("0 deleted"));
    assertTrue(Cli.at(home, "cache", "prune", "--days", "0").out().startsWith("2 deleted"));
    assertTrue(Cli.at(home, "cache", "prune", "--days", "0").out().startsWith("0 deleted"));
  }
}
