package org.mneme.data;

import java.util.List;
import java.util.regex.Pattern;
import org.mneme.remedy.Remedy;

/** A row that cannot be used; whoever reads the rows adds the file and the line. */
final class BadRow extends Exception {
  private static final long serialVersionUID = 1;
  private static final int MOST_SHOWN = 200;

  /** Control characters and what ends a line. */
  private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

  private final transient List<Remedy> remedies;

  BadRow(String what, Remedy... remedies) {
    super(what, null, false, false); // a file can hold very many: no stack traces
    this.remedies = List.of(remedies);
  }

  List<Remedy> remedies() {
    return remedies;
  }

  /**
   * Text of a file, fit for a message of one line: a stray quote can make a whole file one field.
   */
  static String shown(String text) {
    String some = text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
    return NOT_PRINTABLE.matcher(some).replaceAll("?");
  }
}
