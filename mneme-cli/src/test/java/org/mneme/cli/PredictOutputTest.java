package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.golden.TestModels;
import org.mneme.golden.TestPictures;

/** Several files from one run of {@code predict}. */
class PredictOutputTest {
  @TempDir Path folder;
  private Path photos;

  @BeforeEach
  void makePhotos() throws IOException {
    TestModels.tiny(folder.resolve("tiny.onnx"), 1);
    photos = Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < 5; i++) {
      TestPictures.random(photos.resolve("p" + i + ".png"), i);
    }
    Files.writeString(photos.resolve("bad.png"), "no picture");
  }

  private Cli predict(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "predict", photos.toString(), "--model", folder.resolve("tiny.onnx").toString()));
    Collections.addAll(command, more);
    return Cli.pipe(command.toArray(String[]::new));
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void everyFileHasWhatItWouldHaveAlone() throws IOException {
    Cli cli =
        predict("-o", at("a.csv"), "-o", at("a.jsonl"), "-o", at("a.html"), "-o", at("a.txt"));
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(cli.err().contains("5 images scored"), cli.err());
    for (String name : List.of("b.csv", "b.jsonl", "b.txt")) {
      assertEquals(0, predict("-o", at(name)).exit());
      assertEquals(
          Files.readString(folder.resolve(name)),
          Files.readString(folder.resolve(name.replace('b', 'a'))));
    }
    assertEquals(5, Files.readString(folder.resolve("a.html")).split("<figure", -1).length - 1);
  }

  @Test
  void sortedFilesToo() throws IOException {
    Cli cli = predict("-o", at("a.csv"), "-o", at("a.html"), "--top", "2");
    assertEquals(0, cli.exit(), cli.err());
    assertEquals(3, Files.readAllLines(folder.resolve("a.csv")).size());
  }

  @Test
  void theFirstPlaceThatCannotBeWrittenEndsItBeforeAnyScore() {
    Cli cli = predict("-o", at("a.csv"), "-o", at("no/b.html"));
    assertEquals(1, cli.exit());
    assertTrue(cli.err().contains("no does not exist"), cli.err());
    assertFalse(Files.exists(folder.resolve("a.csv")));
  }

  @ParameterizedTest
  @CsvSource({
    "-o a.csv -o a.csv, the same file twice",
    "-o a.csv -o a.html --format csv, --format is for one output",
    "-o a.csv -o b.csv --resume, --resume needs one --output",
    "-o a.csv -o b.dat, b.dat: name it"
  })
  void whatCannotBeMeantIsBadUsage(String options, String message) {
    Cli cli = predict(options.split(" ", -1));
    assertEquals(2, cli.exit());
    assertTrue(cli.err().contains(message), cli.err());
  }
}
