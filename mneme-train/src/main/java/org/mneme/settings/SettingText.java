package org.mneme.settings;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;

/** Written values as text, the same in every locale and by every version of Java. */
public final class SettingText {
  private static final int MOST_DIGITS = 17;
  private static final int PLAIN_SCALE = 9;

  private SettingText() {}

  /**
   * Writes a value for people and command lines: text as it is, lists with commas.
   *
   * @param value text, a number, a boolean or a list of these
   * @return one line, unless a text has several
   */
  public static String of(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(SettingText::of).collect(Collectors.joining(","))
        : value instanceof Double number ? number(number) : String.valueOf(value);
  }

  /**
   * Writes a value as one text for one value: what two texts say alike, they mean alike. Text is
   * quoted, a list is in brackets.
   *
   * @param value text, a number, a boolean or a list of these
   * @return one line
   */
  public static String exact(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(SettingText::exact).collect(Collectors.joining(", ", "[", "]"));
    }
    return value instanceof String text
        ? "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"
        : of(value);
  }

  /**
   * The fewest digits that give this number again. Double.toString does the same from Java 19 on,
   * and before it sometimes took one digit more.
   */
  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    BigDecimal shortest = new BigDecimal(value);
    for (int digits = 1; digits <= MOST_DIGITS; digits++) {
      BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
      if (rounded.doubleValue() == value) {
        shortest = rounded;
        break;
      }
    }
    shortest = shortest.signum() == 0 ? BigDecimal.ZERO : shortest.stripTrailingZeros();
    boolean plain = Math.abs(shortest.scale()) <= PLAIN_SCALE;
    return plain ? shortest.toPlainString() : shortest.toString();
  }
}
