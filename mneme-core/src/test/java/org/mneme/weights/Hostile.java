package org.mneme.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Holds a reader to its promise for a bad file: one line that says what is wrong, at little cost.
 */
final class Hostile {
  /**
   * Heap that a refused file of up to a few MB may have asked for, all allocations added up: 12 MiB
   * of counted objects, 4 MiB of copies, and as much again for collections that grow.
   */
  static final long MOST_ALLOCATED = 32 << 20;

  /** Ten times what the requirement says, since a test machine may be busy. */
  static final Duration LONGEST = Duration.ofSeconds(10);

  static final byte[] FOUR_FLOATS = new byte[16];

  private Hostile() {}

  static long[] dims(long... values) {
    return values;
  }

  static byte[] tensor(long count, long offset, long[] size, long[] stride) {
    return new PickleWriter()
        .ops("}")
        .text("w")
        .tensor("Float", "s", count, offset, size, stride)
        .ops("s")
        .stop();
  }

  /** Writes the file into the folder and reads it. */
  static void assertRefused(Path folder, String reason, byte[] bytes) throws IOException {
    Path file = folder.resolve("hostile.bin");
    Files.write(file, bytes);
    Cost cost = assertTimeoutPreemptively(LONGEST, () -> Cost.of(file));
    assertTrue(cost.refusal() != null, "was read: " + cost.checkpoint());
    String message = String.valueOf(cost.refusal().getMessage());
    assertTrue(message.startsWith(file + ": ") && message.contains(reason), message);
    assertEquals(1, message.lines().count(), message);
    assertFalse(message.chars().anyMatch(Character::isISOControl), message);
    assertTrue(cost.allocated() < MOST_ALLOCATED, cost.allocated() + " bytes of heap");
  }
}
