package org.mneme.weights;

/** Text from a file, made fit for a one-line message. */
public final class Quote {
  private static final int LONGEST = 80;

  private Quote() {}

  /**
   * {@return the text in single quotes: what could break the line or steer a terminal is shown as
   * '?', and more than 80 characters are cut}
   *
   * @param text of any length
   */
  public static String of(String text) {
    return "'" + plain(text) + "'";
  }

  /**
   * {@return the text as by {@link #of}, without quotes}
   *
   * @param text of any length
   */
  public static String plain(String text) {
    int length = Math.min(text.length(), LONGEST);
    StringBuilder shown = new StringBuilder(length + 3);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      shown.append(printable(c) ? c : '?');
    }
    return shown.append(text.length() > LONGEST ? "..." : "").toString();
  }

  private static boolean printable(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
