package org.mneme.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.mneme.evaluate.Concordance;
import scala.Tuple2;

/**
 * The sum that Kendall's tau needs, over all pairs of images of all machines: how many pairs two
 * orders agree on, less how many they contradict each other on.
 *
 * <p>Both orders are cut into groups of neighbours. Of two images in different groups of both, the
 * groups alone say how they stand, so {@link CountedPairs} gives the sum over such pairs. Pairs in
 * the same group of the first order are summed here, group by group, and so are those that share a
 * group of the second order alone. No machine holds more than a group for each of its tasks; a
 * group of one value is left out, because all of it ties.
 */
final class Concordances {
  private static final String IMAGES = "mneme_images";

  private Concordances() {}

  /** The name of a column of ranks, and of the column with their groups. */
  record Order(String rank, String group) {}

  /** Images with the same two ranks, and their group of the other order. */
  private record Place(long truth, long prediction, long images, int cell)
      implements Serializable {}

  /**
   * The sum over all pairs that share a group of either order.
   *
   * @param ranked the columns of both orders
   */
  static long withinGroups(Dataset<Row> ranked, Order truth, Order prediction) {
    Dataset<Row> places =
        ranked
            .groupBy(truth.group(), prediction.group(), truth.rank(), prediction.rank())
            .agg(count(lit(1)).as(IMAGES));
    long first =
        groups(places, truth, prediction).map(group -> concordance(group._2())).fold(0L, Long::sum);
    long second =
        groups(places, prediction, truth)
            .map(group -> concordance(group._2()) - withinCells(group._2()))
            .fold(0L, Long::sum);
    return first + second;
  }

  /** How many pairs of rows have the same value. */
  static double ties(Dataset<Row> table, String values) {
    Dataset<Row> sizes = table.groupBy(values).agg(count(lit(1)).as(IMAGES));
    return sizes
            .agg(sum(col(IMAGES).multiply(col(IMAGES).minus(lit(1L))).cast("double")))
            .first()
            .getDouble(0)
        / 2;
  }

  /** The groups of an order that have more than one value. */
  private static JavaPairRDD<Integer, Iterable<Place>> groups(
      Dataset<Row> places, Order order, Order other) {
    Dataset<Row> several =
        places
            .groupBy(order.group())
            .agg(min(order.rank()).as("mneme_least"), max(order.rank()).as("mneme_most"))
            .filter("mneme_least < mneme_most")
            .select(order.group());
    return places
        .join(several, order.group())
        .select(order.group(), order.rank(), other.rank(), IMAGES, other.group())
        .toJavaRDD()
        .mapToPair(
            row ->
                new Tuple2<>(
                    row.getInt(0),
                    new Place(row.getLong(1), row.getLong(2), row.getLong(3), row.getInt(4))))
        .groupByKey();
  }

  private static long concordance(Iterable<Place> places) {
    List<Place> all = new ArrayList<>();
    places.forEach(all::add);
    return new Concordance(
            all.stream().mapToLong(Place::truth).toArray(),
            all.stream().mapToLong(Place::prediction).toArray())
        .sum(all.stream().mapToLong(Place::images).toArray());
  }

  /** The sum over pairs that also share the group of the other order. */
  private static long withinCells(Iterable<Place> places) {
    Map<Integer, List<Place>> cells = new HashMap<>();
    places.forEach(
        place -> cells.computeIfAbsent(place.cell(), none -> new ArrayList<>()).add(place));
    return cells.values().stream().mapToLong(Concordances::concordance).sum();
  }
}
