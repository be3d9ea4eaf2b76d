package org.mneme.cli;

import java.util.Locale;

/** Numbers of things as people say them. */
final class Counted {
  private Counted() {}

  /**
   * Such as "1 image" and "1,234 images".
   *
   * @param one a noun whose plural has an s
   */
  static String of(long count, String one) {
    return String.format(Locale.ROOT, "%,d %s%s", count, one, count == 1 ? "" : "s");
  }
}
