package org.mneme.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class NeededTest {
  @TempDir Path folder;

  @Test
  void absentDataSkipsTheTestButFailsOnCi() {
    String reason = "no shared data at " + folder.resolve("data/none.csv");

    TestAbortedException skipped =
        assertThrows(TestAbortedException.class, () -> find(Map.of("CI", "false")));
    assertEquals("skipped: " + reason, skipped.getMessage());
    assertThrows(TestAbortedException.class, () -> find(Map.of()));
    AssertionFailedError failed =
        assertThrows(AssertionFailedError.class, () -> find(Map.of("CI", "true")));
    assertEquals(reason + " (CI is set, so this is no reason to skip)", failed.getMessage());
  }

  @Test
  void dataThatIsThereIsFound() throws Exception {
    Path file = folder.resolve("data/none.csv");
    Files.createDirectory(file.getParent());
    Files.writeString(file, "image,score\n");

    assertEquals(file, find(Map.of("CI", "true")));
  }

  private Path find(Map<String, String> environment) {
    return Shared.path("data/none.csv", folder, environment);
  }
}
