package org.mneme.score;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mneme.files.Sha256;

/**
 * Scores that one model gave with one set of settings, kept from run to run by the content of the
 * images.
 *
 * <p>A text file that only grows: a first line for people, then a line for each score with the
 * image file's SHA-256, the bits of the float32 score and, of a model that tells how familiar an
 * image is, the bits of that, all in hexadecimal. Each score is written at once, so that a killed
 * run loses none. A line of any other form, such as one that a killed run or a full disk left
 * unfinished, is passed over. Several processes may add to one file; within a process, one thread.
 */
final class ScoreCache {
  private static final Pattern LINE =
      Pattern.compile("([0-9a-f]{64}) ([0-9a-f]{8})(?: ([0-9a-f]{8}))?");
  private static final int HEX = 16;
  private static final String ENDING = ".scores";

  private final Path file;
  private final String header;

  /**
   * @param folder is made when the first score is added
   * @param key everything but the image that decides a score, {@link ScoringSettings#key}
   */
  ScoreCache(Path folder, String key) {
    String name = Sha256.of(key).substring(0, 2 * HEX);
    this.file = folder.resolve(name + ENDING);
    this.header = "# " + key + "\n";
  }

  /** How many files of a folder hold scores that were kept in another form, or of other pixels. */
  static long outdated(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    long outdated = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
      for (Path each : files) {
        try (BufferedReader lines = Files.newBufferedReader(each, StandardCharsets.ISO_8859_1)) {
          String first = lines.readLine();
          outdated += first == null || first.startsWith("# " + ScoringSettings.KEY_START) ? 0 : 1;
        }
      }
    }
    return outdated;
  }

  Path file() {
    return file;
  }

  /**
   * What is kept of an image.
   *
   * @param familiar NaN where it was not kept
   */
  record Entry(float score, float familiar) {}

  /** The scores that are kept of these images, by their SHA-256. */
  Map<String, Float> find(Set<String> images) throws IOException {
    Map<String, Float> found = new HashMap<>();
    read(images::contains, (image, entry) -> found.put(image, entry.score));
    return found;
  }

  /** All that is kept, by the images' SHA-256. */
  Map<String, Entry> all() throws IOException {
    Map<String, Entry> all = new HashMap<>();
    read(
        image -> true,
        (image, entry) -> {
          if (!Float.isNaN(entry.familiar) || !all.containsKey(image)) {
            all.put(image, entry);
          }
        });
    return all;
  }

  private void read(Predicate<String> wanted, BiConsumer<String, Entry> into) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    // Never undecodable: what a broken disk left is a line of another form.
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches() && wanted.test(matcher.group(1))) {
          into.accept(
              matcher.group(1), new Entry(number(matcher.group(2)), number(matcher.group(3))));
        }
      }
    }
  }

  private static float number(@Nullable String hexadecimal) {
    return hexadecimal == null
        ? Float.NaN
        : Float.intBitsToFloat(Integer.parseUnsignedInt(hexadecimal, HEX));
  }

  /** Keeps a score. */
  void add(String image, float score) throws IOException {
    add(image, new Entry(score, Float.NaN));
  }

  /** Keeps a score, and how familiar the image is where that is known. */
  void add(String image, Entry entry) throws IOException {
    String familiar =
        Float.isNaN(entry.familiar) ? "" : " %08x".formatted(Float.floatToIntBits(entry.familiar));
    String line = "%s %08x%s\n".formatted(image, Float.floatToIntBits(entry.score), familiar);
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      FileLock unused = channel.lock(); // freed with the channel
      long end = channel.size();
      String before = end == 0 ? header : endsWithLine(channel, end) ? "" : "\n";
      ByteBuffer bytes = ByteBuffer.wrap((before + line).getBytes(StandardCharsets.UTF_8));
      for (long at = end; bytes.hasRemaining(); ) {
        at += channel.write(bytes, at);
      }
    }
  }

  private static boolean endsWithLine(FileChannel channel, long end) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return channel.read(last, end - 1) == 1 && last.get(0) == '\n';
  }
}
