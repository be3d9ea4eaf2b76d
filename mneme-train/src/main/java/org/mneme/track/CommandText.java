package org.mneme.track;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.mneme.settings.SettingText;

/**
 * Commands as one would type them, for what is kept with runs and models. They are written from
 * settings and never read again.
 */
public final class CommandText {
  private static final Pattern PLAIN = Pattern.compile("[\\w./:=,@%+-]+");

  private CommandText() {}

  /**
   * {@code mneme} with these arguments, quoted for a shell where needed.
   *
   * @param arguments the words after {@code mneme}
   * @return one line
   */
  public static String of(List<String> arguments) {
    StringBuilder text = new StringBuilder("mneme");
    for (String argument : arguments) {
      boolean plain = PLAIN.matcher(argument).matches();
      text.append(' ').append(plain ? argument : "'" + argument.replace("'", "'\\''") + "'");
    }
    return text.toString();
  }

  /**
   * {@return a command with settings by their names: {@code learning_rate} is {@code
   * --learning-rate}}
   *
   * @param command its words, such as {@code train}
   * @param settings text, numbers, booleans or lists of these, by name
   */
  public static String of(List<String> command, Map<String, ?> settings) {
    List<String> arguments = new ArrayList<>(command);
    settings.forEach(
        (name, value) -> {
          String option = "--" + name.replace('_', '-');
          if (value instanceof List<?> list) {
            list.forEach(each -> arguments.add(option + "=" + SettingText.of(each)));
          } else {
            arguments.add(option + "=" + SettingText.of(value));
          }
        });
    return of(arguments);
  }
}
