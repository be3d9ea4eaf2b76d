package org.mneme.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code mneme data}: scores of responses; looking at data sets, splitting them, measuring images.
 */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    subcommands = {
      DataInspectCommand.class,
      DataResponsesCommand.class,
      DataSplitCommand.class,
      DataStatisticsCommand.class
    },
    description = {"Makes, inspects and splits data sets; measures images."})
final class DataCommand implements Runnable {
  private final Console console;
  @Spec private CommandSpec spec;

  DataCommand(Console console) {
    this.console = console;
  }

  Console console() {
    return console;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do with the data, such as: mneme data inspect DIR");
  }
}
