package org.mneme.cli;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Help texts: long lists of options in groups, lines that end between words, and a list of commands
 * with one line each.
 */
final class HelpText extends Help {
  /** The heading of a command's footer, in which each line is an example. */
  static final String EXAMPLES = "%nExamples:%n";

  /** The widest that the columns before the descriptions of options get. */
  private static final int BEFORE_DESCRIPTION = 30;

  private static final int DESCRIPTION = 4;

  /** Groups of options that several commands share, by the class that declares them. */
  private static final Map<Class<?>, String> SHARED =
      Map.of(
          DataFlags.class, "Reading the data set",
          ScoringFlags.class, "Running the model",
          RepeatedFlags.class, "Repeated splits",
          CaffeFlags.class, "For Caffe networks",
          WeightsFlags.class, "For PyTorch and safetensors files",
          MlflowFlags.class, "MLflow",
          TrialFlags.class, "Reading the trials",
          ExclusionFlags.class, "Leaving participants out");

  HelpText(CommandSpec spec, ColorScheme colors) {
    super(spec, colors);
  }

  /** Makes a command and all its subcommands show help in this form. */
  static void configure(CommandLine command) {
    command.setHelpFactory(HelpText::new).setUsageHelpAutoWidth(true);
    configure(command.getCommandSpec());
  }

  private static void configure(CommandSpec spec) {
    spec.versionProvider(new Main.Version());
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .sortOptions(false)
        .commandListHeading("%nCommands:%n");
    spec.subcommands().values().forEach(each -> configure(each.getCommandSpec()));
  }

  @Override
  public String description(Object... params) {
    StringBuilder text = new StringBuilder();
    for (String paragraph : commandSpec().usageMessage().description()) {
      wrap(paragraph, width()).forEach(line -> text.append(line).append('\n'));
    }
    return text.toString();
  }

  /** The options that are shown, by the heading of their group; those without one come first. */
  Map<String, List<OptionSpec>> optionGroups() {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    groups.put("", new ArrayList<>());
    for (OptionSpec option : commandSpec().options()) {
      if (option.group() == null && !option.hidden()) {
        groups.computeIfAbsent(groupOf(option), name -> new ArrayList<>()).add(option);
      }
    }
    for (ArgGroupSpec group : commandSpec().argGroups()) {
      String heading = group.heading().replace("%n", "").strip().replaceFirst(":$", "");
      List<OptionSpec> options = groups.computeIfAbsent(heading, name -> new ArrayList<>());
      group.allOptionsNested().stream().filter(each -> !each.hidden()).forEach(options::add);
    }
    return groups;
  }

  @Override
  public String optionList() {
    StringBuilder text = new StringBuilder();
    optionGroups()
        .forEach(
            (name, all) -> {
              List<OptionSpec> options = all.stream().filter(each -> each.group() == null).toList();
              if (options.isEmpty() && !all.isEmpty()) {
                return; // picocli adds these.
              }
              text.append(name.isEmpty() ? "" : "\n" + name + ":\n");
              Layout layout = createDefaultLayout(options, List.of(), colorScheme());
              layout.addAllOptions(options, parameterLabelRenderer());
              text.append(layout);
            });
    return text.append(optionListGroupSections()).toString();
  }

  /** The description of an option as it is shown, in one line. */
  String description(OptionSpec option) {
    return joined(
        super.createDefaultOptionRenderer()
            .render(option, parameterLabelRenderer(), colorScheme()));
  }

  /** The description of a parameter as it is shown, in one line. */
  String description(PositionalParamSpec parameter) {
    return joined(
        super.createDefaultParameterRenderer()
            .render(parameter, parameterLabelRenderer(), colorScheme()));
  }

  private static String joined(Ansi.Text[][] rows) {
    return Arrays.stream(rows)
        .map(row -> row[DESCRIPTION].plainString().strip())
        .collect(Collectors.joining(" "));
  }

  private static String groupOf(OptionSpec option) {
    if (option.setter() instanceof SettingFlags.Given given) {
      return given.group();
    }
    return option.userObject() instanceof Field field
        ? SHARED.getOrDefault(field.getDeclaringClass(), "")
        : "";
  }

  @Override
  public Comparator<OptionSpec> createDefaultOptionSort() {
    return Comparator.comparingInt(option -> commandSpec().options().indexOf(option));
  }

  @Override
  public String commandList(Map<String, Help> subcommands) {
    int widest = subcommands.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder text = new StringBuilder();
    subcommands.forEach(
        (name, help) ->
            text.append("  %s  %s%n".formatted(pad(name, widest), summary(help.commandSpec()))));
    return text.toString();
  }

  /** What the command does, in one line. */
  static String summary(CommandSpec spec) {
    String[] description = spec.usageMessage().description();
    return description.length == 0 ? "" : description[0];
  }

  @Override
  public IOptionRenderer createDefaultOptionRenderer() {
    IOptionRenderer plain = super.createDefaultOptionRenderer();
    return (option, labels, scheme) -> wrapped(plain.render(option, labels, scheme));
  }

  @Override
  public IParameterRenderer createDefaultParameterRenderer() {
    IParameterRenderer plain = super.createDefaultParameterRenderer();
    return (parameter, labels, scheme) -> wrapped(plain.render(parameter, labels, scheme));
  }

  private int width() {
    return commandSpec().usageMessage().width();
  }

  /** The rows with descriptions that fit their column, so that nothing is left to break. */
  private Ansi.Text[][] wrapped(Ansi.Text[][] rows) {
    List<Ansi.Text[]> all = new ArrayList<>();
    for (Ansi.Text[] row : rows) {
      Ansi.Text description = row[DESCRIPTION];
      Ansi.Text[] next = row.clone();
      for (String line : wrap(description.plainString(), width() - BEFORE_DESCRIPTION)) {
        next[DESCRIPTION] = ansi().text(line);
        all.add(next);
        next = new Ansi.Text[row.length];
        Arrays.fill(next, ansi().text(""));
      }
    }
    return all.toArray(Ansi.Text[][]::new);
  }

  private static String pad(String name, int width) {
    return name + " ".repeat(width - name.length());
  }

  /** Lines that end between words; a word that is wider than a line stays whole. */
  static List<String> wrap(String paragraph, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : paragraph.strip().split(" +", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() >= width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
