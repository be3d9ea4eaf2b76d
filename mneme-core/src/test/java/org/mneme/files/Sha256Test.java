package org.mneme.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  @TempDir Path folder;

  /** FIPS 180-2, appendix B.1 and B.3: "abc", and a million times "a" (more than one buffer). */
  @Test
  void equalsThePublishedExamples() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "abc", StandardCharsets.US_ASCII);
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Sha256.of(file));
    Files.writeString(file, "a".repeat(1_000_000), StandardCharsets.US_ASCII);
    assertEquals(
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", Sha256.of(file));
  }
}
