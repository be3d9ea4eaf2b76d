package org.mneme.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** A command as one would type it. */
final class CommandText {
  private CommandText() {}

  /** The command that is run. */
  static String of(CommandSpec spec) {
    return of(spec.root().commandLine().getParseResult().originalArgs());
  }

  /** {@code mneme} with these arguments, quoted for a shell where needed. */
  static String of(List<String> arguments) {
    StringBuilder text = new StringBuilder("mneme");
    for (String argument : arguments) {
      boolean plain = argument.matches("[\\w./:=,@%+-]+");
      text.append(' ').append(plain ? argument : "'" + argument.replace("'", "'\\''") + "'");
    }
    return text.toString();
  }
}
