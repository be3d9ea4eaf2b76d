package org.mneme.golden;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The data that tests read in place: the folder named by the system property {@code mneme.shared}.
 */
public final class Shared {
  private Shared() {}

  /**
   * A file or folder of the shared data. When it is absent, the calling test is skipped with this
   * path as its reason; on a CI machine it fails.
   */
  public static Path path(String relative) {
    Path folder = Path.of(System.getProperty("mneme.shared", "../../shared"));
    return path(relative, folder, System.getenv());
  }

  static Path path(String relative, Path folder, Map<String, String> environment) {
    Path path = folder.resolve(relative);
    if (!Files.exists(path)) {
      Needed.absent("no shared data at " + path, environment);
    }
    return path.toAbsolutePath().normalize();
  }
}
