package org.mneme.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mneme.catalog.Catalog;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/**
 * The {@code mneme} command. Exit codes: 0, or 1 for an error, told in one line, 2 for bad usage,
 * and whatever else a subcommand documents.
 */
@Command(
    name = "mneme",
    description = "Predicts how memorable an image is: 0 to 1, higher is more memorable.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine(Catalog.ofUser(), Console.system()).execute(args));
  }

  /** The command with all its subcommands. */
  static CommandLine commandLine(Catalog catalog, Console console) {
    return commandLine(console, subcommands(catalog, console));
  }

  private static List<Object> subcommands(Catalog catalog, Console console) {
    return List.of(
        new PredictCommand(catalog, console),
        new EvaluateCommand(catalog, console),
        new TrainCommand(catalog, console),
        new AdaptCommand(catalog, console),
        new CacheCommand(catalog, console),
        new SweepCommand(console, (data, plan) -> SweepTrials.training(data, plan, catalog)),
        new StudyCommand(catalog, console),
        new RunsCommand(console),
        new DataCommand(console),
        new ModelsCommand(catalog, console));
  }

  /** The command with these subcommands. */
  static CommandLine commandLine(Console console, List<Object> subcommands) {
    CommandLine mneme = new CommandLine(new Main());
    subcommands.forEach(mneme::addSubcommand);
    return mneme
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Main::badUsage)
        .setExecutionExceptionHandler((e, command, parsed) -> failure(e, console));
  }

  private static int badUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command
        .getErr()
        .println(
            Messages.oneLine(
                "mneme: " + String.valueOf(e.getMessage()).replaceFirst("^Error: ", "")));
    command.getErr().println("Options are listed by: %s --help".formatted(name));
    return CommandLine.ExitCode.USAGE;
  }

  private static int failure(Exception e, Console console) {
    console.err().println(Messages.oneLine("mneme: " + Messages.of(e)));
    if (Messages.isBug(e)) {
      e.printStackTrace(console.err());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** What the jar's manifest says. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"mneme " + (version == null ? "(not from a jar)" : version)};
    }
  }
}
