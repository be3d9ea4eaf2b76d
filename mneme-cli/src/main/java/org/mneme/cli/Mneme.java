package org.mneme.cli;

import org.mneme.catalog.Catalog;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code mneme} command. */
@Command(
    name = "mneme",
    mixinStandardHelpOptions = true,
    description = "Predicts how memorable an image is.")
public final class Mneme {
  private Mneme() {}

  public static void main(String[] args) {
    CommandLine mneme = new CommandLine(new Mneme());
    mneme.addSubcommand(new ModelsCommand(Catalog.ofUser(), Console.system()));
    mneme.setExecutionExceptionHandler(
        (e, command, parse) -> {
          command.getErr().println("mneme: " + e.getMessage());
          return 1;
        });
    System.exit(mneme.execute(args));
  }
}
