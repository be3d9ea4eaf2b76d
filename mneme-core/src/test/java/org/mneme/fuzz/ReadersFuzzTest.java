package org.mneme.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * A bounded part of what the system property {@code mneme.fuzz.files} makes longer: damaged files
 * of each kind.
 */
class ReadersFuzzTest {
  private static final int KINDS = 16;
  private static final int FILES = Integer.getInteger("mneme.fuzz.files", 500);

  @Test
  void damagedModelsAndTablesAreReadOrRefused() throws IOException {
    String said = Fuzzing.inItsOwnJvm(ReadersFuzz.class, FILES);
    assertEquals(
        KINDS, said.lines().filter(line -> line.contains(": " + FILES + " files")).count(), said);
  }
}
