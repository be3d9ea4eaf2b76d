package org.mneme.cli;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mneme.files.WholeFile;

/**
 * Where results go: standard output, a file, or a file that appears only when it is whole. UTF-8,
 * but for the platform's encoding on a terminal.
 */
final class Output implements Closeable {
  private final OutputStream stream;

  /** The file to be, when it is to appear whole. */
  private final @Nullable WholeFile whole;

  /** Standard output has no reader any more. */
  static final class PipeClosed extends IOException {
    private static final long serialVersionUID = 1;
  }

  private Output(OutputStream stream, @Nullable WholeFile whole) {
    this.stream = stream;
    this.whole = whole;
  }

  static Output standard(Console console) {
    return new Output(console.out(), null);
  }

  /** A file that grows row by row. */
  static Output file(Path file) throws IOException {
    // This is no channel, which would close when its thread is interrupted.
    return new Output(new FileOutputStream(file.toFile()), null);
  }

  /** A file that takes its name, and the place of an older one, in {@link #finish}. */
  static Output replacing(Path file) throws IOException {
    WholeFile whole = WholeFile.begin(file);
    return new Output(whole.stream(), whole);
  }

  OutputStream stream() {
    return stream;
  }

  /** Hands text on in one piece, so that a file that is written directly ends after whole rows. */
  void write(String text) throws IOException {
    if (stream instanceof PrintStream out) {
      out.print(text);
      flush(out);
    } else {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** All is written. */
  void finish() throws IOException {
    if (stream instanceof PrintStream out) {
      flush(out);
      return;
    }
    if (whole != null) {
      whole.finish();
    } else {
      stream.close();
    }
  }

  private static void flush(PrintStream out) throws IOException {
    if (out.checkError()) {
      throw new PipeClosed();
    }
  }

  /** Without {@link #finish} before it, leaves no half a file. Standard output stays open. */
  @Override
  public void close() throws IOException {
    if (whole != null) {
      whole.close();
    } else if (!(stream instanceof PrintStream)) {
      stream.close();
    }
  }
}
