package org.mneme.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whole processes, as a user starts them. */
class StreamingTest {
  @TempDir Path folder;

  private ProcessBuilder mneme(String heap, String... arguments) {
    Stream<String> command =
        Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            heap,
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    return new ProcessBuilder(Stream.concat(command, Stream.of(arguments)).toList())
        .redirectError(folder.resolve("err.txt").toFile());
  }

  /**
   * 20,000 paths of 2,000 characters are 40 MB and more as Java strings, and as much again as
   * paths; the heap has 48 MB for everything.
   */
  @Test
  void twentyThousandLongPathsPassThroughASmallHeap() throws Exception {
    Path image = Cli.picture(folder.resolve("a.png"), 1);
    String path = folder + "/.".repeat(1000) + "/" + image.getFileName();
    Path list = folder.resolve("list.txt");
    try (Writer lines = Files.newBufferedWriter(list)) {
      for (int i = 0; i < 20_000; i++) {
        lines.write(path + "\n");
      }
    }
    Path scores = folder.resolve("scores.csv");
    Process process =
        mneme(
                "-Xmx48m",
                "predict",
                "-",
                "--model",
                Cli.tinyModel(folder, 1).toString(),
                "--output",
                scores.toString())
            .redirectInput(list.toFile())
            .start();
    assertTrue(process.waitFor(5, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("err.txt")));
    try (Stream<String> rows = Files.lines(scores)) {
      assertEquals(20_001, rows.count());
    }
  }

  /** SIGTERM; Java answers Ctrl-C's SIGINT in the same way. */
  @Test
  void stoppedRunLeavesWholeRowsAndIsContinued() throws Exception {
    Path image = Cli.picture(folder.resolve("a.png"), 1);
    String model = Cli.tinyModel(folder, 1).toString();
    Path scores = folder.resolve("scores.csv");
    String[] arguments = {
      "predict", "-", "--model", model, "--output", scores.toString(), "--batch", "1", "--resume"
    };
    Process process = mneme("-Xmx64m", arguments).start();
    assumeTrue(process.supportsNormalTermination(), "no polite kill on this system");
    try (BufferedWriter lines = process.outputWriter(UTF_8)) {
      // The list never ends, so that the run is surely under way when it is stopped.
      int sent = 0;
      while (!Files.exists(scores) || Files.size(scores) < 20L * image.toString().length()) {
        lines.write(image + "\n");
        lines.flush();
        sent++;
        assertTrue(process.isAlive(), "after %d paths".formatted(sent));
      }
      process.destroy();
      assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    } catch (IOException e) {
      // The pipe is closed with unread paths in it.
      assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    }
    String partial = Files.readString(scores);
    assertTrue(partial.endsWith("\n"), partial);
    List<String> rows = partial.lines().skip(1).distinct().toList();
    assertEquals(1, rows.size(), "each row is whole, so all are the same");
    String said = Files.readString(folder.resolve("err.txt"));
    assertTrue(said.startsWith("Interrupted: "), said);
    assertTrue(said.contains(". Continue with the same command and --resume\n"), said);

    long done = partial.lines().count() - 1;
    Cli cli = Cli.run((image + "\n").repeat((int) done + 3), false, arguments);
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(cli.err().startsWith("3 images scored"), cli.err());
    assertEquals(partial + (rows.get(0) + "\n").repeat(3), Files.readString(scores));
  }

  /** A program asks, reads the answer, and asks again, of the same process. */
  @Test
  void blankLinesAreAnsweredWhenAllBeforeThemIsScored() throws Exception {
    Path photos = Files.createDirectories(folder.resolve("ph\u00f6t\u00f6s"));
    for (int i = 0; i < 3; i++) {
      Cli.picture(photos.resolve(i + ".png"), i);
    }
    String model = Cli.tinyModel(folder, 1).toString();
    ProcessBuilder builder =
        mneme("-Xmx64m", "predict", "-", "--interactive", "--format", "jsonl", "--model", model);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    try (BufferedReader answer = process.inputReader(UTF_8)) {
      try (BufferedWriter ask = process.outputWriter(UTF_8)) {
        ask.write("\n");
        ask.flush();
        assertEquals("", answer.readLine(), "the model is there");
        ask.write(photos + "\n" + photos.resolve("gone.png") + "\n\n");
        ask.flush();
        for (int i = 0; i < 3; i++) {
          String row = answer.readLine();
          assertTrue(row.contains("ph\u00f6t\u00f6s/%d.png\",\"score\":0.".formatted(i)), row);
        }
        String failed = answer.readLine();
        assertTrue(failed.contains("no such file"), failed);
        assertEquals("", answer.readLine());
        ask.write(photos.resolve("1.png") + "\n");
        ask.flush();
        ask.write("\n");
        ask.flush();
        assertTrue(answer.readLine().contains("/1.png"));
        assertEquals("", answer.readLine());
      }
      assertEquals("", answer.lines().collect(joining()), "the list has ended");
    }
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("err.txt")));
    assertEquals("", Files.readString(folder.resolve("err.txt")));
  }

  /** Java then takes file names for ASCII; "caf\u00e9" is no such name. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void anAccentInAPlainLocaleCostsNothing() throws Exception {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Cli.picture(photos.resolve("a.png"), 1);
    Path picture = Cli.picture(folder.resolve("b.png"), 2);
    assertEquals(
        0,
        new ProcessBuilder(
                "sh",
                "-c",
                "cp \"$0\" \"$1/$(printf 'caf\\303\\251.png')\"",
                picture.toString(),
                photos.toString())
            .start()
            .waitFor());
    ProcessBuilder builder =
        mneme(
            "-Xmx64m",
            "predict",
            photos.toString(),
            "--model",
            Cli.tinyModel(folder, 1).toString(),
            "--strict",
            "--format",
            "csv");
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("err.txt")));
    assertEquals(3, out.lines().count(), out);
  }
}
