package org.mneme.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives readers many damaged files in a JVM that has 256 MB and nothing else to do. The JVM ends
 * with 0 when every file was read or refused as its reader documents, in one line that names it,
 * and none took over ten seconds; else it says which file did not, and its bytes.
 *
 * <p>The system property {@code mneme.fuzz.seed} chooses other damage.
 */
public final class Fuzzing {
  private static final long SEED = Long.getLong("mneme.fuzz.seed", 20260101L);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int HUNG = 3;

  /** Mapped files are let go by the collector, and a process may have some 65,000 of them. */
  private static final int FILES_BETWEEN_COLLECTIONS = 10_000;

  private Fuzzing() {}

  /**
   * Starts the JVM and waits for its end.
   *
   * @param main a class with a main method that takes a number and calls {@link #run}
   * @param files how many damaged files of each kind
   * @return what it printed
   * @throws AssertionError if it did not end well
   */
  public static String inItsOwnJvm(Class<?> main, int files) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dmneme.fuzz.seed=" + SEED,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                String.valueOf(files))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int exit = process.waitFor();
      if (exit != 0) {
        throw new AssertionError("exit code %d: %s".formatted(exit, said));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    return said;
  }

  /**
   * Damages and reads each target's file so many times; ends the JVM when one is not as it must.
   */
  public static void run(List<FuzzTarget> targets, int files, PrintStream out) throws IOException {
    Path folder = Files.createTempDirectory("mneme-fuzz");
    AtomicLong begun = new AtomicLong(Long.MAX_VALUE);
    Thread watch = new Thread(() -> watch(begun, out), "watch");
    watch.setDaemon(true);
    watch.start();
    for (FuzzTarget target : targets) {
      run(target, files, folder, begun, out);
    }
    Files.delete(folder);
  }

  private static void watch(AtomicLong begun, PrintStream out) {
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(1);
        long since = begun.get();
        if (since != Long.MAX_VALUE && System.nanoTime() - since > LONGEST_NANOS) {
          out.println("HUNG: a read takes over 10 s");
          Thread.getAllStackTraces().values().stream()
              .flatMap(Arrays::stream)
              .filter(frame -> frame.getClassName().startsWith("org.mneme"))
              .forEach(out::println);
          Runtime.getRuntime().halt(HUNG);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(
      FuzzTarget target, int files, Path folder, AtomicLong begun, PrintStream out)
      throws IOException {
    Path path = folder.resolve(target.name().replaceAll(".* ", ""));
    Files.write(path, target.file(target.sample()));
    target.read(path); // is sound, or the damage would be to nothing
    Random random = new Random(SEED);
    long refused = 0;
    long longest = 0;
    for (int i = 0; i < files; i++) {
      byte[] damaged = target.file(Damage.to(target.sample(), random));
      Files.delete(path); // a new file: to overwrite one makes some file systems wait for the disk
      Files.write(path, damaged);
      long start = System.nanoTime();
      begun.set(start);
      try {
        target.read(path);
      } catch (IOException | RuntimeException | StackOverflowError e) {
        requireRefusal(target, path, e, i, damaged);
        refused++;
      }
      begun.set(Long.MAX_VALUE);
      longest = Math.max(longest, System.nanoTime() - start);
      if (i % FILES_BETWEEN_COLLECTIONS == FILES_BETWEEN_COLLECTIONS - 1) {
        System.gc();
      }
    }
    Files.delete(path);
    out.printf(
        Locale.ROOT,
        "%s: %d files, %d refused, %d read, the slowest in %.3f s%n",
        target.name(),
        files,
        refused,
        files - refused,
        longest / 1e9);
  }

  private static void requireRefusal(
      FuzzTarget target, Path file, Throwable thrown, int iteration, byte[] damaged) {
    String message = String.valueOf(thrown.getMessage());
    boolean sound =
        target.mayRefuseWith(thrown)
            && message.lines().count() == 1
            && message.contains(String.valueOf(file.getFileName()));
    if (!sound) {
      throw new AssertionError(
          "%s: seed %d, iteration %d: %s"
              .formatted(target.name(), SEED, iteration, HexFormat.of().formatHex(damaged)),
          thrown);
    }
  }
}
