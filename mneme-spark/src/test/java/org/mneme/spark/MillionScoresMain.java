package org.mneme.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.sql.SparkSession;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.Evaluation;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.Intervals;
import org.mneme.evaluate.Missing;
import org.mneme.evaluate.ScoreTable;

/**
 * Evaluates made-up predictions on a cluster and on one machine, and prints each figure of both
 * with its interval: MASTER ROWS. With further settings of Spark as system properties.
 */
public final class MillionScoresMain {
  private MillionScoresMain() {}

  public static void main(String[] args) throws IOException {
    int rows = Integer.parseInt(args[1]);
    double[] truth = new double[rows];
    double[] predictions = new double[rows];
    Path table = Files.createTempFile("scores", ".csv");
    SplittableRandom random = new SplittableRandom(11);
    List<String> lines = new ArrayList<>(List.of("image,score,human"));
    for (int i = 0; i < rows; i++) {
      // Of two and three decimals, so that most tie.
      truth[i] = Math.round(100 * random.nextDouble()) / 100.0;
      predictions[i] = Math.round(1000 * (.4 + .3 * truth[i] + .3 * random.nextDouble())) / 1000.0;
      lines.add("p" + i + "," + predictions[i] + "," + truth[i]);
    }
    Files.write(table, lines);
    lines.clear();
    long start = System.nanoTime();
    Map<String, String[]> spread = onCluster(args[0], table);
    say("on the cluster, with its start", start);
    start = System.nanoTime();
    Map<Figure, Estimate> local =
        Evaluation.of(
                ScoreTable.of(truth).withModel("m", predictions), Missing.REFUSE, Intervals.DEFAULT)
            .models()
            .get(0)
            .figures();
    say("on one machine", start);
    local.forEach(
        (figure, one) -> {
          String[] cells = spread.get(figure.plainName());
          System.out.printf(
              Locale.ROOT,
              "%-24s %.12f (%.6f to %.6f), on the cluster %s to %s; difference %.1e%n",
              figure.plainName(),
              one.value(),
              one.low(),
              one.high(),
              cells[2],
              cells[3],
              Math.abs(one.value() - Double.parseDouble(cells[1])));
        });
    Files.delete(table);
  }

  private static Map<String, String[]> onCluster(String master, Path table) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // The program takes the session that there is.
    SparkSession spark =
        SparkSession.builder().master(master).appName("MillionScoresMain").getOrCreate();
    try {
      int exit =
          EvaluateScores.run(
              new String[] {
                "--input", table.toString(), "--input-format", "csv", "--human-column", "human"
              },
              new PrintStream(out, true, StandardCharsets.UTF_8),
              System.err);
      if (exit != 0) {
        throw new IllegalStateException("exit code " + exit);
      }
    } finally {
      spark.stop();
    }
    Map<String, String[]> figures = new HashMap<>();
    out.toString(StandardCharsets.UTF_8)
        .lines()
        .skip(1)
        .map(line -> line.split(",", -1))
        .forEach(cells -> figures.put(cells[0], cells));
    return figures;
  }

  private static void say(String where, long start) {
    System.out.printf(Locale.ROOT, "%s: %.1f s%n", where, (System.nanoTime() - start) / 1e9);
  }
}
