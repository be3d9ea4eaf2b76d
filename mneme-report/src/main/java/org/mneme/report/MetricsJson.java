package org.mneme.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mneme.evaluate.Calibration;
import org.mneme.evaluate.Comparison;
import org.mneme.evaluate.Distribution;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.evaluate.Evaluation;
import org.mneme.evaluate.EvaluationMatrix;
import org.mneme.evaluate.EvaluationReport;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.HumanConsistency;
import org.mneme.evaluate.ModelEvaluation;
import org.mneme.evaluate.PileUp;
import org.mneme.evaluate.Repeated;
import org.mneme.evaluate.Summary;

/**
 * An evaluation for programs. {@code models} has an entry for each model on each data set, with
 * each figure under its plain name ({@link Figure#plainName}) as {@code {"value", "low", "high"}};
 * {@code data} has what is said of a data set: how many images, human consistency, comparisons of
 * models. What is not defined is null. Numbers are written so that they read back the same.
 */
public final class MetricsJson {
  private static final JsonMapper JSON = new JsonMapper();

  private MetricsJson() {}

  /**
   * {@return the text of the file, JSON}
   *
   * @param report of one or more data sets
   * @param matrix whether to add {@link EvaluationMatrix}
   * @param extras the page's sections that were asked for, added as {@code confounds} and {@code
   *     disagreements}
   * @throws IOException if it cannot be written as JSON
   */
  public static String of(EvaluationReport report, boolean matrix, EvaluationExtras extras)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("title", report.title());
    ArrayNode models = root.putArray("models");
    ArrayNode data = root.putArray("data");
    for (EvaluatedSet set : report.sets()) {
      set.evaluation().models().forEach(model -> models.add(model(set, model)));
      data.add(data(set));
    }
    if (matrix) {
      root.set("matrix", matrix(EvaluationMatrix.of(report)));
    }
    ExtrasJson.add(extras, root);
    ObjectNode provenance = root.putObject("provenance");
    report.provenance().forEach(provenance::put);
    ArrayNode notes = root.putArray("notes");
    report.notes().forEach(notes::add);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static ObjectNode model(EvaluatedSet set, ModelEvaluation model) {
    ObjectNode node = JSON.createObjectNode();
    node.put("model", model.model());
    node.put("data", set.name());
    node.put("images", set.evaluation().images());
    figures(node, model);
    node.put("verdict", model.verdict());
    node.set("distribution", distribution(model.distribution()));
    if (model.calibration().isPresent()) {
      node.set("calibration", calibration(model.calibration().get()));
    } else {
      node.putNull("calibration");
    }
    Map<Figure, Repeated> repeated = set.repeated().get(model.model());
    if (repeated != null) {
      node.set("repeated", repeated(repeated));
    }
    if (!set.byCategory().isEmpty()) {
      ObjectNode categories = node.putObject("categories");
      set.byCategory()
          .forEach((category, evaluation) -> category(categories, category, evaluation, model));
    }
    return node;
  }

  private static ObjectNode repeated(Map<Figure, Repeated> figures) {
    ObjectNode node = JSON.createObjectNode();
    figures.forEach(
        (figure, repeated) -> {
          ObjectNode one = node.putObject(figure.plainName());
          one.put("parts", repeated.parts());
          number(one, "mean", repeated.mean());
          number(one, "sd", repeated.sd());
          number(one, "min", repeated.min());
          number(one, "max", repeated.max());
        });
    return node;
  }

  private static void category(
      ObjectNode categories, String category, Evaluation evaluation, ModelEvaluation whole) {
    for (ModelEvaluation model : evaluation.models()) {
      if (model.model().equals(whole.model())) {
        ObjectNode node = categories.putObject(category);
        node.put("images", evaluation.images());
        figures(node, model);
      }
    }
  }

  private static void figures(ObjectNode node, ModelEvaluation model) {
    for (Figure figure : Figure.values()) {
      node.set(figure.plainName(), estimate(model.figure(figure)));
    }
    model.shareOfHumans().ifPresent(share -> node.set("share_of_humans", estimate(share)));
  }

  private static ObjectNode data(EvaluatedSet set) {
    ObjectNode node = JSON.createObjectNode();
    node.put("data", set.name());
    node.put("format", set.format());
    node.put("images", set.evaluation().images());
    node.put("omitted", set.evaluation().omitted());
    if (set.evaluation().humans().isPresent()) {
      node.set("human_consistency", humans(set.evaluation().humans().get()));
    } else {
      node.putNull("human_consistency");
    }
    ArrayNode comparisons = node.putArray("comparisons");
    for (Comparison comparison : set.evaluation().comparisons()) {
      ObjectNode pair = comparisons.addObject();
      pair.put("first", comparison.first());
      pair.put("second", comparison.second());
      ObjectNode differences = pair.putObject("differences");
      comparison
          .differences()
          .forEach(
              (figure, difference) -> {
                ObjectNode of = estimate(difference.estimate());
                number(of, "p", difference.p());
                differences.set(figure.plainName(), of);
              });
    }
    return node;
  }

  private static ObjectNode humans(HumanConsistency humans) {
    ObjectNode node = JSON.createObjectNode();
    node.put("halvings", humans.halvings());
    node.set("spearman", estimate(humans.spearman()));
    node.set("spearman_brown", estimate(humans.spearmanBrown()));
    number(node, "least", humans.least());
    number(node, "most", humans.most());
    return node;
  }

  private static ObjectNode distribution(Distribution distribution) {
    ObjectNode node = JSON.createObjectNode();
    node.set("predictions", summary(distribution.predictions()));
    node.set("truth", summary(distribution.truth()));
    number(node, "wasserstein", distribution.wasserstein());
    number(node, "kolmogorov_smirnov", distribution.kolmogorovSmirnov());
    ArrayNode heaps = node.putArray("pile_ups");
    for (PileUp heap : distribution.pileUps()) {
      ObjectNode each = heaps.addObject();
      each.put("side", heap.side() == PileUp.Side.FLOOR ? "floor" : "ceiling");
      number(each, "at", heap.at());
      number(each, "width", heap.width());
      number(each, "share", heap.share());
    }
    return node;
  }

  private static ObjectNode summary(Summary summary) {
    ObjectNode node = JSON.createObjectNode();
    node.put("count", summary.count());
    number(node, "mean", summary.mean());
    number(node, "sd", summary.sd());
    number(node, "min", summary.min());
    number(node, "max", summary.max());
    ObjectNode quantiles = node.putObject("quantiles");
    for (int i = 0; i < summary.quantiles().size(); i++) {
      number(quantiles, Summary.PROBABILITIES.get(i).toString(), summary.quantiles().get(i));
    }
    return node;
  }

  private static ObjectNode calibration(Calibration calibration) {
    ObjectNode node = JSON.createObjectNode();
    ArrayNode bins = node.putArray("reliability");
    for (Calibration.Bin bin : calibration.reliability()) {
      ObjectNode each = bins.addObject();
      each.put("images", bin.images());
      number(each, "prediction", bin.prediction());
      each.set("truth", estimate(bin.truth()));
    }
    ObjectNode line = node.putObject("line");
    number(line, "slope", calibration.line().slope());
    number(line, "intercept", calibration.line().intercept());
    line.set("held_out", after(calibration.afterLine()));
    ObjectNode isotonic = node.putObject("isotonic");
    isotonic.set("predictions", numbers(calibration.isotonic().predictions()));
    isotonic.set("scores", numbers(calibration.isotonic().scores()));
    isotonic.set("held_out", after(calibration.afterIsotonic()));
    return node;
  }

  private static ObjectNode after(Map<Figure, Estimate> figures) {
    ObjectNode node = JSON.createObjectNode();
    figures.forEach((figure, value) -> node.set(figure.plainName(), estimate(value)));
    return node;
  }

  private static ObjectNode matrix(EvaluationMatrix matrix) {
    ObjectNode node = JSON.createObjectNode();
    node.put("figure", Figure.SPEARMAN.plainName());
    ArrayNode data = node.putArray("data");
    matrix.data().forEach(data::add);
    ArrayNode rows = node.putArray("rows");
    for (EvaluationMatrix.Row row : matrix.rows()) {
      ObjectNode each = rows.addObject();
      each.put("model", row.model());
      ObjectNode cells = each.putObject("cells");
      List<String> names = matrix.data();
      for (int i = 0; i < names.size(); i++) {
        cells.set(
            names.get(i),
            row.cells()
                .get(i)
                .<JsonNode>map(MetricsJson::estimate)
                .orElse(JsonNodeFactory.instance.nullNode()));
      }
    }
    return node;
  }

  static ObjectNode estimate(Estimate estimate) {
    ObjectNode node = JSON.createObjectNode();
    number(node, "value", estimate.value());
    number(node, "low", estimate.low());
    number(node, "high", estimate.high());
    return node;
  }

  private static ArrayNode numbers(double[] values) {
    ArrayNode array = JSON.createArrayNode();
    for (double value : values) {
      array.add(value);
    }
    return array;
  }

  /** JSON has no NaN. */
  static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
