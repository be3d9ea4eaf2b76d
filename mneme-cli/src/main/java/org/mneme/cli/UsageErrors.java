package org.mneme.cli;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mneme.remedy.NearestName;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one line, with the name that was probably meant. */
final class UsageErrors {
  /** The most names that are offered. */
  private static final int OFFERED = 3;

  private static final Pattern CHOICES =
      Pattern.compile("expected one of \\[([^]]*)] \\(case-(?:in)?sensitive\\) but was(?= '(.*)')");

  /** picocli counts from a position among the arguments, which a reader does not know. */
  private static final Pattern TOO_FEW_GIVEN =
      Pattern.compile(
          "^positional parameter at index \\S+ \\(([^)]*)\\) requires at least (\\d+) values,"
              + " but only \\d+ were specified: \\[(.*)]$");

  private static final Pattern TOO_FEW_BEFORE =
      Pattern.compile(
          "^Expected parameter \\d+ \\(of (\\d+) mandatory parameters\\) for "
              + "positional parameter at index \\S+ \\(([^)]*)\\) but found ('.*')$");

  private static final Pattern NO_VALUE =
      Pattern.compile("^Expected parameter for option '([^']*)' but found ('.*')$");

  private UsageErrors() {}

  /**
   * Values of a command line.
   *
   * @throws ParameterException if one of them is refused
   */
  static <T> T checked(CommandSpec spec, Supplier<T> values) {
    try {
      return values.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Messages.of(e), e);
    }
  }

  static String describe(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unknown(unmatched);
    }
    String message =
        String.valueOf(e.getMessage())
            .replaceFirst("^Error: ", "")
            .replaceFirst("^Invalid value", "invalid value")
            .replaceFirst("^Missing required", "missing required")
            .replaceFirst("is not an? (int|long)$", "is not a whole number")
            .replaceFirst("is not an? (double|float)$", "is not a number");
    message =
        TOO_FEW_GIVEN
            .matcher(message)
            .replaceFirst("at least $2 values of $1 are needed; only $3 is given");
    message =
        TOO_FEW_BEFORE
            .matcher(message)
            .replaceFirst("at least $1 values of $2 are needed before $3");
    message =
        NO_VALUE.matcher(message).replaceFirst("option '$1' needs a value, but $2 follows it");
    Matcher choices = CHOICES.matcher(message);
    if (!choices.find()) {
      return message;
    }
    String all = choices.group(1).toLowerCase(Locale.ROOT);
    return choices.replaceFirst(
            Matcher.quoteReplacement("expected one of %s, but was".formatted(all)))
        + NearestName.hint(choices.group(2), List.of(all.split(", ", -1)));
  }

  private static String unknown(UnmatchedArgumentException e) {
    String name = e.getUnmatched().get(0);
    String what =
        name.startsWith("-")
            ? "option"
            : e.getCommandLine().getSubcommands().isEmpty() ? "argument" : "command";
    // Among commands one is usually meant; picocli's suggestions share but a pair of letters.
    List<String> near =
        NearestName.of(name, e.getCommandLine().getSubcommands().keySet())
            .filter(command -> what.equals("command"))
            .map(List::of)
            .orElseGet(() -> e.getSuggestions().stream().distinct().limit(OFFERED).toList());
    return "unknown %s '%s'".formatted(what, name)
        + (near.isEmpty()
            ? ""
            : near.stream()
                .map(each -> "'" + each.strip() + "'")
                .collect(Collectors.joining(" or ", "; did you mean ", "?")));
  }
}
