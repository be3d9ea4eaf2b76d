package org.mneme.track;

import java.util.Locale;

/** How names are written in files and folders. */
final class Names {
  private static final int LONGEST = 60;

  private Names() {}

  static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** A folder's name on every system: lower-case letters, digits, dots and hyphens. */
  static String folder(String name) {
    String plain =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("^[-.]+|[-.]+$", "");
    return plain.isEmpty() ? "run" : plain.substring(0, Math.min(LONGEST, plain.length()));
  }

  static boolean isFolder(String id) {
    return id.matches("[A-Za-z0-9][A-Za-z0-9._-]*");
  }
}
