package org.mneme.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.mneme.evaluate.Confounds;
import org.mneme.evaluate.Disagreements;
import org.mneme.evaluate.SetConfounds;
import org.mneme.explain.Explanation;

/**
 * The sections that were asked for, for programs: {@code confounds}, an entry for each data set,
 * and {@code disagreements}, one for each data set and pair of models. A section that was not asked
 * for is not there.
 */
final class ExtrasJson {
  private ExtrasJson() {}

  static void add(EvaluationExtras extras, ObjectNode root) {
    if (!extras.confounds().isEmpty()) {
      ArrayNode sets = root.putArray("confounds");
      extras.confounds().forEach(set -> add(set, sets.addObject()));
    }
    if (!extras.disagreements().isEmpty()) {
      ArrayNode pairs = root.putArray("disagreements");
      extras.disagreements().forEach(pair -> add(pair, pairs.addObject()));
    }
  }

  private static void add(SetConfounds set, ObjectNode node) {
    node.put("data", set.set());
    node.put("unread", set.unread());
    rows(set.people(), node.putArray("human_scores"));
    ObjectNode models = node.putObject("models");
    set.models().forEach((model, confounds) -> rows(confounds, models.putArray(model)));
  }

  private static void rows(Confounds confounds, ArrayNode rows) {
    for (Confounds.Row row : confounds.rows()) {
      ObjectNode each = rows.addObject();
      each.put("statistic", row.statistic());
      each.set("spearman", MetricsJson.estimate(row.spearman()));
      MetricsJson.number(each, "p_corrected", row.corrected());
      each.put("images", row.images());
    }
  }

  private static void add(Disagreements pair, ObjectNode node) {
    node.put("data", pair.set());
    node.put("first", pair.first());
    node.put("second", pair.second());
    ArrayNode cases = node.putArray("images");
    for (Disagreements.Case each : pair.cases()) {
      ObjectNode image = cases.addObject();
      image.put("image", each.item().id());
      ObjectNode people = image.putObject("human_scores");
      MetricsJson.number(people, "score", each.item().score());
      MetricsJson.number(people, "percentile", each.percentile());
      side(each.first(), image.putObject("first"));
      side(each.second(), image.putObject("second"));
    }
  }

  private static void side(Disagreements.Side side, ObjectNode node) {
    MetricsJson.number(node, "score", side.score());
    MetricsJson.number(node, "percentile", side.percentile());
    Optional<Explanation> explanation = side.explanation();
    if (explanation.isPresent()) {
      Explanation.Drawn drawn = explanation.get().maps().get(0);
      ObjectNode map = node.putObject("map");
      map.put("method", drawn.method().name());
      MetricsJson.number(map, "least", drawn.map().least());
      MetricsJson.number(map, "most", drawn.map().most());
    } else {
      node.putNull("map");
    }
  }
}
