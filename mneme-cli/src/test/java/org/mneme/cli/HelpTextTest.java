package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Help of every command, on a terminal of 80 columns. */
class HelpTextTest {
  private static final int COLUMNS = 80;

  static Stream<String> commands() {
    List<String> names = new ArrayList<>();
    collect(Cli.commandLine(), names);
    return names.stream();
  }

  private static void collect(CommandLine command, List<String> names) {
    names.add(command.getCommandSpec().qualifiedName(" "));
    command.getSubcommands().values().forEach(each -> collect(each, names));
  }

  private static CommandLine find(String name) {
    CommandLine command = Cli.commandLine();
    for (String each : name.split(" ", -1)) {
      command = each.equals("mneme") ? command : command.getSubcommands().get(each);
    }
    return command;
  }

  private static String help(CommandLine command) {
    command.getCommandSpec().usageMessage().autoWidth(false).width(COLUMNS);
    return command.getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void percentSignsStandAlone(String name) {
    assertFalse(help(find(name)).contains("%%"), name);
  }

  @Test
  void aRunThatIsEndedSaysHowItContinues() {
    assertTrue(Main.howToContinue(find("mneme train")).contains("--resume"));
    assertTrue(Main.howToContinue(find("mneme sweep")).contains("The same command continues"));
    assertEquals("", Main.howToContinue(find("mneme models quantize")));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandIsSummarisedInOneLineThatAListHasRoomFor(String name) {
    CommandSpec spec = find(name).getCommandSpec();
    String summary = HelpText.summary(spec);
    assertTrue(summary.matches("[A-Z].*[.?]"), summary);
    int columns = "  ".length() + spec.name().length() + "  ".length() + summary.length();
    assertTrue(columns < COLUMNS, summary + ": " + columns);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void linesEndBetweenWords(String name) {
    CommandLine command = find(name);
    String help = help(command);
    Set<String> found = new HashSet<>(Arrays.asList(help.split("\\s+", -1)));
    for (ArgSpec each : command.getCommandSpec().args()) {
      if (!each.hidden()) {
        for (String word : String.join(" ", each.description()).split(" +", -1)) {
          assertTrue(word.contains("${") || found.contains(word), word + " is torn in:\n" + help);
        }
      }
    }
    for (String line : help.split("\n", -1)) {
      assertTrue(line.length() <= COLUMNS || line.startsWith("  mneme "), line);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandThatDoesSomethingHasExamplesThatItUnderstands(String name) {
    CommandLine command = find(name);
    CommandSpec spec = command.getCommandSpec();
    String[] examples = spec.usageMessage().footer();
    assertTrue(examples.length > 0 || !spec.subcommands().isEmpty(), name);
    for (String example : examples) {
      List<String> words = new ArrayList<>(List.of(example.strip().split(" +", -1)));
      assertEquals("mneme", words.remove(0), example);
      words.replaceAll(word -> word.replace("'", ""));
      if (!words.contains("COMMAND")) {
        Cli.commandLine().parseArgs(words.toArray(String[]::new));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void optionsAreDescribedInSentences(String name) {
    for (ArgSpec each : find(name).getCommandSpec().args()) {
      String description = String.join(" ", each.description());
      assertTrue(description.matches("(?s)[A-Za-z0-9].*[.)]"), name + ": " + description);
      assertFalse(description.matches(".*\\((default|Default).*"), name + ": " + description);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "predct photos | unknown command 'predct'; did you mean 'predict'?",
        "models lst | unknown command 'lst'; did you mean 'list'",
        "predict a.jpg --crop-s ten | unknown option '--crop-s'; did you mean",
        "predict a.jpg --crops eleven | expected one of centre, ten, but was 'eleven'",
        "predict a.jpg --crops tenn | expected one of centre, ten, but was 'tenn'; did you mean 'ten'?",
        "train --data a --epochs x | invalid value for option '--epochs'",
        "nonsense --help | unknown command 'nonsense'",
        "predict --nonsense --help | unknown option '--nonsense'",
        "models average a.onnx -o b.onnx | at least 2 values of MODEL are needed before '-o'",
        "models average -o b.onnx a.onnx | at least 2 values of MODEL are needed; only a.onnx is given",
        "predict a.jpg --model --top 3 | option '--model' needs a value, but '--top' follows it",
      })
  void whatIsNotUnderstoodIsBadUsage(String arguments, String message) {
    Cli cli = Cli.pipe(arguments.strip().split(" ", -1));
    assertEquals(2, cli.exit(), cli.out() + cli.err());
    assertTrue(cli.err().contains(message.strip()), cli.err());
    assertEquals("", cli.out());
  }

  @Test
  void aWordWiderThanALineStaysWhole() {
    assertEquals(
        List.of("see", "http://localhost:5000", "now"),
        HelpText.wrap("see http://localhost:5000 now", 10));
  }
}
