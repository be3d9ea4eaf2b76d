package org.mneme.data;

import java.util.List;
import java.util.regex.Pattern;
import org.mneme.remedy.Remedy;

/** A row that cannot be used; whoever reads the rows adds the file and the line. */
public final class BadRow extends Exception {
  private static final long serialVersionUID = 1;
  private static final int MOST_SHOWN = 200;

  /** Control characters and what ends a line. */
  private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

  private final transient List<Remedy> remedies;

  /**
   * A row that cannot be used.
   *
   * @param what was found, and what was needed: a sentence without its full stop
   * @param remedies what can be done about it, other than correcting the row; mostly nothing
   */
  public BadRow(String what, Remedy... remedies) {
    super(what, null, false, false); // a file can hold very many: no stack traces
    this.remedies = List.of(remedies);
  }

  /** {@return what can be done about it, other than correcting the row} */
  public List<Remedy> remedies() {
    return remedies;
  }

  /**
   * {@return text of a file, fit for a message of one line: a stray quote can make a whole file one
   * field}
   *
   * @param text as the file has it
   */
  public static String shown(String text) {
    String some = text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
    return NOT_PRINTABLE.matcher(some).replaceAll("?");
  }
}
