package org.mneme.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mneme runs}: what was trained. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    subcommands = {
      RunsListCommand.class,
      RunsShowCommand.class,
      RunsCompareCommand.class,
      RunsDeleteCommand.class,
      RunsSyncCommand.class
    },
    description = {"Lists, shows, compares and deletes training runs."})
final class RunsCommand implements Runnable {
  private final Console console;
  @Spec private CommandSpec spec;

  RunsCommand(Console console) {
    this.console = console;
  }

  Console console() {
    return console;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do with the runs, such as: mneme runs list");
  }
}
