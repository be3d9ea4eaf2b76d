package org.mneme.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mneme.evaluate.Comparison;
import org.mneme.evaluate.Difference;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.evaluate.Evaluation;
import org.mneme.evaluate.EvaluationMatrix;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.HumanConsistency;
import org.mneme.evaluate.Intervals;
import org.mneme.evaluate.ModelEvaluation;
import org.mneme.evaluate.Repeated;

/** An evaluation as text for a terminal. */
final class EvaluationTable {
  private static final List<Figure> SHOWN =
      List.of(Figure.SPEARMAN, Figure.PEARSON, Figure.MSE, Figure.BIAS, Figure.SD_RATIO);
  private static final double CERTAIN = .05;

  private EvaluationTable() {}

  /** A table of the models, what each comes to, and how each two differ. */
  static String of(EvaluatedSet set) {
    Evaluation evaluation = set.evaluation();
    StringBuilder text = new StringBuilder();
    text.append(
        line("%s: %s", Rows.printable(set.name()), Counted.of(evaluation.images(), "image"))
            + (evaluation.omitted() > 0 ? line(" (%,d left out)", evaluation.omitted()) : "")
            + (evaluation.images() < Intervals.LEAST_IMAGES
                ? line("; intervals take %d images or more", Intervals.LEAST_IMAGES)
                : "")
            + "\n");
    evaluation.humans().ifPresent(humans -> text.append(humans(humans)).append('\n'));
    boolean shares = evaluation.humans().isPresent();
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("model"));
    SHOWN.forEach(figure -> header.add(figure.plainName()));
    if (shares) {
      header.add("of humans");
    }
    rows.add(header);
    for (ModelEvaluation model : evaluation.models()) {
      List<String> row = new ArrayList<>(List.of(Rows.printable(model.model())));
      SHOWN.forEach(figure -> row.add(estimate(model.figure(figure), digits(figure))));
      if (shares) {
        row.add(model.shareOfHumans().map(share -> estimate(share, 2)).orElse("-"));
      }
      rows.add(row);
    }
    if (!evaluation.models().isEmpty()) {
      text.append(aligned(rows));
    }
    for (ModelEvaluation model : evaluation.models()) {
      text.append("%s %s\n".formatted(Rows.printable(model.model()), model.verdict()));
    }
    evaluation.comparisons().forEach(comparison -> text.append(compared(comparison)));
    set.repeated().forEach((model, figures) -> text.append(repeated(model, figures)));
    return text.toString();
  }

  /** Spearman's correlation of every model on every data set. */
  static String of(EvaluationMatrix matrix) {
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("spearman"));
    matrix.data().forEach(name -> header.add(Rows.printable(name)));
    rows.add(header);
    for (EvaluationMatrix.Row row : matrix.rows()) {
      List<String> cells = new ArrayList<>(List.of(Rows.printable(row.model())));
      for (Optional<Estimate> cell : row.cells()) {
        cells.add(cell.map(value -> estimate(value, 3)).orElse("-"));
      }
      rows.add(cells);
    }
    return aligned(rows);
  }

  private static String repeated(String model, Map<Figure, Repeated> figures) {
    StringBuilder text = new StringBuilder(Rows.printable(model));
    String between = " on repeated test sets: ";
    for (Map.Entry<Figure, Repeated> each : figures.entrySet()) {
      Repeated value = each.getValue();
      int digits = digits(each.getKey());
      text.append(
          line(
              "%s%s %s (SD %s, %d sets)",
              between,
              each.getKey().plainName(),
              number(value.mean(), digits),
              number(value.sd(), digits),
              value.parts()));
      between = ", ";
    }
    return text.append('\n').toString();
  }

  private static String humans(HumanConsistency humans) {
    return line(
        "humans agree with each other at Spearman %s between halves (mean of %d halvings)",
        estimate(humans.spearman(), 3), humans.halvings());
  }

  private static String compared(Comparison comparison) {
    Map<Figure, Difference> differences = comparison.differences();
    Difference difference = differences.get(Figure.SPEARMAN);
    if (difference == null || Double.isNaN(difference.estimate().value())) {
      return "";
    }
    return line(
        "%s less %s: Spearman %s, p %s%s\n",
        Rows.printable(comparison.first()),
        Rows.printable(comparison.second()),
        estimate(difference.estimate(), 3),
        number(difference.p(), 3),
        difference.p() >= CERTAIN ? ": may be chance" : "");
  }

  /** A squared error has its first digit where others have their third. */
  private static int digits(Figure figure) {
    return figure == Figure.MSE ? 4 : 3;
  }

  private static String estimate(Estimate estimate, int digits) {
    return Double.isNaN(estimate.low())
        ? number(estimate.value(), digits)
        : "%s [%s, %s]"
            .formatted(
                number(estimate.value(), digits),
                number(estimate.low(), digits),
                number(estimate.high(), digits));
  }

  private static String number(double value, int digits) {
    return Double.isNaN(value) ? "-" : line("%." + digits + "f", value);
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String aligned(List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
