package org.mneme.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** Finds columns by their names, as Spark does: capitals do not count, but an exact name wins. */
final class Columns {
  private Columns() {}

  /**
   * Where a column is.
   *
   * @param what has the columns, for the message
   * @throws IllegalArgumentException if it is not there
   */
  static int index(StructType schema, String name, String what) {
    List<String> names = List.of(schema.fieldNames());
    int exact = names.indexOf(name);
    if (exact >= 0) {
      return exact;
    }
    List<Integer> alike = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        alike.add(i);
      }
    }
    if (alike.size() == 1) {
      return alike.get(0);
    }
    throw new IllegalArgumentException(
        "%s has no column '%s'; it has %s".formatted(what, name, String.join(", ", names)));
  }
}
