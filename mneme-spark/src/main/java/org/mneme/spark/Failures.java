package org.mneme.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;
import org.mneme.files.FileErrors;
import org.mneme.progress.CancelledException;
import org.mneme.remedy.Remedied;

/** What went wrong, in one line for a person. */
final class Failures {
  /** How a task's exception stands in Spark's message. */
  private static final Pattern OF_TASK =
      Pattern.compile("(?:org\\.mneme\\.[a-z.]*[A-Z]\\w*(?:Exception)): (.+)");

  private Failures() {}

  /**
   * A failure that its user can have caused, or of a task; with Spark's own words around it gone.
   */
  static String describe(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof Remedied || e instanceof CancelledException) {
        return oneLine(String.valueOf(e.getMessage()));
      }
      if (e instanceof SparkException) {
        Matcher task = OF_TASK.matcher(String.valueOf(e.getMessage()));
        if (task.find()) {
          return oneLine(task.group(1));
        }
      }
    }
    if (failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return oneLine(FileErrors.describe(unchecked.getCause()));
    }
    if (failure instanceof IOException io) {
      return oneLine(FileErrors.describe(io));
    }
    return firstLine(failure);
  }

  /** The first line of what a failure says, or what it is where it says nothing. */
  static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElse("");
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
