package org.mneme.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 hashes of large files, kept from run to run, so that a model of 500 MB is not read in
 * every run only to find out that it is the same.
 *
 * <p>A hash is believed while the file's path, size, times and place on the disk stay the same.
 * Besides the time of the last change of the content, which anyone can set, the time that the file
 * system itself keeps counts where there is one. A file that changed within the last seconds is
 * hashed and not remembered, because a change within the clock's step would not show. Any number of
 * threads and processes may use one folder.
 */
public final class KeptHashes {
  /** Keeps nothing: every file is read. */
  public static final KeptHashes NONE = new KeptHashes(null);

  private static final String VERSION = "mneme hash 1";

  /** Coarser than the clock of any file system in use: FAT has steps of two seconds. */
  private static final Duration SETTLED = Duration.ofSeconds(3);

  private final @Nullable Path folder;

  private KeptHashes(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * Hashes kept in this folder.
   *
   * @param folder is made when the first hash is kept
   */
  public static KeptHashes in(Path folder) {
    return new KeptHashes(folder);
  }

  /** The SHA-256 of a file, 64 lower-case hexadecimal digits. */
  public String of(Path file) throws IOException {
    if (folder == null) {
      return Sha256.of(file);
    }
    Path real = file.toRealPath();
    State before = State.of(real);
    Path kept = folder.resolve(Sha256.of(real.toString()).substring(0, 32));
    Optional<String> known = read(kept, before);
    if (known.isPresent()) {
      return known.get();
    }
    Instant now = Instant.now();
    String hash = Sha256.of(real);
    if (before.isOlderThan(now.minus(SETTLED)) && before.equals(State.of(real))) {
      keep(kept, before, hash);
    }
    return hash;
  }

  private static Optional<String> read(Path kept, State state) {
    String text;
    try {
      text = new String(Files.readAllBytes(kept), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return Optional.empty();
    }
    String start = VERSION + " " + state.text() + " ";
    String hash = text.startsWith(start) ? text.substring(start.length()).strip() : "";
    return hash.matches("[0-9a-f]{64}") ? Optional.of(hash) : Optional.empty();
  }

  /** A cache that cannot be written costs time and nothing else. */
  private static synchronized void keep(Path kept, State state, String hash) {
    try {
      Files.createDirectories(kept.toAbsolutePath().getParent());
      WholeFile.writeText(kept, out -> out.write(VERSION + " " + state.text() + " " + hash + "\n"));
    } catch (IOException e) {
      return;
    }
  }

  /**
   * What shows that a file is still the one that was hashed.
   *
   * @param modified of the content
   * @param changed of the file in any way, which only the file system sets; the same as {@code
   *     modified} where there is none
   * @param key the file's place on its disk; empty where there is none
   */
  private record State(long size, FileTime modified, FileTime changed, String key) {
    static State of(Path file) throws IOException {
      BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
      FileTime changed = basic.lastModifiedTime();
      if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        changed = (FileTime) Files.getAttribute(file, "unix:ctime");
      }
      String key = basic.fileKey() == null ? "" : String.valueOf(basic.fileKey());
      return new State(basic.size(), basic.lastModifiedTime(), changed, key);
    }

    boolean isOlderThan(Instant time) {
      return modified.toInstant().isBefore(time) && changed.toInstant().isBefore(time);
    }

    String text() {
      return "%d %s %s %s".formatted(size, modified, changed, key.replaceAll("\\s", ""));
    }
  }
}
