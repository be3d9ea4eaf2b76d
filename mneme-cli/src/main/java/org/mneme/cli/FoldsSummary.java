package org.mneme.cli;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/** What a cross-validation came to: each image is judged by the model that never saw it. */
record FoldsSummary(List<TrainOutcome> outcomes) {
  FoldsSummary {
    outcomes = List.copyOf(outcomes);
  }

  void print(Console console) {
    long images = outcomes.stream().mapToLong(outcome -> outcome.judged().size()).sum();
    DoubleSummaryStatistics folds =
        outcomes.stream()
            .mapToDouble(outcome -> TrainFigures.of(List.of(outcome)).spearman())
            .summaryStatistics();
    console
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "%d folds, %,d images, each judged by the model that did not see it: %s."
                    + " Spearman within the folds %.4f to %.4f, mean %.4f",
                outcomes.size(),
                images,
                TrainFigures.of(outcomes),
                folds.getMin(),
                folds.getMax(),
                folds.getAverage()));
  }
}
