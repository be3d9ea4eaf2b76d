package org.mneme.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.files.Sha256;

/** Two processes that share a store, both killed as {@code kill -9} does; damaged files. */
class VectorStoreTest {
  private static final int LENGTH = 5_000;
  private static final int IMAGES = 100_000;
  private static final int KILLS = 6;

  @TempDir private Path folder;

  private static String hash(int image) {
    return Sha256.of("image " + image);
  }

  private static float[] vector(int image) {
    float[] vector = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      vector[i] = image * 31f + i;
    }
    return vector;
  }

  /** Adds images in an order of its own until it is killed; tells when the first is added. */
  public static void main(String[] args) throws IOException {
    Random random = new Random(Long.parseLong(args[1]));
    try (VectorStore store = new VectorStore(Path.of(args[0]), LENGTH)) {
      for (int i = 0; i < IMAGES; i++) {
        int image = random.nextInt(IMAGES);
        store.add(Map.of(hash(image), FloatBuffer.wrap(vector(image))));
        if (i == 0) {
          System.out.println("added");
        }
      }
    }
  }

  @Test
  void processesThatAreKilledLeaveWholeVectorsOnly() throws Exception {
    Random random = new Random(3); // of the moments; where they fall differs with the machine
    int before = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      List<Process> both = List.of(launch(kill), launch(KILLS + kill));
      for (Process process : both) {
        process.getInputStream().read();
      }
      assertTrue(!both.get(0).waitFor(20 + random.nextInt(150), TimeUnit.MILLISECONDS));
      for (Process process : both) {
        process.destroyForcibly().waitFor();
      }
      before = check(before);
    }
    assertTrue(before >= 2 * KILLS, before + " vectors in all");
  }

  /** Every vector that is found is right, and none that was there is lost. */
  private int check(int before) throws IOException {
    float[] found = new float[LENGTH];
    try (VectorStore store = new VectorStore(folder, LENGTH)) {
      int whole = 0;
      for (int image = 0; image < IMAGES; image++) {
        long slot = store.find(hash(image));
        if (slot >= 0) {
          store.vectors().read(slot, found, 0);
          assertArrayEquals(vector(image), found);
          whole++;
        }
      }
      assertEquals(store.size(), whole);
      assertTrue(whole >= before, whole + " of " + before);
      return whole;
    }
  }

  @Test
  void damagedVectorIsPassedOverAndCanBeAddedAgain() throws IOException {
    try (VectorStore store = new VectorStore(folder, LENGTH)) {
      store.add(Map.of(hash(1), FloatBuffer.wrap(vector(1))));
      store.add(Map.of(hash(2), FloatBuffer.wrap(vector(2))));
    }
    Path vectors = folder.resolve("vectors");
    byte[] bytes = Files.readAllBytes(vectors);
    bytes[17] ^= 1;
    Files.write(vectors, bytes);
    Files.write(
        folder.resolve("index"),
        new byte[] {1, 2, 3}, // what a write that was cut off leaves
        StandardOpenOption.APPEND);

    try (VectorStore store = new VectorStore(folder, LENGTH)) {
      assertEquals(-1, store.find(hash(1)));
      assertTrue(store.find(hash(2)) >= 0);
      store.add(Map.of(hash(1), FloatBuffer.wrap(vector(1))));
    }
    try (VectorStore store = new VectorStore(folder, LENGTH)) {
      float[] found = new float[LENGTH];
      store.vectors().read(store.find(hash(1)), found, 0);
      assertArrayEquals(vector(1), found);
    }
  }

  private Process launch(long seed) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                VectorStoreTest.class.getName(),
                folder.toString(),
                Long.toString(seed)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
