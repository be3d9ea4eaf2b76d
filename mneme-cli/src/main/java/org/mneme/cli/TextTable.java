package org.mneme.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows of text in aligned columns, numbers to the right. */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> header) {
    rows.add(header);
  }

  void add(List<String> row) {
    rows.add(row.stream().map(Rows::printable).toList());
  }

  /** A value as people read it: five digits that count. */
  static String value(Object value) {
    if (value instanceof Double number) {
      double size = Math.abs(number);
      boolean plain = size == 0 || (size >= 1e-3 && size < 1e5);
      if (plain && number == Math.rint(number)) {
        return String.valueOf(number.longValue());
      }
      return plain
          ? String.format(Locale.ROOT, "%.4f", number)
          : String.format(Locale.ROOT, "%.4g", number);
    }
    return String.valueOf(value);
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    boolean[] numbers = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      int column = c;
      widths[c] = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      numbers[c] =
          rows.stream()
              .skip(1)
              .map(row -> row.get(column))
              .allMatch(text -> text.matches("-|-?[\\d.]+(e[+-]?\\d+)?|NaN|-?Infinity"));
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String space = " ".repeat(widths[c] - row.get(c).length());
        line.append(c == 0 ? "" : "  ");
        line.append(numbers[c] ? space + row.get(c) : row.get(c) + space);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
