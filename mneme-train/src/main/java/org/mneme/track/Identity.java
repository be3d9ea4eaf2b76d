package org.mneme.track;

import java.util.Map;
import java.util.TreeMap;
import org.mneme.files.Sha256;
import org.mneme.settings.SettingText;

/**
 * What tells one piece of work from another, so that it can be taken up again: {@code training1-}
 * and 64 hexadecimal digits. The text that is hashed is written explicitly, each value in a form
 * that is the same in every locale and by every version of Java.
 */
public final class Identity {
  private Identity() {}

  /**
   * Hashes the facts of some work, in any order.
   *
   * @param form kind of work and version of its facts, such as {@code training1}
   * @param facts settings and whatever else decides what comes of it, by name
   * @return the form, a hyphen, and 64 hexadecimal digits
   */
  public static String of(String form, Map<String, ?> facts) {
    StringBuilder text = new StringBuilder("mneme " + form + "\n");
    new TreeMap<>(facts)
        .forEach(
            (name, value) ->
                text.append(name).append('=').append(SettingText.exact(value)).append('\n'));
    return form + "-" + Sha256.of(text.toString());
  }
}
