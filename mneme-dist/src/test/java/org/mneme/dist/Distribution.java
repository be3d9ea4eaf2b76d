package org.mneme.dist;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The zip file that this build made, and how its user runs it. */
final class Distribution {
  static final Path ZIP = Path.of(System.getProperty("mneme.zip"));

  private static final int MINUTES = 15;

  /** What a process printed and its exit code. */
  record Outcome(int exit, String out, String err) {}

  private Distribution() {}

  /** The unpacked folder, below this one. */
  static Path unpack(Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(ZIP.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        Path file = folder.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
          continue;
        }
        Files.createDirectories(file.getParent());
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, file);
        }
      }
    }
    String name = ZIP.getFileName().toString();
    Path root = folder.resolve(name.substring(0, name.length() - ".zip".length()));
    // Java's own reader of zip files passes over who may run a file; unzip does not.
    assertTrue(root.resolve("mneme").toFile().setExecutable(true));
    return root;
  }

  /** Runs a program to its end. */
  static Outcome run(Path folder, Map<String, String> environment, List<String> command)
      throws Exception {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    Outcome outcome =
        new Outcome(
            ended ? process.exitValue() : -1,
            Files.readString(out, StandardCharsets.UTF_8),
            Files.readString(err, StandardCharsets.UTF_8));
    assertTrue(ended, "still running after %d min: %s%n%s".formatted(MINUTES, command, outcome));
    return outcome;
  }
}
