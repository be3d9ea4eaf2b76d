package org.mneme.weights;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mneme.fuzz.Damage;

/**
 * Sound files with random damage. Whatever comes, a read ends with tensors that can be read whole,
 * or with a WeightsException.
 *
 * <p>The system property {@code mneme.fuzz.seed} chooses other damage, {@code
 * mneme.fuzz.iterations} more of it.
 */
class ReaderFuzzTest {
  private static final long SEED = Long.getLong("mneme.fuzz.seed", 20260101L);
  private static final int ITERATIONS = Integer.getInteger("mneme.fuzz.iterations", 2_000);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"zip", "deflated zip", "legacy", "safetensors"})
  void damageAnywhereIsReadOrRefused(String format) throws IOException {
    byte[] sound =
        switch (format) {
          case "zip" -> WeightsSamples.zip(WeightsSamples.pickle(), false);
          case "deflated zip" -> WeightsSamples.zip(WeightsSamples.pickle(), true);
          case "legacy" -> WeightsSamples.legacy(WeightsSamples.pickle());
          default -> WeightsSamples.safetensors();
        };
    fuzz(sound, bytes -> bytes);
  }

  /** Damage to the pickle alone, with the zip's checksums right, so that it gets to be read. */
  @ParameterizedTest
  @ValueSource(strings = {"zip", "legacy"})
  void damageInThePickleIsReadOrRefused(String format) throws IOException {
    boolean zip = format.equals("zip");
    fuzz(
        WeightsSamples.pickle(),
        pickle -> zip ? WeightsSamples.zip(pickle, false) : WeightsSamples.legacy(pickle));
  }

  private void fuzz(byte[] sound, UnaryOperator<byte[]> file) throws IOException {
    Path path = folder.resolve("fuzz.bin");
    Files.write(path, file.apply(sound));
    Checkpoint.read(path); // is sound, or the damage would be to nothing
    Random random = new Random(SEED);
    for (int i = 0; i < ITERATIONS; i++) {
      byte[] damaged = file.apply(Damage.to(sound, random));
      Files.delete(path); // a new file: to overwrite one makes some file systems wait for the disk
      Files.write(path, damaged);
      long start = System.nanoTime();
      try {
        Cost cost = Cost.of(path);
        if (cost.checkpoint() != null) {
          cost.checkpoint().tensors().values().forEach(Tensor::floats);
        } else {
          assertTrue(String.valueOf(cost.refusal()).lines().count() == 1);
        }
        assertTrue(cost.allocated() < Hostile.MOST_ALLOCATED, cost.allocated() + " bytes of heap");
        assertTrue(
            System.nanoTime() - start < Hostile.LONGEST.toNanos(), "took over " + Hostile.LONGEST);
      } catch (IOException | RuntimeException | AssertionError | OutOfMemoryError e) {
        fail("seed %d, iteration %d: %s".formatted(SEED, i, HexFormat.of().formatHex(damaged)), e);
      }
    }
  }
}
