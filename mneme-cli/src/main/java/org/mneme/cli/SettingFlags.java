package org.mneme.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mneme.settings.Setting;
import org.mneme.settings.SettingException;
import org.mneme.train.UnusedSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Settings of a job as options of a command: {@code learning_rate} is {@code --learning-rate}. What
 * they are, take and mean is said once, by the job.
 */
@Command
final class SettingFlags {
  private final Map<String, List<Setting<?>>> groups;
  private final Map<String, Object> given = new LinkedHashMap<>();
  private @Nullable CommandSpec command;

  /**
   * Options in groups.
   *
   * @param groups the settings, by the title of the group in help texts
   */
  SettingFlags(Map<String, List<Setting<?>>> groups) {
    this.groups = groups;
  }

  /** Is called by picocli with the command that has this as a mixin. */
  @Spec(Spec.Target.MIXEE)
  void addTo(CommandSpec spec) {
    if (command == null) {
      groups.forEach(
          (group, settings) -> settings.forEach(setting -> spec.addOption(option(setting, group))));
    }
    command = spec;
  }

  private OptionSpec option(Setting<?> setting, String group) {
    OptionSpec.Builder option =
        OptionSpec.builder(flag(setting.name()))
            .paramLabel(setting.label())
            .required(setting.required())
            .description(
                setting.description()
                    + setting.usualText().map(text -> " Default: " + text + ".").orElse(""))
            .setter(new Given(setting.name(), group));
    switch (setting.kind().form()) {
      case WHOLE -> option.type(Long.class);
      case NUMBER -> option.type(Double.class);
      case TRUTH -> option.type(Boolean.class).arity("0..1").fallbackValue("true");
      case CHOICE, TEXT -> option.type(String.class);
      case LIST -> option.type(List.class).auxiliaryTypes(String.class);
    }
    return option.build();
  }

  private static String flag(String setting) {
    return "--" + setting.replace('_', '-');
  }

  /** Keeps what was given for a setting. */
  final class Given implements ISetter {
    private final String name;
    private final String group;

    Given(String name, String group) {
      this.name = name;
      this.group = group;
    }

    /** The title of the setting's group. */
    String group() {
      return group;
    }

    @Override
    public <T> @Nullable T set(@Nullable T value) {
      if (value == null || (value instanceof List<?> list && list.isEmpty())) {
        given.remove(name);
      } else {
        given.put(name, value);
      }
      return null;
    }
  }

  /** The values that were given, by the settings' names. */
  Map<String, Object> given() {
    return Map.copyOf(given);
  }

  /**
   * Refuses settings of a training that would be taken and change nothing.
   *
   * @throws ParameterException naming one, with what it needs
   */
  void refuseUnused(CommandSpec spec) {
    Map<String, List<?>> single = new LinkedHashMap<>();
    given.forEach((name, value) -> single.put(name, List.of(value)));
    UnusedSettings.of(single)
        .forEach(
            (name, reason) -> {
              throw new ParameterException(
                  spec.commandLine(), "%s would be ignored: it %s".formatted(flag(name), reason));
            });
  }

  /** What is wrong with a setting, by the name that it has on the command line. */
  static String message(SettingException e) {
    return "%s %s".formatted(flag(e.setting()), e.problem());
  }
}
