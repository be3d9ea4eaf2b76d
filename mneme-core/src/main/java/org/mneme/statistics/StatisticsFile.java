package org.mneme.statistics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Statistics as CSV: {@code image}, a column for each {@link Statistic}, {@code hash} and {@code
 * error}. Numbers carry every digit; a cell is empty where an image has no such value.
 */
public final class StatisticsFile {
  private static final CSVFormat RECORDS =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private StatisticsFile() {}

  /**
   * Writes a table.
   *
   * @param rows in the order in which they are written
   * @param to is not closed
   * @throws IOException if writing fails
   */
  public static void write(List<MeasuredImage> rows, Appendable to) throws IOException {
    CSVPrinter printer = new CSVPrinter(to, RECORDS);
    List<String> header = new ArrayList<>(List.of("image"));
    for (Statistic each : Statistic.values()) {
      header.add(each.column());
    }
    header.addAll(List.of("hash", "error"));
    printer.printRecord(header);
    for (MeasuredImage row : rows) {
      List<String> cells = new ArrayList<>(List.of(row.image()));
      ImageStatistics statistics = row.statistics();
      for (Statistic each : Statistic.values()) {
        cells.add(statistics == null ? "" : text(each, statistics));
      }
      cells.add(statistics == null ? "" : statistics.hash().toString());
      cells.add(row.error() == null ? "" : row.error());
      printer.printRecord(cells);
    }
    printer.flush();
  }

  private static String text(Statistic statistic, ImageStatistics of) {
    double value = statistic.of(of);
    return switch (statistic) {
      case WIDTH -> Integer.toString(of.width());
      case HEIGHT -> Integer.toString(of.height());
      default -> Double.isNaN(value) ? "" : Double.toString(value);
    };
  }
}
