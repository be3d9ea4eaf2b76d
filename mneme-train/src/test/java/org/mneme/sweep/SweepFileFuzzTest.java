package org.mneme.sweep;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.mneme.fuzz.Fuzzing;

/** A bounded part of what the system property {@code mneme.fuzz.files} makes longer. */
class SweepFileFuzzTest {
  private static final int FILES = Integer.getInteger("mneme.fuzz.files", 2_000);

  @Test
  void aDamagedSweepFileIsReadOrRefused() throws IOException {
    String said = Fuzzing.inItsOwnJvm(SweepFileFuzz.class, FILES);
    assertTrue(said.contains("sweep.yaml: %d files".formatted(FILES)), said);
  }
}
