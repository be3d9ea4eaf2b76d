package org.mneme.cli;

import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Completion in shells, as picocli derives it from all commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a completion script for bash and zsh.",
      "To complete in this shell: source <(mneme completion). For all later shells, write it to a file"
          + " that your shell reads, such as ~/.local/share/bash-completion/completions/mneme."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {"  mneme completion"})
final class CompletionCommand implements Callable<Integer> {
  private static final Pattern CHOICES =
      Pattern.compile("(?<=_option_args=\\()(\"[A-Z0-9_]+\" ?)+(?=\\))");

  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    CommandSpec root = Objects.requireNonNull(spec).root();
    console.out().print(withLowerCaseChoices(AutoComplete.bash(root.name(), root.commandLine())));
    console.out().flush();
    return 0;
  }

  /** picocli offers constants as Java has them; the help has them in lower case. */
  private static String withLowerCaseChoices(String script) {
    return CHOICES
        .matcher(script)
        .replaceAll(found -> found.group().toLowerCase(Locale.ROOT).replace('_', '-'));
  }
}
