package org.mneme.catalog;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Where a user's own copies live. */
final class CacheFolder {
  private CacheFolder() {}

  /**
   * {@code MNEME_HOME} if set, else the platform's cache folder: {@code $XDG_CACHE_HOME/mneme} or
   * {@code ~/.cache/mneme}, {@code ~/Library/Caches/mneme}, {@code %LOCALAPPDATA%\mneme}. Like the
   * XDG rules say, a relative {@code XDG_CACHE_HOME} is ignored, and {@code ~} is {@code HOME}
   * where that is set.
   *
   * @param osName as the system property {@code os.name} has it
   * @param account the home folder of the user's account, which Java gives whatever {@code HOME} is
   */
  static Path of(Map<String, String> environment, String osName, Path account) {
    Optional<Path> own = folder(environment, "MNEME_HOME");
    if (own.isPresent()) {
      return own.get().toAbsolutePath().normalize();
    }
    if (isWindows(osName)) {
      return folder(environment, "LOCALAPPDATA")
          .orElse(account.resolve("AppData").resolve("Local"))
          .resolve("mneme");
    }
    Path userHome = folder(environment, "HOME").filter(Path::isAbsolute).orElse(account);
    if (osName.toLowerCase(Locale.ROOT).startsWith("mac")) {
      return userHome.resolve("Library").resolve("Caches").resolve("mneme");
    }
    return folder(environment, "XDG_CACHE_HOME")
        .filter(Path::isAbsolute)
        .orElse(userHome.resolve(".cache"))
        .resolve("mneme");
  }

  static boolean isWindows(String osName) {
    return osName.toLowerCase(Locale.ROOT).startsWith("windows");
  }

  private static Optional<Path> folder(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(Predicate.not(String::isBlank))
        .map(Path::of);
  }
}
