package org.mneme.report;

import java.io.IOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.mneme.features.TopImages;

/**
 * The images that drive each unit of a layer most as CSV: {@code unit,rank,image,value,row,column}.
 */
public final class TopImagesCsv {
  private static final CSVFormat RECORDS =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private TopImagesCsv() {}

  /**
   * Writes all units, counted from 0; ranks are counted from 1.
   *
   * @param found the images of each unit
   * @param to is not closed
   * @throws IOException if writing fails
   */
  public static void write(TopImages found, Appendable to) throws IOException {
    CSVPrinter printer = new CSVPrinter(to, RECORDS);
    printer.printRecord("unit", "rank", "image", "value", "row", "column");
    for (int unit = 0; unit < found.units(); unit++) {
      int rank = 1;
      for (TopImages.Hit hit : found.hits(unit)) {
        printer.printRecord(
            unit, rank++, hit.image(), Float.toString(hit.value()), hit.row(), hit.column());
      }
    }
    printer.flush();
  }
}
