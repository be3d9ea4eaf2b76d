package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a command would take and then ignore is bad usage, and it says what is needed. */
class IgnoredOptionsTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void makeData() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    StringBuilder csv = new StringBuilder("image,score\n");
    for (int i = 0; i < 60; i++) {
      Cli.picture(folder.resolve("images/%d.png".formatted(i)), i);
      csv.append("%d.png,.%d\n".formatted(i, i + 10));
    }
    Files.writeString(folder.resolve("scores.csv"), csv.toString());
    Cli.tinyModel(folder, 1);
    Files.createDirectories(folder.resolve("runs"));
  }

  private static Cli run(String command) {
    String[] words = command.replace("DATA", folder.toString()).split(" ", -1);
    return Cli.at(folder.resolve("home"), words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train --data DATA --momentum .8                      | --momentum would be ignored: it needs optimizer sgd
          train --data DATA --optimizer sgd --beta1 .8         | --beta1 would be ignored: it needs optimizer adam or adamw
          train --data DATA --gamma .5                         | --gamma would be ignored: it needs schedule step, exponential or plateau
          train --data DATA --schedule step --warm-up 2        | --warm-up would be ignored: it needs schedule cosine
          train --data DATA --huber-delta .1                   | --huber-delta would be ignored: it needs loss huber
          train --data DATA --rank-weight .1                   | --rank-weight would be ignored: it needs rank_term pairwise or spearman
          train --data DATA --views 3                          | --views would be ignored: it needs augmentation
          train --data DATA --fold 2                           | --fold needs folds
          train --data DATA --folds 5 --shares .8,.1,.1        | --shares would be ignored: it excludes folds
          train --data DATA --folds 5 --split 2                | --split would be ignored: it excludes folds
          train --data DATA --network memnet-small --init none --cluster local | --cluster would be ignored: all layers are trained
          train --data DATA --without-fa-correction            | --without-fa-correction would be ignored: only MemCat has such scores
          study cross --data DATA --data DATA=b --momentum 0 -o DATA/o | --momentum would be ignored
          evaluate --data DATA --scores DATA/scores.csv --crops ten -o DATA/o | --crops would be ignored: no --model is given
          evaluate --data DATA --scores DATA/scores.csv --no-cache --precision fp32 -o DATA/o | --precision and --no-cache would be ignored
          evaluate --data DATA --model DATA/tiny1.onnx --prediction-column x -o DATA/o | --prediction-column would be ignored
          data inspect DATA --no-images --decode-all           | --decode-all would be ignored: --no-images opens none
          data inspect DATA --skip-bad                         | --skip-bad would be ignored
          data split DATA --without-fa-correction -o DATA/o    | --without-fa-correction would be ignored
          data split DATA --folds 3 --shares .8,.1,.1 -o DATA/o | --shares and --folds exclude each other
          runs list --json --columns lr --runs DATA/runs       | --columns would be ignored
          runs compare a b --metric x --runs DATA/runs         | --metric would be ignored: it is for the page; add --html FILE
          sweep report --html DATA/x.html --port 80            | --port would be ignored: it is for --live
          models quantize DATA/tiny1.onnx --count 9 -o DATA/q.onnx | --count would be ignored: it needs --images
          models quantize DATA/tiny1.onnx -o DATA/q.bin        | ends in .onnx, such as q.onnx
          models average DATA/tiny1.onnx DATA/tiny1.onnx -o DATA/a | ends in .onnx, such as a.onnx
          models inspect DATA/tiny1.onnx --json --layers       | exclude each other
          adapt --data DATA -o DATA/mine.txt                   | ends in .onnx, such as mine.onnx
          adapt --data DATA -o DATA/m.onnx --folds 0 --seed 3  | --seed would be ignored
          """)
  void whatWouldBeIgnoredIsBadUsage(String command, String message) {
    Cli cli = run(command);
    assertEquals(2, cli.exit(), cli.err());
    assertTrue(cli.err().contains(message), cli.err());
  }

  /** 40 + 10 + 20 is not 60. */
  @Test
  void countsThatDoNotAddUpAreRefused() {
    Cli cli = run("data split DATA --shares 40,10,20 -o DATA/o");
    assertEquals(1, cli.exit(), cli.out());
    assertTrue(
        cli.err().contains("shares 40, 10 and 20 add up to 70, but there are 60 images"),
        cli.err());
  }
}
