package org.mneme.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/**
 * A CSV file, row by row, with line numbers. The first line names the columns and shows what parts
 * them, see {@link CsvDialect}; empty lines are passed over, and lines that begin with {@code #}
 * and do not have a cell for each column.
 */
public final class CsvTable implements AutoCloseable {
  private static final int HEADER_CHARS = 1 << 16;

  private final Path file;
  private final CsvDialect dialect;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private List<String> header;
  private @Nullable CSVRecord row;
  private long line;

  private CsvTable(Path file, BufferedReader reader, Collection<String> names) throws IOException {
    this.file = file;
    this.dialect = dialect(reader, names);
    this.parser =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(dialect.delimiter())
            .setIgnoreSurroundingSpaces(true)
            .setIgnoreEmptyLines(false) // the parser would not count them
            .get()
            .parse(reader);
    this.records = parser.iterator();
    this.header = List.of();
    if (!next() || row == null) {
      throw new DataException(file + ": is empty; a first line with column names was expected");
    }
    this.header = row.stream().map(String::strip).toList();
  }

  /**
   * Opens a table and reads its column names.
   *
   * @param file UTF-8 or UTF-16
   * @param names column names that are looked for, in lower case; they help to tell what parts the
   *     columns
   * @return the table before its first row
   * @throws DataException if the file is not there, is no text, or is empty
   */
  public static CsvTable open(Path file, Collection<String> names) throws IOException {
    BufferedReader reader = TextFile.open(file);
    try {
      return new CsvTable(file, reader, names);
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  /** The layout of the file, of which the lines before the column names are then read. */
  private static CsvDialect dialect(BufferedReader reader, Collection<String> names)
      throws IOException {
    char[] start = new char[HEADER_CHARS];
    reader.mark(HEADER_CHARS);
    int length = 0;
    for (int n = 0;
        n >= 0 && length < start.length;
        n = reader.read(start, length, start.length - length)) {
      length += n;
    }
    reader.reset();
    CsvDialect dialect = CsvDialect.of(new String(start, 0, length), names);
    for (int i = 0; i < dialect.preamble(); i++) {
      reader.readLine();
    }
    if (dialect.hash()) {
      int c;
      do {
        reader.mark(1);
        c = reader.read();
      } while (c == '#' || c == ' ' || c == '\t');
      reader.reset();
    }
    return dialect;
  }

  /** {@return what is read} */
  public Path file() {
    return file;
  }

  /** {@return the names of the columns, as the first line has them} */
  public List<String> header() {
    return header;
  }

  /**
   * {@return whether a comma is the decimal point, as Excel writes it where something else parts
   * the columns}
   */
  public boolean decimalComma() {
    return dialect.delimiter() != ',';
  }

  /**
   * The index of a column.
   *
   * @param role what it is for, such as {@code image}
   * @param named what the caller calls it; null for one of the usual names
   * @param usual its usual names, in lower case
   * @param needed whether there must be one
   * @return -1 when there is none and none is needed
   * @throws DataException if two could be it, or there is none and one is needed or was named
   */
  public int column(String role, @Nullable String named, List<String> usual, boolean needed)
      throws DataException {
    List<String> names = named == null ? usual : List.of(named.toLowerCase(Locale.ROOT));
    int[] found =
        IntStream.range(0, header.size())
            .filter(i -> names.contains(header.get(i).toLowerCase(Locale.ROOT)))
            .toArray();
    if (found.length > 1) {
      throw new DataException(
          "%s:%d: columns %s and %s could both be the %s"
              .formatted(
                  file, line, quoted(header.get(found[0])), quoted(header.get(found[1])), role),
          Remedy.of(Action.NAME_COLUMN, "Rename one, or say which it is", role));
    }
    if (found.length == 0) {
      if (needed || named != null) {
        throw new DataException(
            "%s:%d: no %s column (%s); the columns are: %s"
                .formatted(file, line, role, String.join(", ", names), columns()),
            Remedy.of(Action.NAME_COLUMN, "Name it", role));
      }
      return -1;
    }
    return found[0];
  }

  private String columns() {
    return BadRow.shown(String.join(", ", header.stream().map(CsvTable::quoted).toList()));
  }

  private static String quoted(String name) {
    return "'" + BadRow.shown(name) + "'";
  }

  /**
   * Goes to the next row with anything in it.
   *
   * @return false at the end
   * @throws DataException if the text is not well-formed CSV
   * @throws IOException if it cannot be read
   */
  public boolean next() throws IOException {
    do {
      line = dialect.preamble() + parser.getCurrentLineNumber() + 1;
      try {
        row = records.hasNext() ? records.next() : null;
      } catch (UncheckedIOException | IllegalStateException e) {
        throw new DataException(
            "%s:%d: not well-formed CSV (%s). Is a quote missing?"
                .formatted(file, line, BadRow.shown(String.valueOf(e.getMessage()))),
            e);
      }
    } while (row != null && (row.stream().allMatch(String::isBlank) || isComment(row)));
    return row != null;
  }

  private boolean isComment(CSVRecord row) {
    return !header.isEmpty() && row.get(0).startsWith("#") && cells(row) != header.size();
  }

  /** How many cells a row has, without empty ones behind the last column. */
  private int cells(CSVRecord row) {
    int cells = row.size();
    while (cells > header.size() && row.get(cells - 1).isBlank()) {
      cells--;
    }
    return cells;
  }

  /** {@return in which line of the file the row starts, from 1} */
  public long line() {
    return line;
  }

  /**
   * Makes sure that the row has as many cells as there are columns; empty ones may follow.
   *
   * @throws BadRow if it has more or fewer
   */
  public void checkWidth() throws BadRow {
    if (row == null) {
      throw new IllegalStateException("no row");
    }
    int cells = cells(row);
    if (cells != header.size()) {
      throw new BadRow(
          "%d cells where the first line has %d columns. Is a %s unquoted?"
              .formatted(cells, header.size(), dialect.delimiterName()));
    }
  }

  /**
   * {@return a cell of the row, without surrounding space; empty for column -1}
   *
   * @param column counted from 0
   */
  public String get(int column) {
    if (row == null) {
      throw new IllegalStateException("no row");
    }
    return column < 0 ? "" : row.get(column).strip();
  }

  /**
   * {@return a cell of the row as a finite number}
   *
   * @param column counted from 0
   * @throws BadRow if it is none
   */
  public double number(int column) throws BadRow {
    String text = get(column);
    String plain = decimalComma() ? text.replace(',', '.') : text;
    double number = Items.isNumber(plain) ? Double.parseDouble(plain) : Double.NaN;
    if (!Double.isFinite(number)) {
      throw new BadRow(
          "column '%s' has %s where a number is needed"
              .formatted(
                  BadRow.shown(header.get(column)),
                  text.isEmpty() ? "nothing" : "'" + BadRow.shown(text) + "'"));
    }
    return number;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
