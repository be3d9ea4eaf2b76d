package org.mneme.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.mneme.catalog.Catalog;
import org.mneme.files.Release;
import org.mneme.progress.CancelledException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code mneme} command. Exit codes: 0, or 1 for an error, told in one line, 2 for bad usage,
 * and whatever else a subcommand documents.
 */
@Command(
    name = "mneme",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {"Predicts how memorable an image is: 0 to 1, higher is more memorable."},
    footerHeading = HelpText.EXAMPLES,
    footer = {"  mneme predict photos/", "  mneme COMMAND --help"})
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Figures are written alike everywhere: other programs read them.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    System.exit(commandLine(Catalog.ofUser(), Console.system()).execute(args));
  }

  /** The command with all its subcommands. */
  static CommandLine commandLine(Catalog catalog, Console console) {
    return commandLine(console, subcommands(catalog, console));
  }

  private static List<Object> subcommands(Catalog catalog, Console console) {
    return List.of(
        new PredictCommand(catalog, console),
        new ExplainCommand(catalog, console),
        new FeaturesCommand(catalog, console),
        new EvaluateCommand(catalog, console),
        new TrainCommand(catalog, console),
        new AdaptCommand(catalog, console),
        new CacheCommand(catalog, console),
        new SweepCommand(console, (data, plan) -> SweepTrials.training(data, plan, catalog)),
        new StudyCommand(catalog, console),
        new ServeCommand(catalog, console),
        new RunsCommand(console),
        new DataCommand(console),
        new SelectCommand(catalog, console),
        new ModelsCommand(catalog, console),
        new CompletionCommand(console),
        // Its options are those of another program.
        new CommandLine(new SparkCommand()).setUnmatchedOptionsArePositionalParams(true));
  }

  /** The command with these subcommands. */
  static CommandLine commandLine(Console console, List<Object> subcommands) {
    CommandLine mneme = new CommandLine(new Main());
    subcommands.forEach(mneme::addSubcommand);
    HelpText.configure(mneme);
    return mneme
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setExecutionStrategy(Main::execute)
        .setParameterExceptionHandler(Main::badUsage)
        .setExecutionExceptionHandler((e, command, parsed) -> failure(e, command, console));
  }

  /** What cannot be understood is bad usage, also where help is asked for. */
  private static int execute(ParseResult parsed) {
    for (ParseResult each = parsed; each != null; each = each.subcommand()) {
      if (!each.unmatched().isEmpty()) {
        throw new UnmatchedArgumentException(each.commandSpec().commandLine(), each.unmatched());
      }
    }
    return new RunLast().execute(parsed);
  }

  /** Of a run that the user ended. */
  static String howToContinue(CommandLine command) {
    if (command.getCommandSpec().findOption("--resume") != null) {
      return Interruption.CONTINUE;
    }
    Object run = command.getCommand();
    boolean continues =
        run instanceof SweepCommand
            || run instanceof StudyCrossCommand
            || run instanceof AdaptCommand;
    return continues ? ". The same command continues from there" : "";
  }

  private static int badUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(Messages.oneLine("mneme: " + UsageErrors.describe(e)));
    command.getErr().println("Options are listed by: %s --help".formatted(name));
    return CommandLine.ExitCode.USAGE;
  }

  private static int failure(Exception e, CommandLine command, Console console) {
    String next = e instanceof CancelledException ? howToContinue(command) : "";
    console.err().println(Messages.oneLine("mneme: " + Messages.of(e) + next));
    if (Messages.isBug(e)) {
      e.printStackTrace(console.err());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** What the jar's manifest says. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"mneme " + Release.version()};
    }
  }
}
