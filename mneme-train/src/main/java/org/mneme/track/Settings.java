package org.mneme.track;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of few types, so that they are the same after being written and read. */
public final class Settings {
  private Settings() {}

  /** The same settings in the same order, unmodifiable; whole numbers as Long, others as Double. */
  static Map<String, Object> plain(Map<String, ? extends @Nullable Object> settings) {
    Map<String, Object> plain = new LinkedHashMap<>();
    settings.forEach((name, value) -> plain.put(name, plain(name, value)));
    return Collections.unmodifiableMap(plain);
  }

  /**
   * One value as it is stored.
   *
   * @param name for the error's text
   * @param value text, a number, a boolean, or a list of these
   * @return whole numbers as Long, others as Double
   * @throws IllegalArgumentException for what no setting can be
   */
  public static Object plain(String name, @Nullable Object value) {
    if (value instanceof Byte
        || value instanceof Short
        || value instanceof Integer
        || value instanceof Long) {
      return ((Number) value).longValue();
    }
    if (value instanceof Number number && !(value instanceof BigInteger)) {
      return number.doubleValue();
    }
    if (value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(each -> plain(name, each)).toList();
    }
    throw new IllegalArgumentException(
        "setting '%s' is %s; settings are text, numbers, true or false, or lists of these"
            .formatted(name, value == null ? "empty" : "a " + value.getClass().getSimpleName()));
  }
}
