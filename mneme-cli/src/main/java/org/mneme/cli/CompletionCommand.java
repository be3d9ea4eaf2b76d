package org.mneme.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
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
  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    CommandSpec root = Objects.requireNonNull(spec).root();
    console.out().print(AutoComplete.bash(root.name(), root.commandLine()));
    console.out().flush();
    return 0;
  }
}
