package org.mneme.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A bounded part of the long run that {@link MutatedPictures} makes: in a Java of its own with
 * little memory, where a crash of a native decoder is seen. The system properties {@code
 * mneme.fuzz.seed} and {@code mneme.fuzz.iterations} choose other damage and more of it.
 */
class MutatedPicturesTest {
  private static final long SEED = Long.getLong("mneme.fuzz.seed", 20261128L);
  private static final long COUNT = Long.getLong("mneme.fuzz.iterations", 10_000);

  @Test
  void damagedPicturesOfAllFormatsAreReadOrRefusedInOnePlainLine() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                MutatedPictures.class.getName(),
                String.valueOf(COUNT),
                String.valueOf(SEED),
                "2",
                pictures().toString())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), out);
    assertEquals(0, process.exitValue(), out);
    assertTrue(out.contains(COUNT + " files: "), out);
  }

  private static Path pictures() throws URISyntaxException {
    URL folder = Objects.requireNonNull(MutatedPicturesTest.class.getResource("pictures"));
    return Path.of(folder.toURI());
  }
}
