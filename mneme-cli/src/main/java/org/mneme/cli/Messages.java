package org.mneme.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.mneme.remedy.Remedied;

/** What went wrong, in one line for a person. */
final class Messages {
  private Messages() {}

  /** The JDK's file exceptions name the file only; this says what is wrong with it. */
  static String of(Throwable e) {
    if (e instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return of(unchecked.getCause());
    }
    if (e instanceof NoSuchFileException f) {
      return f.getFile() + ": no such file or folder";
    }
    if (e instanceof AccessDeniedException f) {
      return f.getFile() + ": permission denied";
    }
    if (e instanceof NotDirectoryException f) {
      return f.getFile() + ": not a folder";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getFile() + ": " + f.getReason();
    }
    if (e instanceof Remedied failure) {
      return RemedyFlags.message(failure);
    }
    String message = String.valueOf(e.getMessage());
    return isBug(e) ? "unexpected " + e.getClass().getSimpleName() + ": " + message : message;
  }

  /** Whether nobody outside this program can have caused it. */
  static boolean isBug(Throwable e) {
    return !(e instanceof IOException
        || e instanceof UncheckedIOException
        || e instanceof IllegalArgumentException);
  }

  static String oneLine(String message) {
    return Rows.printable(message.strip().replaceAll("\\s*\\R\\s*", " "));
  }
}
