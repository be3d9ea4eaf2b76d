package org.mneme.heif;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.stream.Stream;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageException;
import org.mneme.image.ImageLimits;

/**
 * The long run of {@link MutatedFilesTest}, in a Java of its own: {@code FuzzMain STATE SEED FIRST
 * COUNT FOLDER...}. The number of the file in work is kept in the file STATE, which outlives a
 * crash of Java. Prints what came of the files, the longest time, and the memory of the process.
 */
final class FuzzMain {
  private FuzzMain() {}

  public static void main(String[] args) throws IOException {
    Path state = Path.of(args[0]);
    long seed = Long.parseLong(args[1]);
    long first = Long.parseLong(args[2]);
    long count = Long.parseLong(args[3]);
    List<byte[]> files = new ArrayList<>();
    for (int i = 4; i < args.length; i++) {
      try (Stream<Path> found = Files.list(Path.of(args[i]))) {
        for (Path file : (Iterable<Path>) found.sorted()::iterator) {
          if (!file.toString().endsWith(".npy")) {
            files.add(Files.readAllBytes(file));
          }
        }
      }
    }
    Mutations mutations = new Mutations(files, seed);
    long decoded = 0;
    long refused = 0;
    double longest = 0;
    long longestAt = 0;
    ByteBuffer now = ByteBuffer.allocate(8);
    try (FileChannel out =
        FileChannel.open(state, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (long n = first; n < first + count; n++) {
        out.write(now.clear().putLong(n).flip(), 0);
        byte[] file = mutations.get(n);
        long start = System.nanoTime();
        try {
          ImageDecoder.decode(
              new ByteArrayInputStream(file),
              n % 2 == 0 ? DecodeMode.NATURAL : DecodeMode.PILLOW,
              ImageLimits.DEFAULT);
          decoded++;
        } catch (ImageException e) {
          refused++;
          if (e.getCause() instanceof RuntimeException) {
            System.out.printf(Locale.ROOT, "%d: %s%n", n, e.getMessage());
            e.getCause().printStackTrace(System.out);
          }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (seconds > longest) {
          longest = seconds;
          longestAt = n;
        }
        if ((n - first) % 5000 == 4999 || n == first + count - 1) {
          System.out.printf(
              Locale.ROOT,
              "%d files: %d decoded, %d refused; longest %.2f s (file %d); %d MB resident%n",
              n - first + 1,
              decoded,
              refused,
              longest,
              longestAt,
              resident() >> 20);
        }
      }
    }
  }

  private static long resident() throws IOException {
    Path statm = Path.of("/proc/self/statm");
    if (!Files.exists(statm)) {
      return 0;
    }
    try (Scanner in = new Scanner(statm, UTF_8)) {
      in.nextLong();
      return 4096 * in.nextLong();
    }
  }
}
