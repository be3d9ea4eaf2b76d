package org.mneme.golden;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The data that tests read in place: the folder named by the system property {@code mneme.shared}.
 */
public final class Shared {
  private Shared() {}

  /**
   * A file or folder of the shared data; the calling test is skipped, with this path as its reason,
   * when it is absent.
   */
  public static Path path(String relative) {
    Path path = Path.of(System.getProperty("mneme.shared", "../../shared")).resolve(relative);
    assumeTrue(Files.exists(path), () -> "skipped: no shared data at " + path);
    return path.toAbsolutePath().normalize();
  }
}
