package org.mneme.track;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mneme.files.Release;

/** What a run ran on. */
final class Environment {
  private Environment() {}

  static Map<String, String> current() {
    Map<String, String> found = new LinkedHashMap<>();
    found.put("mneme", Release.version());
    found.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    found.put(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    String processor = processor();
    if (processor != null) {
      found.put("cpu", processor);
    }
    found.put("threads", String.valueOf(Runtime.getRuntime().availableProcessors()));
    return found;
  }

  /** Only Linux tells in a file; elsewhere the name is left out. */
  private static @Nullable String processor() {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) {
      return System.getenv("PROCESSOR_IDENTIFIER");
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null; // a run need not know
    }
  }
}
