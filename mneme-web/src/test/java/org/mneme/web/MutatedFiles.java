package org.mneme.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.mneme.golden.Shared;

/**
 * The shared picture files, good and hostile, and mutations of them: bytes changed, pieces cut out,
 * doubled or filled, ends cut off. The same seed gives the same files.
 */
final class MutatedFiles {
  /** Larger ones would make a run of thousands long, and are tried as they are. */
  private static final long LARGEST = 400_000;

  private final List<Path> files;
  private final Random random;

  MutatedFiles(long seed) throws IOException {
    this.random = new Random(seed);
    this.files = all().stream().filter(file -> file.toFile().length() < LARGEST).toList();
  }

  /** The shared files as they are. */
  static List<Path> all() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String folder : List.of("data/images/files", "data/heif/files")) {
      try (Stream<Path> files = Files.walk(Shared.path(folder))) {
        files.filter(Files::isRegularFile).sorted().forEach(found::add);
      }
    }
    return found;
  }

  /** The next mutated file. */
  byte[] next() throws IOException {
    byte[] file = Files.readAllBytes(files.get(random.nextInt(files.size())));
    for (int changes = random.nextInt(6); changes > 0 && file.length > 8; changes--) {
      file = changed(file);
    }
    return file;
  }

  private byte[] changed(byte[] file) {
    // Headers are short and decide most.
    int reach = random.nextBoolean() ? Math.min(file.length, 256) : file.length;
    int at = random.nextInt(reach);
    int length = 1 + random.nextInt(Math.min(64, file.length - at));
    switch (random.nextInt(6)) {
      case 0 -> file[at] = (byte) random.nextInt(256);
      case 1 -> file[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> Arrays.fill(file, at, at + length, (byte) (random.nextBoolean() ? 0xff : 0));
      case 3 -> {
        return Arrays.copyOf(file, Math.max(1, random.nextInt(file.length)));
      }
      case 4 -> {
        byte[] shorter = new byte[file.length - length];
        System.arraycopy(file, 0, shorter, 0, at);
        System.arraycopy(file, at + length, shorter, at, file.length - at - length);
        return shorter;
      }
      default -> {
        byte[] longer = new byte[file.length + length];
        System.arraycopy(file, 0, longer, 0, at + length);
        System.arraycopy(file, at, longer, at + length, file.length - at);
        return longer;
      }
    }
    return file;
  }
}
