package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

class ManPagesTest {
  private static final int COLUMNS = 80;

  @TempDir Path folder;

  private static void collect(CommandLine command, Set<String> names) {
    names.add(command.getCommandSpec().qualifiedName("-") + ".1");
    command.getSubcommands().values().forEach(each -> collect(each, names));
  }

  private static CommandSpec find(String page) {
    CommandLine command = Cli.commandLine();
    for (String each : page.substring(0, page.length() - ".1".length()).split("-", -1)) {
      command = each.equals("mneme") ? command : command.getSubcommands().get(each);
    }
    return command.getCommandSpec();
  }

  @Test
  void everyCommandHasItsPage() {
    Set<String> names = new TreeSet<>();
    collect(Cli.commandLine(), names);
    assertEquals(names, new TreeSet<>(ManPages.of(Cli.commandLine()).keySet()));
  }

  @Test
  void pagesHoldEachOptionArgumentAndExampleButNoHiddenOne() {
    ManPages.of(Cli.commandLine())
        .forEach(
            (name, page) -> {
              CommandSpec spec = find(name);
              for (OptionSpec option : spec.options()) {
                for (String each : option.names()) {
                  String shown = "\\fB" + each.replace("-", "\\-") + "\\fR";
                  assertEquals(!option.hidden(), page.contains(shown), name + ": " + each);
                }
              }
              for (ArgSpec each : spec.positionalParameters()) {
                String label = each.paramLabel().replace("-", "\\-");
                assertEquals(!each.hidden(), page.contains(label), name + ": " + label);
              }
              for (String example : spec.usageMessage().footer()) {
                String shown =
                    example.strip().replace("-", "\\-").replace("'", "\\(aq").replace("~", "\\(ti");
                assertTrue(page.contains(shown), name + ": " + shown);
              }
              for (CommandLine each : spec.subcommands().values()) {
                assertTrue(page.contains("\\fB" + each.getCommandName() + "\\fR"), name);
              }
            });
  }

  @Test
  void noPlaceholderOfTheHelpIsLeft() {
    ManPages.of(Cli.commandLine())
        .forEach((name, page) -> assertFalse(page.contains("${") || page.contains("%n"), name));
  }

  @Command(
      name = "odd",
      description = {
        ".so a line that begins with a dot",
        "'a quotation' with \\fBnone of \"these\""
      })
  static final class Odd {
    @Option(names = "--hidden", hidden = true, description = "Is not shown.")
    boolean hidden;

    @Option(names = "--shown", description = ".TH of C:\\fields, 100 %% of them.")
    boolean shown;
  }

  @Test
  void textIsNeverARequestOfRoff() {
    CommandLine odd = new CommandLine(new Odd());
    odd.addSubcommand("secret", CommandSpec.create());
    odd.getSubcommands().get("secret").getCommandSpec().usageMessage().hidden(true);
    HelpText.configure(odd);
    Map<String, String> pages = ManPages.of(odd);
    assertEquals(Set.of("odd.1"), pages.keySet());
    String page = pages.get("odd.1");
    assertTrue(page.contains("\n\\&.so a line"), page);
    assertTrue(page.contains("\n\\(aqa quotation\\(aq with \\efBnone of \\(dqthese\\(dq"), page);
    assertTrue(page.contains("\n\\&.TH of C:\\efields, 100 % of them."), page);
    assertFalse(page.contains("hidden") || page.contains("secret"), page);
  }

  /** As {@code man} shows them: groff warns of nothing, and only examples are wider. */
  @Test
  void groffSetsThePages() throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(each -> Files.isExecutable(Path.of(each, "groff"))),
        "groff is not installed");
    for (Map.Entry<String, String> page : ManPages.of(Cli.commandLine()).entrySet()) {
      Path file = Files.writeString(folder.resolve(page.getKey()), page.getValue());
      Process groff =
          new ProcessBuilder("groff", "-ww", "-k", "-man", "-Tutf8", "-P-c", "-rLL=80n", "" + file)
              .redirectError(folder.resolve("err").toFile())
              .start();
      String text = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, groff.waitFor(), page.getKey());
      assertEquals("", Files.readString(folder.resolve("err")), page.getKey());
      for (String line : text.replaceAll(".\b", "").split("\n", -1)) {
        assertFalse(line.endsWith("\u2010"), "hyphenated: " + line);
        assertTrue(line.length() <= COLUMNS || line.strip().startsWith("mneme "), line);
      }
    }
  }
}
