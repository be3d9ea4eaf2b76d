package org.mneme.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.mneme.evaluate.Comparison;
import org.mneme.evaluate.Difference;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.Evaluation;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.Intervals;
import org.mneme.evaluate.Missing;
import org.mneme.evaluate.ModelEvaluation;
import org.mneme.evaluate.ScoreTable;

/**
 * How often the 95 % intervals of an evaluation cover the truth: images are drawn from populations
 * whose figures are known, evaluated, and the intervals that hold the known figure are counted.
 *
 * <p>Arguments: number of data sets of each kind, such as 2000 (the standard error of a coverage is
 * then .5 %); numbers of images, such as {@code 20,60}; a folder with LNSIM's scores; optionally
 * the population's name. Prints a table of coverage in per cent, with the shares of intervals that
 * lie too high and too low.
 */
public final class IntervalCoverage {
  private final Map<String, long[]> counts = new TreeMap<>();

  public static void main(String[] arguments) throws IOException {
    int sets = Integer.parseInt(arguments[0]);
    int[] sizes = Arrays.stream(arguments[1].split(",", -1)).mapToInt(Integer::parseInt).toArray();
    for (Population population : Population.all(Path.of(arguments[2]))) {
      if (arguments.length > 3 && !population.name().matches(arguments[3])) {
        continue;
      }
      Map<String, Double> truth = truth(population);
      for (int images : sizes) {
        IntervalCoverage coverage = new IntervalCoverage();
        IntStream.range(0, sets)
            .parallel()
            .forEach(
                set -> {
                  SplittableRandom random = new SplittableRandom(1_000_003L * set + images);
                  coverage.count(truth, figures(evaluate(population.draw(random, images))));
                });
        coverage.print(population.name(), images, truth);
      }
    }
  }

  private static Evaluation evaluate(double[][] columns) {
    ScoreTable table =
        ScoreTable.of(columns[0]).withModel("first", columns[1]).withModel("second", columns[2]);
    for (int c = 3; c < columns.length; c += 2) {
      table = table.withHalving(columns[c], columns[c + 1]);
    }
    return Evaluation.of(table, Missing.REFUSE, Intervals.DEFAULT);
  }

  /** Every interval by name. */
  private static Map<String, Estimate> figures(Evaluation evaluation) {
    Map<String, Estimate> all = new LinkedHashMap<>();
    ModelEvaluation first = evaluation.models().get(0);
    first.figures().forEach((figure, estimate) -> all.put(figure.plainName(), estimate));
    Comparison comparison = evaluation.comparisons().get(0);
    for (Map.Entry<Figure, Difference> each : comparison.differences().entrySet()) {
      all.put("difference of " + each.getKey().plainName(), each.getValue().estimate());
    }
    evaluation
        .humans()
        .ifPresent(
            humans -> {
              all.put("human consistency", humans.spearman());
              all.put("of humans", first.shareOfHumans().orElseThrow());
            });
    return all;
  }

  /** Every figure of the population. */
  private static Map<String, Double> truth(Population population) {
    double[][] all = population.everything();
    Map<String, Double> truth = new LinkedHashMap<>();
    for (Figure figure : Figure.values()) {
      double first = figure.of(all[0], all[1]);
      truth.put(figure.plainName(), first);
      truth.put("difference of " + figure.plainName(), first - figure.of(all[0], all[2]));
    }
    double sum = 0;
    List<Double> halvings = new ArrayList<>();
    for (int c = 3; c < all.length; c += 2) {
      halvings.add(Figure.SPEARMAN.of(all[c], all[c + 1]));
      sum += Figure.SPEARMAN.of(all[c], all[c + 1]);
    }
    truth.put("human consistency", sum / halvings.size());
    truth.put("of humans", truth.get("spearman") * halvings.size() / sum);
    return truth;
  }

  private synchronized void count(Map<String, Double> truth, Map<String, Estimate> figures) {
    figures.forEach(
        (name, estimate) -> {
          long[] of = counts.computeIfAbsent(name, each -> new long[4]);
          double value = truth.get(name);
          if (Double.isNaN(estimate.low())) {
            of[3]++;
          } else {
            of[value < estimate.low() ? 1 : value > estimate.high() ? 2 : 0]++;
          }
        });
  }

  private void print(String population, int images, Map<String, Double> truth) {
    counts.forEach(
        (name, of) -> {
          double all = of[0] + of[1] + of[2];
          System.out.println(
              String.format(
                  Locale.ROOT,
                  "| %s | %d | %s | %.4f | %.1f | %.1f | %.1f | %d |",
                  population,
                  images,
                  name,
                  truth.get(name),
                  100 * of[0] / all,
                  100 * of[1] / all,
                  100 * of[2] / all,
                  of[3]));
        });
  }
}
