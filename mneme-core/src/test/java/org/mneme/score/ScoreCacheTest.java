package org.mneme.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCacheTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final String C = "c".repeat(64);

  @TempDir Path folder;

  private ScoreCache cache() {
    return new ScoreCache(folder.resolve("scores"), "model 1");
  }

  @Test
  void scoresComeBackToTheBit() throws IOException {
    cache().add(A, .1f);
    cache().add(B, Float.MIN_VALUE);
    assertEquals(Map.of(A, .1f, B, Float.MIN_VALUE), cache().find(Set.of(A, B, C)));
    assertEquals(Map.of(B, Float.MIN_VALUE), cache().find(Set.of(B)));
    assertEquals(Map.of(), new ScoreCache(folder.resolve("scores"), "model 2").find(Set.of(A)));
  }

  /** Wherever a write was cut off, nothing before it and nothing after it is lost or changed. */
  @Test
  void unfinishedLastLineIsPassedOver() throws IOException {
    for (int cut = 1; cut <= 74; cut++) {
      Files.deleteIfExists(cache().file());
      cache().add(A, .25f);
      cache().add(B, .5f);
      try (RandomAccessFile file = new RandomAccessFile(cache().file().toFile(), "rw")) {
        file.setLength(file.length() - cut);
      }
      // Only its line end is missing: the score is whole.
      Map<String, Float> left = cut == 1 ? Map.of(A, .25f, B, .5f) : Map.of(A, .25f);
      assertEquals(left, cache().find(Set.of(A, B, C)), "cut " + cut);
      cache().add(C, .75f);
      Map<String, Float> both = cache().find(Set.of(A, C));
      assertEquals(Map.of(A, .25f, C, .75f), both, "cut " + cut);
    }
  }

  @Test
  void rubbishIsPassedOver() throws IOException {
    cache().add(A, .25f);
    byte[] rubbish = {0, (byte) 0xff, (byte) 0xc3, '\n', 'x', '\r', '\n'};
    Files.write(cache().file(), rubbish, StandardOpenOption.APPEND);
    cache().add(B, .5f);
    assertEquals(Map.of(A, .25f, B, .5f), cache().find(Set.of(A, B)));
  }

  @Test
  void twoProcessesLoseNoneOfEachOthersScores() throws Exception {
    List<Process> running = new ArrayList<>();
    for (String first : List.of("1", "2")) {
      running.add(
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  AddScores.class.getName(),
                  folder.resolve("scores").toString(),
                  first)
              .inheritIO()
              .start());
    }
    for (Process process : running) {
      assertEquals(0, process.waitFor());
    }
    Set<String> all = new HashSet<>(AddScores.images("1"));
    all.addAll(AddScores.images("2"));
    assertEquals(2 * AddScores.COUNT, cache().find(all).size());
    assertEquals(1 + 2 * AddScores.COUNT, Files.readAllLines(cache().file()).size());
  }
}
