package org.mneme.data;

/** A row that cannot be used; whoever reads the rows adds the file and the line. */
final class BadRow extends Exception {
  private static final long serialVersionUID = 1;
  private static final int MOST_SHOWN = 200;

  BadRow(String what) {
    super(what, null, false, false); // a file can hold very many: no stack traces
  }

  /** Text of a file, short enough for a message: a stray quote can make a whole file one field. */
  static String shown(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
  }
}
