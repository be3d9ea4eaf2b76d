package org.mneme.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mneme.remedy.NearestName;

/** Written values by name, to be read one after the other. */
public final class SettingValues {
  private final Map<String, ?> values;

  private SettingValues(Map<String, ?> values) {
    this.values = values;
  }

  /**
   * Takes values of known settings.
   *
   * @param values as they are written, by name
   * @param known all settings that there can be
   * @return to be read one after the other
   * @throws SettingException if a name is not among them
   */
  public static SettingValues of(Map<String, ?> values, List<Setting<?>> known) {
    for (String name : values.keySet()) {
      if (known.stream().noneMatch(setting -> setting.name().equals(name))) {
        throw new SettingException(name, "is unknown" + alike(name, known));
      }
    }
    return new SettingValues(values);
  }

  private static String alike(String name, List<Setting<?>> known) {
    List<String> names = known.stream().map(Setting::name).toList();
    String hint = NearestName.hint(name, names);
    return hint.isEmpty()
        ? "; known are " + String.join(", ", names.stream().sorted().toList())
        : hint;
  }

  /**
   * {@return a setting's value, the usual one if none was given}
   *
   * @param <T> what a job takes
   * @param setting one of the known ones
   * @throws SettingException if it cannot be taken, or is missing though required
   */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .or(setting::usual)
        .orElseThrow(() -> new SettingException(setting.name(), "is missing"));
  }

  /**
   * {@return a setting's value if one was given}
   *
   * @param <T> what a job takes
   * @param setting one of the known ones
   * @throws SettingException if it cannot be taken
   */
  public <T> Optional<T> find(Setting<T> setting) {
    Object value = values.get(setting.name());
    return value == null ? Optional.empty() : Optional.of(setting.read(value));
  }
}
