package org.mneme.spark;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;

/** Reads tables that a user names: files of a format, or tables of the catalogue. */
final class Tables {
  private Tables() {}

  /**
   * The rows of all inputs, whose columns have the same names.
   *
   * @throws IOException if one cannot be read
   */
  static Dataset<Row> read(SparkSession spark, ScoreStore.Format format, List<String> inputs)
      throws IOException {
    Dataset<Row> all = null;
    for (String input : inputs) {
      Dataset<Row> one = read(spark, format, input);
      all = all == null ? one : all.unionByName(one);
    }
    if (all == null) {
      throw new IllegalArgumentException("no table is named");
    }
    return all;
  }

  private static Dataset<Row> read(SparkSession spark, ScoreStore.Format format, String input)
      throws IOException {
    try {
      return format == ScoreStore.Format.TABLE
          ? spark.table(input)
          : spark
              .read()
              .format(format.source())
              .options(
                  format == ScoreStore.Format.CSV
                      ? Map.of("header", "true", "escape", "\"")
                      : Map.of())
              .load(input);
    } catch (Exception e) { // Spark's AnalysisException is checked, and not declared
      throw new IOException(
          "%s: cannot be read as a table (%s)".formatted(input, Failures.firstLine(e)), e);
    }
  }

  /**
   * A column, whatever characters its name has.
   *
   * @throws IOException if it has another type
   */
  static Column column(Dataset<Row> table, String name, DataType type) throws IOException {
    int at = Columns.index(table.schema(), name, "the table");
    DataType found = table.schema().fields()[at].dataType();
    if (!found.equals(type)) {
      throw new IOException(
          "the column '%s' is %s; %s is needed"
              .formatted(name, found.simpleString(), type.simpleString()));
    }
    return column(table, table.schema().fieldNames()[at]);
  }

  /** A column by its exact name. */
  static Column column(Dataset<Row> table, String name) {
    return table.col("`" + name.replace("`", "``") + "`");
  }
}
