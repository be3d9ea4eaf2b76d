package org.mneme.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each platform's own rule: XDG base directories 0.8, Apple's and Microsoft's guidelines. */
class CacheFolderTest {
  private static final Path HOME = Path.of("/home/ada").toAbsolutePath();

  @Test
  void linuxTakesDotCache() {
    assertEquals(HOME.resolve(".cache/mneme"), CacheFolder.of(Map.of(), "Linux", HOME));
  }

  @Test
  void linuxFollowsXdgCacheHome() {
    Path xdg = Path.of("/var/ada").toAbsolutePath();
    assertEquals(
        xdg.resolve("mneme"),
        CacheFolder.of(Map.of("XDG_CACHE_HOME", xdg.toString()), "Linux", HOME));
  }

  @Test
  void aRelativeXdgCacheHomeIsIgnoredAsItsRulesSay() {
    assertEquals(
        HOME.resolve(".cache/mneme"),
        CacheFolder.of(Map.of("XDG_CACHE_HOME", "cache"), "Linux", HOME));
  }

  /** Java's user.home is that of the account, whatever HOME says. */
  @Test
  void homeIsWhatTheEnvironmentSays() {
    Path other = Path.of("/scratch/ada").toAbsolutePath();
    Map<String, String> environment = Map.of("HOME", other.toString());
    assertEquals(other.resolve(".cache/mneme"), CacheFolder.of(environment, "Linux", HOME));
    assertEquals(
        other.resolve("Library/Caches/mneme"), CacheFolder.of(environment, "Mac OS X", HOME));
    assertEquals(
        HOME.resolve(".cache/mneme"), CacheFolder.of(Map.of("HOME", "ada"), "Linux", HOME));
    assertEquals(
        HOME.resolve("AppData/Local/mneme"), CacheFolder.of(environment, "Windows 11", HOME));
  }

  @Test
  void macTakesLibraryCaches() {
    assertEquals(HOME.resolve("Library/Caches/mneme"), CacheFolder.of(Map.of(), "Mac OS X", HOME));
  }

  @Test
  void windowsTakesLocalAppData() {
    Path local = HOME.resolve("Local");
    assertEquals(
        local.resolve("mneme"),
        CacheFolder.of(Map.of("LOCALAPPDATA", local.toString()), "Windows 11", HOME));
  }

  @Test
  void mnemeHomeComesBeforeAllOthers() {
    Path own = HOME.resolve("models");
    assertEquals(
        own,
        CacheFolder.of(
            Map.of("MNEME_HOME", own.toString(), "XDG_CACHE_HOME", "/x"), "Linux", HOME));
  }

  @Test
  void anEmptyMnemeHomeIsNone() {
    assertEquals(
        HOME.resolve(".cache/mneme"), CacheFolder.of(Map.of("MNEME_HOME", ""), "Linux", HOME));
  }
}
