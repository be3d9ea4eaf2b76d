package org.mneme.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Written values by name, to be read one after the other. */
public final class SettingValues {
  /** Slips of a finger or two; more is another word. */
  private static final int ALIKE = 2;

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
    return known.stream()
        .map(Setting::name)
        .filter(each -> distance(each, name) <= ALIKE || each.startsWith(name))
        .findFirst()
        .map(each -> "; did you mean %s?".formatted(each))
        .orElseGet(
            () ->
                "; known are "
                    + String.join(", ", known.stream().map(Setting::name).sorted().toList()));
  }

  /** Letters to change, add or leave out (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int corner = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        corner = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
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
