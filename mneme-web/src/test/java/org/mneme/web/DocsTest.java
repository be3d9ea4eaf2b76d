package org.mneme.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.Needed;

/** The commands that docs/server.md shows do what it says. */
class DocsTest {
  private static final Path ROOT = Path.of("..");

  @TempDir private Path folder;

  @Test
  void everyCurlCommandIsAnswered() throws Exception {
    List<String> commands = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve("docs/server.md"))) {
      if (line.startsWith("curl ")) {
        commands.add(line);
      }
    }
    assertTrue(commands.size() > 5, commands.toString());
    requireCurl();
    try (TestServer server = TestServer.start(folder)) {
      for (String command : commands) {
        Process curl =
            new ProcessBuilder(
                    "bash",
                    "-c",
                    command
                        .replace("curl ", "curl -sS --fail-with-body ")
                        .replace("127.0.0.1:7070", "127.0.0.1:" + server.port()))
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, curl.waitFor(), command + ": " + answer);
        assertFalse(answer.isBlank(), command);
      }
    }
  }

  private static void requireCurl() throws InterruptedException {
    try {
      Process curl =
          new ProcessBuilder("curl", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      curl.waitFor();
    } catch (IOException e) {
      Needed.absent("no curl on the PATH");
    }
  }
}
