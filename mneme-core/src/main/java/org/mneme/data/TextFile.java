package org.mneme.data;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.mneme.files.FileKind;
import org.mneme.files.TextInput;

/** Opens the text files of data sets: UTF-8 or UTF-16, with or without a byte order mark. */
final class TextFile {
  /** Stands in the place of bytes that are no text; rows that hold it are bad. */
  static final char DAMAGED = TextInput.DAMAGED;

  /** Some five million rows. One stray quote makes a whole file one field, so it must fit. */
  private static final long MOST_BYTES = 256L << 20;

  /** What a table may look like from its first bytes; an empty one has a message of its own. */
  private static final Set<FileKind> TABLES = Set.of(FileKind.TEXT, FileKind.EMPTY);

  private TextFile() {}

  static BufferedReader open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new DataException(file + ": is a folder; a text file is needed");
    }
    try {
      long bytes = Files.size(file);
      if (bytes > MOST_BYTES) {
        throw new DataException(
            "%s: has %d bytes; a list of images and scores of at most %d was expected"
                .formatted(file, bytes, MOST_BYTES));
      }
      return decoded(file, new BufferedInputStream(Files.newInputStream(file)));
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new DataException(file + ": reading it is not allowed. Check its permissions", e);
    }
  }

  private static BufferedReader decoded(Path file, InputStream in) throws IOException {
    try {
      in.mark(FileKind.HEAD_BYTES);
      Optional<FileKind> other =
          FileKind.of(in.readNBytes(FileKind.HEAD_BYTES)).filter(kind -> !TABLES.contains(kind));
      in.reset();
      if (other.isPresent()) {
        throw new DataException(
            "%s: %s"
                .formatted(file, other.get().insteadOf("a text file of images and scores (CSV)")));
      }
    } catch (IOException e) {
      in.close();
      throw e;
    }
    return TextInput.reader(in);
  }
}
