package org.mneme.track;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/**
 * Who writes a run: {@code open.json} beside it names a process and when that began, so that a
 * killed one is told from a living one, also when its number was given away again. A file lock
 * would be lost whenever this process looked at the file through another channel.
 */
final class Owner {
  private static final String FILE = "open.json";
  private static final JsonMapper JSON = new JsonMapper();

  /** Linux computes when a process began from when the machine did, which moves with its clock. */
  private static final Duration CLOCK = Duration.ofSeconds(2);

  private Owner() {}

  /**
   * Makes this process the owner.
   *
   * @throws IOException if another one, or this one, has it
   */
  static void claim(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    while (true) {
      try {
        Files.writeString(file, own(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return;
      } catch (FileAlreadyExistsException e) {
        if (isOpen(folder)) {
          throw new IOException(
              "%s: another process is at this run (%s says which); wait for it, or end it"
                  .formatted(folder, file),
              e);
        }
        setAside(file);
      }
    }
  }

  /** One of several that see a dead owner can rename its file; the others try again. */
  private static void setAside(Path file) throws IOException {
    Path aside = file.resolveSibling(".%s.%s.part".formatted(FILE, ProcessHandle.current().pid()));
    try {
      Files.move(file, aside);
      Files.delete(aside);
    } catch (NoSuchFileException | FileAlreadyExistsException e) {
      Files.deleteIfExists(aside);
    }
  }

  static void release(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(FILE));
  }

  /** Whether a living process has the run; of another machine's, that is taken for granted. */
  static boolean isOpen(Path folder) throws IOException {
    JsonNode owner;
    try {
      owner = JSON.readTree(Files.readString(folder.resolve(FILE)));
    } catch (NoSuchFileException e) {
      return false;
    } catch (JacksonException e) {
      owner = MissingNode.getInstance();
    }
    if (!owner.isObject()) {
      return isNew(folder); // written this moment, or by a process that was killed at it
    }
    if (!owner.path("host").asText().equals(host())) {
      return true;
    }
    Instant began = Instant.parse(owner.path("began").asText(Instant.EPOCH.toString()));
    return ProcessHandle.of(owner.path("pid").longValue())
        .filter(ProcessHandle::isAlive)
        .map(process -> Duration.between(began(process), began).abs().compareTo(CLOCK) <= 0)
        .orElse(false);
  }

  private static boolean isNew(Path folder) throws IOException {
    try {
      Instant written = Files.getLastModifiedTime(folder.resolve(FILE)).toInstant();
      return Duration.between(written, Instant.now()).compareTo(CLOCK) < 0;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static String own() {
    ProcessHandle process = ProcessHandle.current();
    return JSON.createObjectNode()
        .put("pid", process.pid())
        .put("began", began(process).toString())
        .put("host", host())
        .toString();
  }

  private static Instant began(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
