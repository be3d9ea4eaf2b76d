package org.mneme.spark;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Ranks of a column over all machines: its different values are sorted into parts, each part tells
 * how many rows it has, and from that every part knows how many rows come before it. No machine
 * holds more than its part.
 */
final class Ranking {
  private Ranking() {}

  /**
   * Adds the column {@code ranks}: twice the row's mean rank, less twice the mean of all ranks, a
   * whole number; equal values have the same. The sum over all rows is 0.
   *
   * @param values a column of numbers without nulls and NaN
   * @param rows how many there are
   */
  static Dataset<Row> twiceCentred(Dataset<Row> table, String values, String ranks, long rows) {
    // One RDD for both passes: where the parts begin is decided once, also when one is made again.
    JavaRDD<Row> sorted =
        table.groupBy(values).agg(count(lit(1)).as("mneme_count")).sort(values).toJavaRDD();
    List<Long> sizes =
        sorted
            .mapPartitions(
                part -> {
                  long size = 0;
                  while (part.hasNext()) {
                    size += part.next().getLong(1);
                  }
                  return List.of(size).iterator();
                })
            .collect();
    List<Long> before = new ArrayList<>();
    long sum = 0;
    for (long size : sizes) {
      before.add(sum);
      sum += size;
    }
    JavaRDD<Row> ranked =
        sorted.mapPartitionsWithIndex(
            (index, part) -> new Ranked(part, before.get(index), rows), false);
    Dataset<Row> ranksOfValues =
        table
            .sparkSession()
            .createDataFrame(
                ranked,
                new StructType().add(values, DataTypes.DoubleType).add(ranks, DataTypes.LongType));
    return table.join(ranksOfValues, values);
  }

  /** The values of a part with their ranks. */
  private static final class Ranked implements Iterator<Row> {
    private final Iterator<Row> values;
    private final long rows;
    private long below;

    Ranked(Iterator<Row> values, long below, long rows) {
      this.values = values;
      this.below = below;
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return values.hasNext();
    }

    @Override
    public Row next() {
      Row value = values.next();
      long size = value.getLong(1);
      long rank = 2 * below + size - rows;
      below += size;
      return RowFactory.create(value.getDouble(0), rank);
    }
  }
}
