package org.mneme.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Damaged pictures through the readers, in a Java of its own: {@code COUNT SEED THREADS FOLDER...},
 * where the folders hold sound pictures. Each must give a picture or one plain line, within 10
 * seconds of processor time and two minutes of any time. The system property {@code
 * mneme.fuzz.first} goes on from a number. Prints what came of them; exits with 1 at the first that
 * does otherwise, whose number makes it again: {@code SEED NUMBER}.
 *
 * <p>From the root of the repository, after a build:
 *
 * <pre>
 * java -Xmx256m -cp TEST-CLASS-PATH org.mneme.image.MutatedPictures 1000000 1 2 FOLDER...
 * </pre>
 */
final class MutatedPictures {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** On a machine with much else to do, a thread may get little of its processors' time. */
  private static final long LONGEST_WAIT_NANOS = TimeUnit.MINUTES.toNanos(2);

  private static final ThreadMXBean TIMES = ManagementFactory.getThreadMXBean();
  private static final Pattern PLAIN = Pattern.compile("image stream: [^;\n]+; [^;\n]+");
  private static final Pattern PROGRAMMERS =
      Pattern.compile("Exception|Error\\b|\\bnull\\b|\\b[a-z]+\\.[a-z]+\\.");

  private final Mutations mutations;
  private final long seed;
  private final long count;
  private final Map<Thread, Working> working = new ConcurrentHashMap<>();
  private final AtomicLong next = new AtomicLong(Long.getLong("mneme.fuzz.first", 0));
  private final AtomicLong decoded = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong tooLarge = new AtomicLong();
  private final AtomicLong longestNanos = new AtomicLong();

  /**
   * The file that a thread reads.
   *
   * @param start by {@link System#nanoTime}
   * @param used what the thread had used of the processors' time before, in nanoseconds
   */
  private record Working(long number, long start, long used) {}

  private MutatedPictures(Mutations mutations, long seed, long count) {
    this.mutations = mutations;
    this.seed = seed;
    this.count = count;
  }

  public static void main(String[] args) throws Exception {
    long count = Long.parseLong(args[0]);
    long seed = Long.parseLong(args[1]);
    List<byte[]> files = new ArrayList<>();
    for (String folder : List.of(args).subList(3, args.length)) {
      try (Stream<Path> found = Files.list(Path.of(folder))) {
        for (Path file : (Iterable<Path>) found.sorted()::iterator) {
          files.add(Files.readAllBytes(file));
        }
      }
    }
    MutatedPictures run = new MutatedPictures(new Mutations(files, seed), seed, count);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      Thread thread = new Thread(run::work);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        thread.join(1000);
        run.endWhatHangs();
      }
    }
    System.out.println(run.summary());
  }

  private void endWhatHangs() {
    working.forEach(
        (thread, file) -> {
          long used = TIMES.getThreadCpuTime(thread.getId()) - file.used;
          if (used > LONGEST_NANOS || System.nanoTime() - file.start > LONGEST_WAIT_NANOS) {
            for (StackTraceElement element : thread.getStackTrace()) {
              System.out.println("  at " + element);
            }
            end("seed %d number %d hangs".formatted(seed, file.number));
          }
        });
  }

  private void work() {
    for (long n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
      byte[] file = made(n);
      long start = System.nanoTime();
      long used = TIMES.getCurrentThreadCpuTime();
      working.put(Thread.currentThread(), new Working(n, start, used));
      try {
        read(file, n);
      } catch (IOException | RuntimeException | Error e) {
        e.printStackTrace(System.out);
        end("seed %d number %d: %s".formatted(seed, n, e));
      }
      longestNanos.accumulateAndGet(TIMES.getCurrentThreadCpuTime() - used, Math::max);
      if (n % 50_000 == 49_999) {
        System.out.println(summary());
      }
    }
    working.remove(Thread.currentThread());
  }

  /** What other threads read may fill the memory for a moment. */
  private byte[] made(long n) {
    while (true) {
      try {
        return mutations.get(n);
      } catch (OutOfMemoryError e) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private void read(byte[] file, long n) throws IOException {
    DecodeMode mode = n % 2 == 0 ? DecodeMode.NATURAL : DecodeMode.PILLOW;
    try {
      Rgb image = ImageDecoder.decode(new ByteArrayInputStream(file), mode, ImageLimits.DEFAULT);
      if (image.width() < 1 || image.height() < 1) {
        end("seed %d number %d: an empty picture".formatted(seed, n));
      }
      decoded.incrementAndGet();
    } catch (ImageException e) {
      // What the file begins with is quoted.
      String said = String.valueOf(e.getMessage()).replaceFirst("\\('?it starts with .*'\\)", "");
      said = said.replaceFirst("(starts with|of kind|of type) '.*'", "");
      if (!PLAIN.matcher(said).matches() || PROGRAMMERS.matcher(said).find()) {
        end("seed %d number %d: %s".formatted(seed, n, e.getMessage()));
      }
      (said.contains("memory") ? tooLarge : refused).incrementAndGet();
    }
  }

  private String summary() {
    long all = decoded.get() + refused.get() + tooLarge.get();
    return String.format(
        Locale.ROOT,
        "%d files: %d pictures, %d refused, %d too large for the memory; longest %.2f s of processor time",
        all,
        decoded.get(),
        refused.get(),
        tooLarge.get(),
        longestNanos.get() / 1e9);
  }

  /** At once: other threads may hang. */
  private static void end(String message) {
    System.out.println(message);
    System.out.flush();
    Runtime.getRuntime().halt(1);
  }
}
