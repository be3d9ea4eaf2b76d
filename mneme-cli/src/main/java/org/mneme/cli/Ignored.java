package org.mneme.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Options that a command would take and then ignore, which is bad usage. */
final class Ignored {
  private final CommandSpec spec;

  private Ignored(CommandSpec spec) {
    this.spec = spec;
  }

  /** Looks at a command whose options were read. */
  static Ignored of(CommandSpec spec) {
    return new Ignored(spec);
  }

  /** Whether the user gave an option. */
  boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  /**
   * Refuses options that change nothing here.
   *
   * @param unused whether they change nothing
   * @param why such as "needs --html FILE"
   * @throws ParameterException if they do not, and one was given
   */
  void refuse(boolean unused, String why, String... options) {
    List<String> given = unused ? Stream.of(options).filter(this::isGiven).toList() : List.of();
    if (!given.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "%s would be ignored: %s".formatted(String.join(" and ", given), why));
    }
  }
}
