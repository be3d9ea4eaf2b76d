package org.mneme.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.mneme.evaluate.Comparison;
import org.mneme.evaluate.Difference;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.Evaluation;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.ModelEvaluation;

/** Which model ranks best, and whether that may be luck of the images. */
final class Lead {
  private Lead() {}

  /** One sentence; none with fewer than two models whose ranking can be evaluated. */
  static List<String> of(Evaluation evaluation) {
    List<ModelEvaluation> ranked = new ArrayList<>(evaluation.models());
    ranked.removeIf(model -> Double.isNaN(spearman(model)));
    if (ranked.size() < 2) {
      return List.of();
    }
    ranked.sort(Comparator.comparing(Lead::spearman).reversed());
    String best = ranked.get(0).model();
    String next = ranked.get(1).model();
    return evaluation.comparisons().stream()
        .filter(c -> joins(c, best, next))
        .map(c -> sentence(c, best, next))
        .toList();
  }

  private static double spearman(ModelEvaluation model) {
    return model.figure(Figure.SPEARMAN).value();
  }

  private static boolean joins(Comparison comparison, String one, String other) {
    return List.of(comparison.first(), comparison.second()).containsAll(List.of(one, other));
  }

  private static String sentence(Comparison comparison, String best, String next) {
    Difference difference = comparison.differences().get(Figure.SPEARMAN);
    Estimate e = difference.estimate();
    Estimate lead =
        comparison.first().equals(best) ? e : new Estimate(-e.value(), -e.high(), -e.low());
    String figures = "Spearman %s higher".formatted(Numbers.of(lead.value()));
    if (!Double.isNaN(lead.low())) {
      figures +=
          ", 95 %% interval %s, %s".formatted(Numbers.interval(lead), Numbers.p(difference.p()));
    }
    return lead.low() > 0
        ? "%s ranks best, before %s (%s).".formatted(best, next, figures)
        : "Whether %s or %s ranks better cannot be told from these images (%s)."
            .formatted(best, next, figures);
  }
}
