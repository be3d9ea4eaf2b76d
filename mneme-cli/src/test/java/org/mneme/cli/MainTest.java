package org.mneme.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.TestModels;

/** The command as its own process. */
class MainTest {
  @TempDir Path folder;

  /** Egypt's Arabic has digits of its own. */
  @Test
  void figuresAreWrittenAlikeInEveryLocale() throws IOException, InterruptedException {
    TestModels.tiny(folder.resolve("tiny.onnx"), 1);
    String english = inspect("en", "US");
    assertTrue(english.matches("(?s).*\\d.*"), english);
    assertEquals(english, inspect("ar", "EG"));
  }

  private String inspect(String language, String country) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Duser.language=" + language,
                "-Duser.country=" + country,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "models",
                "inspect",
                folder.resolve("tiny.onnx").toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), printed);
    return printed;
  }
}
