package org.mneme.features;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.mneme.remedy.Action;
import org.mneme.remedy.RefusedException;
import org.mneme.remedy.Remedy;

/**
 * A CSV file that begins with the columns {@code image} and {@code error} and grows row by row.
 * Each row is handed on in one piece, so that a killed run leaves whole rows and at most one torn
 * one, which is cut off when the file is continued. For one thread.
 */
final class GrowingCsv implements Closeable {
  /** Comma, double quotes where needed, a line feed after every record. */
  private static final CSVFormat RECORDS =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private final Path file;
  private final List<String> header;
  private final FileOutputStream out;
  private final Map<String, Integer> names = new HashMap<>();
  private long rows;
  private long failed;

  /**
   * Begins the file anew, or continues it.
   *
   * @param columns behind image and error
   * @param most rows that count, if it is continued; later ones are cut off
   */
  GrowingCsv(Path file, List<String> columns, boolean resume, long most) throws IOException {
    this.file = file;
    this.header = new ArrayList<>(List.of("image", "error"));
    header.addAll(columns);
    long whole = resume && Files.exists(file) ? readWholeRows(most) : 0;
    if (whole > 0) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(whole);
      }
    }
    // Not a channel: that would close when its thread is interrupted.
    this.out = new FileOutputStream(file.toFile(), whole > 0);
    if (whole == 0) {
      write(header);
    }
  }

  /** Rows that were there before. */
  long rows() {
    return rows;
  }

  /** Those among them whose image failed. */
  long failed() {
    return failed;
  }

  /** Whether the image has a row; each row answers for one time that the image is asked for. */
  boolean take(Path image) {
    Integer left = names.get(image.toString());
    if (left == null) {
      return false;
    }
    if (left == 1) {
      names.remove(image.toString());
    } else {
      names.put(image.toString(), left - 1);
    }
    return true;
  }

  void accept(FeatureRow row, boolean withValues) throws IOException {
    List<@Nullable String> cells = new ArrayList<>(header.size());
    cells.add(row.image().toString());
    cells.add(row.reason());
    for (int i = 0; withValues && i < header.size() - 2; i++) {
      cells.add(row.failed() ? null : Float.toString(row.values()[i]));
    }
    write(cells);
  }

  private void write(List<@Nullable String> cells) throws IOException {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, RECORDS)) {
      printer.printRecord(cells);
    }
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns where the last whole row ends that counts. */
  private long readWholeRows(long most) throws IOException {
    long end = 0;
    boolean quoted = false;
    boolean headed = false;
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int b = in.read(); b >= 0 && !(headed && rows == most); b = in.read()) {
        row.write(b);
        quoted ^= b == '"';
        if (b == '\n' && !quoted) {
          CSVRecord record = record(row.toString(StandardCharsets.UTF_8));
          if (!headed && !record.toList().equals(header)) {
            throw foreign("its first line is not that of these features");
          }
          if (headed) {
            names.merge(record.get(0), 1, Integer::sum);
            rows++;
            failed += record.get(1).isEmpty() ? 0 : 1;
          }
          headed = true;
          end += row.size();
          row.reset();
        }
      }
    }
    return end;
  }

  private CSVRecord record(String row) throws IOException {
    try (CSVParser parser = CSVParser.parse(row, RECORDS)) {
      List<CSVRecord> records = parser.getRecords();
      if (records.size() == 1 && records.get(0).size() == header.size()) {
        return records.get(0);
      }
    }
    throw foreign(
        "row %d has not the %d columns of these features".formatted(rows + 1, header.size()));
  }

  private RefusedException foreign(String why) {
    return new RefusedException(
        "%s: %s, so the file cannot be continued".formatted(file, why),
        Remedy.of(Action.WRITE_ANEW, "Take another file, or write this one anew"));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
