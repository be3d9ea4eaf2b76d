package org.mneme.cli;

import picocli.CommandLine.Model.CommandSpec;

/** A command as one would type it. */
final class CommandText {
  private CommandText() {}

  /** The command that is run. */
  static String of(CommandSpec spec) {
    return org.mneme.track.CommandText.of(
        spec.root().commandLine().getParseResult().originalArgs());
  }
}
