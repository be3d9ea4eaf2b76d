package org.mneme.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a CSV file is laid out, as its first lines tell: commas, semicolons, tabs or bars between the
 * columns, and what stands before the column names (Excel's {@code sep=;}, comments after {@code
 * #}, empty lines).
 *
 * @param preamble how many lines stand before the column names
 * @param hash whether the line of the column names itself begins with {@code #}
 */
record CsvDialect(int preamble, char delimiter, boolean hash) {
  private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');
  private static final Pattern SEPARATOR =
      Pattern.compile("[ \t]*\"?sep=(\\\\t|[,;:|^~\t])\"?[,;\t| ]*", Pattern.CASE_INSENSITIVE);

  /** Rows that are looked at to tell the delimiter. */
  private static final int MOST_ROWS = 20;

  /**
   * Finds out how a file is laid out.
   *
   * @param start the file's first characters
   * @param names column names that are looked for, in lower case
   */
  static CsvDialect of(String start, Collection<String> names) {
    Set<String> known = new HashSet<>(names);
    char declared = '\0';
    int preamble = 0;
    int at = 0;
    int comment = -1;
    int commentLine = 0;
    while (at < start.length()) {
      int end = endOfLine(start, at);
      String line = start.substring(at, end).strip();
      Matcher separator = SEPARATOR.matcher(start.substring(at, end)); // a tab may be at its end
      if (declared == '\0' && separator.matches()) {
        declared = separator.group(1).length() > 1 ? '\t' : separator.group(1).charAt(0);
        comment = -1;
      } else if (line.startsWith("#")) {
        comment = at;
        commentLine = preamble;
      } else if (!line.isEmpty()) {
        break;
      }
      preamble++;
      at = nextLine(start, end);
    }
    if (comment >= 0) {
      String named = start.substring(comment).strip().replaceFirst("^[#\\s]+", "");
      char delimiter = delimiter(named, known, declared);
      if (knownNames(named, delimiter, known) > knownNames(start.substring(at), delimiter, known)) {
        return new CsvDialect(commentLine, delimiter, true);
      }
    }
    return new CsvDialect(preamble, delimiter(start.substring(at), known, declared), false);
  }

  private static char delimiter(String text, Set<String> known, char declared) {
    if (declared != '\0') {
      return declared;
    }
    char best = ',';
    long most = -1;
    for (char delimiter : DELIMITERS) {
      long points = points(text, delimiter, known);
      if (points > most) {
        most = points;
        best = delimiter;
      }
    }
    return best;
  }

  /** Known names count most, then rows that are as wide as the first, then columns. */
  private static long points(String text, char delimiter, Set<String> known) {
    List<List<String>> rows = rows(text, delimiter);
    if (rows.isEmpty() || rows.get(0).size() < 2) {
      return 0;
    }
    int columns = rows.get(0).size();
    long alike = rows.stream().skip(1).filter(row -> row.size() == columns).count();
    return knownNames(rows.get(0), known) * 1_000_000L + alike * 10_000L + Math.min(columns, 9999);
  }

  private static long knownNames(String text, char delimiter, Set<String> known) {
    List<List<String>> rows = rows(text, delimiter);
    return rows.isEmpty() ? 0 : knownNames(rows.get(0), known);
  }

  private static long knownNames(List<String> header, Set<String> known) {
    return header.stream()
        .filter(name -> known.contains(name.strip().toLowerCase(Locale.ROOT)))
        .count();
  }

  /** The first rows that are not empty, with quotes as CSV has them. */
  private static List<List<String>> rows(String text, char delimiter) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i <= text.length() && rows.size() < MOST_ROWS; i++) {
      char c = i < text.length() ? text.charAt(i) : '\n';
      if (quoted && i < text.length()) {
        if (c != '"') {
          cell.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append(c);
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"' && cell.toString().isBlank()) {
        quoted = true;
      } else if (c == delimiter || c == '\n' || c == '\r') {
        row.add(cell.toString());
        cell.setLength(0);
        if (c != delimiter) {
          if (row.stream().anyMatch(each -> !each.isBlank())) {
            rows.add(row);
          }
          row = new ArrayList<>();
        }
      } else {
        cell.append(c);
      }
    }
    return rows;
  }

  private static int endOfLine(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  private static int nextLine(String text, int end) {
    int after = text.startsWith("\r\n", end) ? end + 2 : end + 1;
    return Math.min(after, text.length());
  }

  /** The word for a message, such as "comma". */
  String delimiterName() {
    return switch (delimiter) {
      case ',' -> "comma";
      case ';' -> "semicolon";
      case '\t' -> "tab";
      default -> "'" + delimiter + "'";
    };
  }
}
