package org.mneme.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptHashesTest {
  @TempDir Path folder;

  private Path kept() {
    return folder.resolve("hashes");
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> files = Files.list(kept())) {
      return files.toList();
    }
  }

  /** A wrong hash in the entry shows that the entry was read and the file was not. */
  @Test
  void aFileThatStaysTheSameIsReadOnce() throws Exception {
    Path file = Files.writeString(folder.resolve("model.onnx"), "weights");
    KeptHashes hashes = KeptHashes.in(kept());
    String right = Sha256.of(file);
    // A file is trusted some seconds after it was changed; before that nothing is kept.
    for (int tries = 0; tries < 60 && (!Files.exists(kept()) || entries().isEmpty()); tries++) {
      assertEquals(right, hashes.of(file));
      Thread.sleep(100);
    }
    Path entry = entries().get(0);
    String wrong = "0".repeat(64);
    Files.writeString(entry, Files.readString(entry).replace(right, wrong));
    assertEquals(wrong, hashes.of(file));

    Files.writeString(entry, "damaged");
    assertEquals(right, hashes.of(file));
  }

  @Test
  void aFileThatHasJustChangedIsNotRemembered() throws IOException {
    Path file = Files.writeString(folder.resolve("model.onnx"), "weights");
    KeptHashes.in(kept()).of(file);
    assertFalse(Files.exists(kept()));
  }

  @Test
  void aFolderThatCannotBeWrittenCostsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("model.onnx"), "weights");
    assertEquals(Sha256.of(file), KeptHashes.in(file.resolve("no folder")).of(file));
  }
}
