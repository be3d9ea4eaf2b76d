package org.mneme.remedy;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The name that was probably meant by one that is unknown. */
public final class NearestName {
  /** Letters that may be wrong. */
  private static final int ALIKE = 2;

  private NearestName() {}

  /**
   * {@return the known name that is nearest: at most two letters (a third of a short name's) are
   * changed, added or left out, or the name begins it; empty if there is none}
   *
   * @param name what was written, in any case
   * @param known all names that there are; of equally near ones the first is taken
   */
  public static Optional<String> of(String name, Collection<String> known) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(each -> !wanted.isEmpty() && isAlike(wanted, each.toLowerCase(Locale.ROOT)))
        .min(Comparator.comparingInt(each -> distance(wanted, each.toLowerCase(Locale.ROOT))));
  }

  /**
   * {@return the end of a message: {@code ; did you mean 'memnet'?}, or nothing if no name is near}
   *
   * @param name what was written, in any case
   * @param known all names that there are
   */
  public static String hint(String name, Collection<String> known) {
    return of(name, known).map("; did you mean '%s'?"::formatted).orElse("");
  }

  /**
   * {@return the names that are most like an unknown one, the nearest first: those that hold it or
   * that it holds, then those of which at most half the letters are to change, to add or to leave
   * out}
   *
   * @param name what was written, in any case
   * @param known all names that there are; of equally near ones the first comes first
   * @param most how many names at most
   */
  public static List<String> nearest(String name, Collection<String> known, int most) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(each -> isNear(wanted, each.toLowerCase(Locale.ROOT)))
        .sorted(Comparator.comparingDouble(each -> unlike(wanted, each.toLowerCase(Locale.ROOT))))
        .limit(most)
        .toList();
  }

  private static boolean isNear(String wanted, String each) {
    return holds(wanted, each)
        || 2 * distance(wanted, each) <= Math.max(wanted.length(), each.length());
  }

  private static boolean holds(String wanted, String each) {
    return !wanted.isEmpty() && (each.contains(wanted) || wanted.contains(each));
  }

  private static double unlike(String wanted, String each) {
    int letters = distance(wanted, each);
    // A name that holds the other is nearer than one of the same length with other letters.
    return holds(wanted, each) ? (double) letters / (letters + 1) : letters;
  }

  private static boolean isAlike(String wanted, String each) {
    return each.startsWith(wanted)
        || distance(wanted, each) <= Math.min(ALIKE, Math.max(wanted.length(), each.length()) / 3);
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
}
