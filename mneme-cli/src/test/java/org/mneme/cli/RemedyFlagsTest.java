package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mneme.remedy.Action;
import org.mneme.remedy.RefusedException;
import org.mneme.remedy.Remedy;
import picocli.CommandLine;

/** What the library asks for, in the words of the command line, and only there. */
class RemedyFlagsTest {
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");
  private static final Pattern COMMAND = Pattern.compile("\\bmneme ([a-z]+)(?: ([a-z]+))?");
  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

  private final CommandLine mneme = Cli.commandLine();

  /** Every action has words, and each option and command in them is one that there is. */
  @ParameterizedTest
  @EnumSource(Action.class)
  void everyRemedyIsWordedAsFlagsThatThereAre(Action action) {
    String words = RemedyFlags.of(Remedy.of(action, "Do it", "image"));

    List<String> named = OPTION.matcher(words).results().map(MatchResult::group).toList();
    assertTrue(options().containsAll(named), () -> "%s: %s".formatted(action, words));
    List<MatchResult> commands = COMMAND.matcher(words).results().toList();
    for (MatchResult command : commands) {
      CommandLine found = mneme.getSubcommands().get(command.group(1));
      if (command.group(2) != null) {
        found = found.getSubcommands().get(command.group(2));
      }
      assertTrue(found != null, () -> "%s: %s".formatted(action, words));
    }
    assertTrue(!named.isEmpty() || !commands.isEmpty(), () -> "%s: %s".formatted(action, words));
  }

  @Test
  void aFailureIsFollowedByEachRemedyWithItsFlag() {
    RefusedException failure =
        new RefusedException(
            "a.csv:3: score 60 is outside 0..1",
            Remedy.of(Action.ALLOW_ANY_SCORE, "Rescale it, or allow such scores"),
            Remedy.of(Action.SKIP_BAD, "Correct it, or continue without such rows"));

    assertEquals(
        "a.csv:3: score 60 is outside 0..1. Rescale it, or allow such scores. Correct it, or continue"
            + " without such rows",
        failure.getMessage());
    assertEquals(
        "a.csv:3: score 60 is outside 0..1. Rescale it, or allow such scores: --any-score. Correct"
            + " it, or continue without such rows: --skip-bad",
        Messages.of(failure));
  }

  /** A text of the library may name pip's options, which are no flags of ours. */
  @Test
  void noTextOfTheLibraryNamesAFlagOrACommand() throws IOException {
    List<String> wrong = new ArrayList<>();
    Set<String> commands = mneme.getSubcommands().keySet();
    for (String module : List.of("mneme-core", "mneme-train")) {
      Path sources = Path.of("..", module, "src/main/java");
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
          for (String line : Files.readAllLines(file)) {
            boolean says =
                TEXT.matcher(line).results().map(MatchResult::group).anyMatch(this::namesOurs)
                    || TEXT.matcher(line)
                        .results()
                        .flatMap(text -> COMMAND.matcher(text.group()).results())
                        .anyMatch(command -> commands.contains(command.group(1)));
            if (says && !line.contains("\"pip\"")) {
              wrong.add(sources.relativize(file) + ": " + line.strip());
            }
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  private boolean namesOurs(String text) {
    return OPTION.matcher(text).results().map(MatchResult::group).anyMatch(options()::contains)
        || text.matches(".*--%s-[a-z].*");
  }

  private Set<String> options() {
    Set<String> options = new TreeSet<>();
    Stream.iterate(
            List.of(mneme),
            level -> !level.isEmpty(),
            level -> level.stream().flatMap(c -> c.getSubcommands().values().stream()).toList())
        .flatMap(List::stream)
        .forEach(command -> options.addAll(command.getCommandSpec().optionsMap().keySet()));
    return options;
  }
}
