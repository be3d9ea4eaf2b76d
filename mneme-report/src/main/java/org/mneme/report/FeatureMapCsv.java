package org.mneme.report;

import java.io.IOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.mneme.features.FeatureMap;
import org.mneme.features.Neighbours;

/** Places on a map and neighbours as CSV. */
public final class FeatureMapCsv {
  private static final CSVFormat RECORDS =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private FeatureMapCsv() {}

  /**
   * Writes {@code image,x,y,score}; the score is empty for a model without one.
   *
   * @param map the places
   * @param to is not closed
   * @throws IOException if writing fails
   */
  public static void write(FeatureMap map, Appendable to) throws IOException {
    CSVPrinter printer = new CSVPrinter(to, RECORDS);
    printer.printRecord("image", "x", "y", "score");
    for (FeatureMap.Point point : map.points()) {
      printer.printRecord(
          point.image(),
          Double.toString(point.x()),
          Double.toString(point.y()),
          text(point.score()));
    }
    printer.flush();
  }

  /**
   * Writes {@code image,distance,score}, the nearest first.
   *
   * @param found the neighbours
   * @param to is not closed
   * @throws IOException if writing fails
   */
  public static void write(Neighbours found, Appendable to) throws IOException {
    CSVPrinter printer = new CSVPrinter(to, RECORDS);
    printer.printRecord("image", "distance", "score");
    for (Neighbours.Neighbour each : found.nearest()) {
      printer.printRecord(each.image(), Double.toString(each.distance()), text(each.score()));
    }
    printer.flush();
  }

  private static String text(float score) {
    return Float.isNaN(score) ? "" : Float.toString(score);
  }
}
