package org.mneme.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.TestModels;

/** The command as its own process. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs bash")
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

  /** A real bash completes a command, an option and its choices. */
  @Test
  void bashCompletes() throws IOException, InterruptedException {
    Path script = folder.resolve("completion");
    Cli cli = Cli.pipe("completion");
    assertEquals(0, cli.exit(), cli.err());
    Files.writeString(script, cli.out());
    assertEquals("predict", completed(script, "mneme", "pred"));
    assertEquals("--strict", completed(script, "mneme", "predict", "--str"));
    assertEquals("fp32", completed(script, "mneme", "predict", "--precision", "fp"));
  }

  private static String completed(Path script, String... words)
      throws IOException, InterruptedException {
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_mneme; echo \"${COMPREPLY[*]}\""
                    .formatted(script, String.join(" ", words), words.length - 1))
            .redirectError(ProcessBuilder.Redirect.DISCARD) // compopt wants to be called by a key
            .start();
    bash.getOutputStream().close();
    String printed = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, bash.waitFor(), printed);
    return printed.strip();
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
