package org.mneme.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a command reads and writes.
 *
 * @param outIsTerminal whether a person reads {@code out}, rather than a pipe or a file
 * @param errIsTerminal the same of {@code err}
 */
record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal) {

  /**
   * The process's own. Terminals get the platform's encoding, pipes UTF-8, so that a CSV reads the
   * same everywhere.
   */
  static Console system() {
    boolean out = isTerminal(1);
    boolean err = isTerminal(2);
    return new Console(
        System.in,
        stream(FileDescriptor.out, out, "stdout.encoding"),
        stream(FileDescriptor.err, err, "stderr.encoding"),
        out,
        err);
  }

  private static PrintStream stream(FileDescriptor to, boolean terminal, String encodingProperty) {
    String encoding = System.getProperty(encodingProperty, System.getProperty("sun.jnu.encoding"));
    return new PrintStream(
        new FileOutputStream(to),
        true,
        terminal && encoding != null ? Charset.forName(encoding) : StandardCharsets.UTF_8);
  }

  /**
   * Java 17 can only say whether input and output are both terminals, which {@code find | mneme
   * predict -} is not.
   */
  private static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    try {
      if (Files.isSymbolicLink(link)) {
        String target = Files.readSymbolicLink(link).toString();
        return target.startsWith("/dev/pts/")
            || target.startsWith("/dev/tty")
            || target.equals("/dev/console");
      }
      return new ProcessBuilder("test", "-t", String.valueOf(descriptor))
              .redirectOutput(Redirect.INHERIT)
              .redirectError(Redirect.INHERIT)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return isConsole(); // Windows has no test command.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** From Java 22 on there is a console always, and it says whether it is a terminal. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isConsole() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
