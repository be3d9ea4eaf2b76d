package org.mneme.cli;

import org.mneme.catalog.Catalog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mneme study}: experiments of several trainings that answer one question. */
@Command(
    name = "study",
    mixinStandardHelpOptions = true,
    subcommands = StudyCrossCommand.class,
    description = {"Runs several trainings to answer one question."})
final class StudyCommand implements Runnable {
  private final Catalog catalog;
  private final Console console;
  @Spec private CommandSpec spec;

  StudyCommand(Catalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  Catalog catalog() {
    return catalog;
  }

  Console console() {
    return console;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to study, such as: mneme study cross --data A --data B");
  }
}
