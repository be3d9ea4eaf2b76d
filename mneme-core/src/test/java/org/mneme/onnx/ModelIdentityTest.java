package org.mneme.onnx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.files.KeptHashes;
import org.mneme.files.Sha256;
import org.mneme.golden.ExternalWeights;
import org.mneme.golden.TestModels;
import org.mneme.score.Scorer;

class ModelIdentityTest {
  @TempDir Path folder;
  private Path whole;
  private Path split;

  @BeforeEach
  void makeModels() throws IOException {
    whole = model(1);
    split = ExternalWeights.split(whole, folder.resolve("split.onnx"));
  }

  private Path model(long seed) throws IOException {
    return TestModels.tiny(folder.resolve("whole%d.onnx".formatted(seed)), seed);
  }

  /** Other weights of the same size, and the times of the file that they replace. */
  private void replaceWeights(long seed) throws IOException {
    Path data = ExternalWeights.dataOf(split);
    FileTime time = Files.getLastModifiedTime(data);
    Path other = ExternalWeights.split(model(seed), folder.resolve("other.onnx"));
    Files.move(ExternalWeights.dataOf(other), data, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(data, time);
  }

  @Test
  void aModelThatStandsAloneIsItsFile() throws IOException {
    assertEquals(Sha256.of(whole), ModelIdentity.of(whole).sha256());
    assertEquals(Set.of(), ModelIdentity.of(whole).external().keySet());
  }

  @Test
  void weightsInAFileBesideAreReadAndPartOfTheModel() throws IOException {
    assertEquals(Set.of("split.onnx.data"), OnnxFile.externalFiles(split));
    OnnxModel read = OnnxFile.read(split);
    assertEquals(
        OnnxFile.read(whole).proto().getGraph().getInitializerList(),
        read.proto().getGraph().getInitializerList());

    ModelIdentity before = ModelIdentity.of(split);
    byte[] file = Files.readAllBytes(split);
    replaceWeights(2);

    assertNotEquals(before.sha256(), ModelIdentity.of(split).sha256());
    assertEquals(Sha256.of(split), Sha256.of(Files.write(folder.resolve("same"), file)));
    assertNotEquals(
        before.external().get("split.onnx.data"),
        ModelIdentity.of(split).external().get("split.onnx.data"));
  }

  /** Replaced by a rename, and written in place; with the size and the time that were there. */
  @Test
  void aKeptHashIsNotBelievedOfAnotherFile() throws IOException {
    KeptHashes hashes = KeptHashes.in(folder.resolve("hashes"));
    Path data = ExternalWeights.dataOf(split);
    Files.setLastModifiedTime(data, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
    ModelIdentity first = ModelIdentity.of(split, hashes);
    replaceWeights(2);
    ModelIdentity second = ModelIdentity.of(split, hashes);
    assertNotEquals(first, second);
    assertEquals(ModelIdentity.of(split), second);

    FileTime time = Files.getLastModifiedTime(data);
    byte[] bytes = Files.readAllBytes(data);
    bytes[0] ^= 1;
    Files.write(data, bytes);
    Files.setLastModifiedTime(data, time);
    assertEquals(ModelIdentity.of(split), ModelIdentity.of(split, hashes));
    assertNotEquals(second, ModelIdentity.of(split, hashes));
  }

  @Test
  void missingWeightsAreOneLine() throws IOException {
    Files.delete(ExternalWeights.dataOf(split));
    for (IOException e :
        new IOException[] {
          assertThrows(ModelException.class, () -> ModelIdentity.of(split)),
          assertThrows(ModelException.class, () -> OnnxFile.read(split)),
          assertThrows(ModelException.class, () -> Scorer.open(split)),
        }) {
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith(split.toString()), message);
      assertTrue(message.contains("split.onnx.data"), message);
      assertEquals(1, message.lines().count(), message);
    }
  }

  @Test
  void weightsAreNotLookedForElsewhere() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("inner")).resolve("split.onnx");
    byte[] bytes = Files.readAllBytes(split);
    String text = new String(bytes, ISO_8859_1);
    Files.write(inner, text.replace("split.onnx.data", "../it.onnx.data").getBytes(ISO_8859_1));
    ModelException e = assertThrows(ModelException.class, () -> ModelIdentity.of(inner));
    assertTrue(String.valueOf(e.getMessage()).contains("not beside it"), e.getMessage());
  }
}
