package org.mneme.files;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that appears whole or not at all, in the place of an older one: it is written beside its
 * place under another name, brought to the disk, and then takes its name. A process killed before
 * that leaves only {@code .NAME.PID.part}. For one thread.
 */
public final class WholeFile implements Closeable {
  private final Path file;
  private final Path part;
  private final FileOutputStream disk;
  private final OutputStream stream;

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    void write(OutputStream out) throws IOException;
  }

  /** Writes a file's text. */
  @FunctionalInterface
  public interface Text {
    void write(BufferedWriter out) throws IOException;
  }

  private WholeFile(Path file, Path part, FileOutputStream disk) {
    this.file = file;
    this.part = part;
    this.disk = disk;
    this.stream = new BufferedOutputStream(disk);
  }

  /** Begins a file whose folder exists. */
  public static WholeFile begin(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path part =
        absolute.resolveSibling(
            ".%s.%s.part".formatted(absolute.getFileName(), ProcessHandle.current().pid()));
    // This is no channel, which would close when its thread is interrupted.
    return new WholeFile(absolute, part, new FileOutputStream(part.toFile()));
  }

  /** Writes a file in one go. */
  public static void write(Path file, Content content) throws IOException {
    try (WholeFile whole = begin(file)) {
      content.write(whole.stream());
      whole.finish();
    }
  }

  /** Writes a text file, UTF-8, in one go. */
  public static void writeText(Path file, Text text) throws IOException {
    write(
        file,
        out -> {
          BufferedWriter writer =
              new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          text.write(writer);
          writer.flush();
        });
  }

  /** Where the content goes; buffered. */
  public OutputStream stream() {
    return stream;
  }

  /** All is written: the file takes its name. */
  public void finish() throws IOException {
    stream.flush();
    disk.getFD().sync();
    stream.close();
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Without {@link #finish} before it, leaves nothing. */
  @Override
  public void close() throws IOException {
    try {
      disk.close();
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
