package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.mneme.catalog.Catalog;
import org.mneme.files.Release;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes a manual page for each command, in roff's macros for manual pages (man(7)): {@code
 * mneme.1}, {@code mneme-predict.1}, {@code mneme-models-list.1}. The build of the distribution
 * runs it.
 *
 * <p>The pages say what the help says, in the help's groups. picocli's own generator writes
 * AsciiDoc without these groups, which would then need a converter.
 */
final class ManPages {
  private static final String INDENT = "  ";

  private final HelpText help;
  private final CommandSpec spec;
  private final StringBuilder page = new StringBuilder();

  private ManPages(CommandLine command) {
    this.help = (HelpText) command.getHelp();
    this.spec = command.getCommandSpec();
  }

  /**
   * Writes the pages into a folder, which need not exist.
   *
   * @param arguments the folder
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("needs one argument: the folder for the manual pages");
    }
    CommandLine mneme = Main.commandLine(Catalog.ofUser(), Console.system());
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    for (Map.Entry<String, String> page : of(mneme).entrySet()) {
      Files.writeString(folder.resolve(page.getKey()), page.getValue());
    }
  }

  /** The page of a command and those of all its subcommands, by file name. */
  static Map<String, String> of(CommandLine command) {
    return all(command).stream()
        .collect(Collectors.toMap(each -> name(each.getCommandSpec()) + ".1", ManPages::page));
  }

  private static List<CommandLine> all(CommandLine command) {
    List<CommandLine> all = new ArrayList<>(List.of(command));
    visible(command).forEach(each -> all.addAll(all(each)));
    return all;
  }

  private static List<CommandLine> visible(CommandLine command) {
    return command.getSubcommands().values().stream()
        .filter(each -> !each.getCommandSpec().usageMessage().hidden())
        .toList();
  }

  private static String name(CommandSpec spec) {
    return spec.qualifiedName("-");
  }

  private static String page(CommandLine command) {
    // Long lines: roff breaks them anew.
    command.getCommandSpec().usageMessage().autoWidth(false).width(Short.MAX_VALUE);
    return new ManPages(command).write();
  }

  private String write() {
    String name = name(spec);
    line(".TH \"%s\" 1 \"\" \"%s\" \"Mneme\"".formatted(name.toUpperCase(Locale.ROOT), version()));
    // No word is hyphenated, so that options can be searched for and copied.
    line(".nr HY 0");
    line(".nh");
    line(".ad l");
    section("NAME");
    text(name + " - " + HelpText.summary(spec).replaceFirst("\\.$", ""));
    section("SYNOPSIS");
    String synopsis = help.synopsis(0).strip().replaceAll("\\s+", " ");
    line(bold(spec.qualifiedName()) + escaped(synopsis.substring(spec.qualifiedName().length())));
    writeDescription();
    writeParameters();
    help.optionGroups().forEach(this::writeOptions);
    writeCommands();
    writeExamples();
    writeExitStatus();
    writeSeeAlso();
    return page.toString();
  }

  private static String version() {
    return "mneme " + Release.version();
  }

  private void writeDescription() {
    section("DESCRIPTION");
    String separator = "";
    for (String paragraph : spec.usageMessage().description()) {
      page.append(separator);
      text(paragraph);
      separator = ".PP\n";
    }
  }

  private void writeParameters() {
    List<PositionalParamSpec> visible =
        spec.positionalParameters().stream().filter(each -> !each.hidden()).toList();
    if (visible.isEmpty()) {
      return;
    }
    section("ARGUMENTS");
    for (PositionalParamSpec each : visible) {
      String label =
          help.parameterLabelRenderer()
              .renderParameterLabel(each, Ansi.OFF, List.of())
              .plainString();
      item(italic(label), help.description(each));
    }
  }

  private void writeOptions(String group, List<OptionSpec> options) {
    if (options.isEmpty()) {
      return;
    }
    section(group.isEmpty() ? "OPTIONS" : group.toUpperCase(Locale.ROOT));
    for (OptionSpec option : options) {
      String label =
          help.parameterLabelRenderer()
              .renderParameterLabel(option, Ansi.OFF, List.of())
              .plainString();
      String names =
          List.of(option.names()).stream().map(ManPages::bold).collect(Collectors.joining(", "));
      item(names + (label.isEmpty() ? "" : italic(label)), help.description(option));
    }
  }

  private void writeCommands() {
    List<CommandLine> commands = visible(spec.commandLine());
    if (!commands.isEmpty()) {
      section("COMMANDS");
    }
    for (CommandLine each : commands) {
      item(bold(each.getCommandName()), HelpText.summary(each.getCommandSpec()));
    }
  }

  private void writeExamples() {
    String[] examples = spec.usageMessage().footer();
    if (examples.length == 0) {
      return;
    }
    section("EXAMPLES");
    String separator = "";
    for (String example : examples) {
      page.append(separator);
      line(".EX");
      line(escaped(INDENT + example.strip()));
      line(".EE");
      separator = ".PP\n";
    }
  }

  private void writeExitStatus() {
    section("EXIT STATUS");
    Map<String, String> codes = spec.usageMessage().exitCodeList();
    if (codes.isEmpty()) {
      codes = Map.of("0", "done", "1", "an error, told in one line", "2", "bad usage");
    }
    codes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(code -> item(bold(code.getKey()), code.getValue()));
  }

  private void writeSeeAlso() {
    List<String> pages = new ArrayList<>();
    for (CommandSpec each = spec.parent(); each != null; each = each.parent()) {
      pages.add(0, name(each));
    }
    visible(spec.commandLine()).forEach(each -> pages.add(name(each.getCommandSpec())));
    if (!pages.isEmpty()) {
      section("SEE ALSO");
      line(pages.stream().map(each -> bold(each) + "(1)").collect(Collectors.joining(",\n")));
    }
  }

  private void section(String title) {
    line(".SH \"" + escaped(title) + "\"");
  }

  private void item(String label, String description) {
    line(".TP");
    line(label);
    text(description);
  }

  private void text(String paragraph) {
    line(escaped(paragraph.strip().replaceAll("\\s+", " ")));
  }

  private void line(String roff) {
    page.append(roff).append('\n');
  }

  private static String bold(String text) {
    return "\\fB" + escaped(text) + "\\fR";
  }

  private static String italic(String text) {
    return "\\fI" + escaped(text) + "\\fR";
  }

  /** Text in which roff sees neither its escapes nor, where a line begins, its requests. */
  private static String escaped(String text) {
    String escaped =
        text.replace("\\", "\\e")
            .replace("-", "\\-")
            .replace("'", "\\(aq")
            .replace("`", "\\(ga")
            .replace("^", "\\(ha")
            .replace("~", "\\(ti")
            .replace("\"", "\\(dq");
    return escaped.startsWith(".") ? "\\&" + escaped : escaped;
  }
}
