package org.mneme.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file, row by row, with line numbers. The first line names the columns and shows whether a
 * comma, a semicolon or a tab parts them; empty lines are passed over.
 */
final class CsvTable implements AutoCloseable {
  private static final int HEADER_CHARS = 1 << 16;

  private final Path file;
  private final char delimiter;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> header;
  private @Nullable CSVRecord row;
  private long line;

  private CsvTable(Path file, BufferedReader reader) throws IOException {
    this.file = file;
    this.delimiter = delimiter(reader);
    this.parser =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(delimiter)
            .setIgnoreSurroundingSpaces(true)
            .setIgnoreEmptyLines(false) // the parser would not count them
            .get()
            .parse(reader);
    this.records = parser.iterator();
    if (!next() || row == null) {
      throw new DataException(file + ": is empty; a first line with column names was expected");
    }
    this.header = row.stream().map(String::strip).toList();
  }

  static CsvTable open(Path file) throws IOException {
    BufferedReader reader = TextFile.open(file);
    try {
      return new CsvTable(file, reader);
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  private static char delimiter(BufferedReader reader) throws IOException {
    char[] start = new char[HEADER_CHARS];
    reader.mark(HEADER_CHARS);
    int length = Math.max(0, reader.read(start));
    reader.reset();
    String first = new String(start, 0, length).lines().findFirst().orElse("");
    if (first.indexOf(',') < 0) {
      for (char other : new char[] {';', '\t'}) {
        if (first.indexOf(other) >= 0) {
          return other;
        }
      }
    }
    return ',';
  }

  Path file() {
    return file;
  }

  /** The names of the columns, as the first line has them. */
  List<String> header() {
    return header;
  }

  /** Where semicolons part the columns, a comma is the decimal point: so Excel writes it. */
  boolean decimalComma() {
    return delimiter == ';';
  }

  /**
   * The index of a column.
   *
   * @param named what the caller calls it; null for one of the usual names
   * @return -1 when there is none and none is needed
   */
  int column(String role, @Nullable String named, List<String> usual, boolean needed)
      throws DataException {
    List<String> names = named == null ? usual : List.of(named.toLowerCase(Locale.ROOT));
    int[] found =
        IntStream.range(0, header.size())
            .filter(i -> names.contains(header.get(i).toLowerCase(Locale.ROOT)))
            .toArray();
    if (found.length > 1) {
      throw new DataException(
          "%s:%d: columns %s and %s could both be the %s. Say which with --%s-column, or rename one"
              .formatted(
                  file,
                  line,
                  quoted(header.get(found[0])),
                  quoted(header.get(found[1])),
                  role,
                  role));
    }
    if (found.length == 0) {
      if (needed || named != null) {
        throw new DataException(
            "%s:%d: no %s column (%s); the columns are: %s. Name it with --%s-column"
                .formatted(file, line, role, String.join(", ", names), columns(), role));
      }
      return -1;
    }
    return found[0];
  }

  private String columns() {
    return BadRow.shown(String.join(", ", header.stream().map(CsvTable::quoted).toList()));
  }

  private static String quoted(String name) {
    return "'" + name + "'";
  }

  /** To the next row with anything in it; false at the end. */
  boolean next() throws IOException {
    do {
      line = parser.getCurrentLineNumber() + 1;
      try {
        row = records.hasNext() ? records.next() : null;
      } catch (UncheckedIOException | IllegalStateException e) {
        throw new DataException(
            "%s:%d: not well-formed CSV (%s). Is a quote missing?"
                .formatted(file, line, BadRow.shown(String.valueOf(e.getMessage()))),
            e);
      }
    } while (row != null && row.stream().allMatch(String::isBlank));
    return row != null;
  }

  /** Where the row starts, from 1. */
  long line() {
    return line;
  }

  /** The row has as many cells as there are columns; empty ones may follow. */
  void checkWidth() throws BadRow {
    if (row == null) {
      throw new IllegalStateException("no row");
    }
    int cells = row.size();
    while (cells > header.size() && row.get(cells - 1).isBlank()) {
      cells--;
    }
    if (cells != header.size()) {
      throw new BadRow(
          "%d cells where the first line has %d columns. Is a comma unquoted?"
              .formatted(cells, header.size()));
    }
  }

  /** A cell of the row, without surrounding space; empty for column -1. */
  String get(int column) {
    if (row == null) {
      throw new IllegalStateException("no row");
    }
    return column < 0 ? "" : row.get(column).strip();
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
