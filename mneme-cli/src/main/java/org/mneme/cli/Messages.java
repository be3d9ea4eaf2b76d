package org.mneme.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.mneme.files.FileErrors;
import org.mneme.progress.CancelledException;
import org.mneme.remedy.Remedied;
import org.mneme.settings.SettingException;

/** What went wrong, in one line for a person. */
final class Messages {
  private Messages() {}

  static String of(Throwable e) {
    if (e instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return of(unchecked.getCause());
    }
    if (e instanceof Remedied failure) {
      return RemedyFlags.message(failure);
    }
    if (e instanceof SettingException setting) {
      return SettingFlags.message(setting);
    }
    if (e instanceof CancelledException) {
      return "interrupted; what was finished until then is kept";
    }
    if (e instanceof IOException io) {
      return FileErrors.describe(io);
    }
    String message = String.valueOf(e.getMessage());
    return isBug(e) ? "unexpected " + e.getClass().getSimpleName() + ": " + message : message;
  }

  /** Whether nobody outside this program can have caused it. */
  static boolean isBug(Throwable e) {
    return !(e instanceof IOException
        || e instanceof UncheckedIOException
        || e instanceof CancelledException
        || e instanceof IllegalArgumentException);
  }

  static String oneLine(String message) {
    return Rows.printable(message.strip().replaceAll("\\s*\\R\\s*", " "));
  }
}
