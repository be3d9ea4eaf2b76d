package org.mneme.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.mneme.evaluate.Estimate;
import org.mneme.study.CrossStudy;
import org.mneme.study.CrossStudy.StudySet;
import org.mneme.study.CrossStudy.Training;

/**
 * A comparison of data sets for programs. {@code matrix} has an entry for each set trained on and
 * each evaluated on, with {@code spearman} and {@code loss} as {@code {"value", "low", "high",
 * "seeds"}}: the mean, its interval, and each seed's own; {@code trainings} has each training's own
 * figures. What is not defined is null.
 */
public final class StudyJson {
  private static final JsonMapper JSON = new JsonMapper();

  private StudyJson() {}

  /**
   * {@return the text of the file, JSON}
   *
   * @param study what it came to
   * @throws IOException if it cannot be written as JSON
   */
  public static String of(CrossStudy study) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("network", study.network());
    ArrayNode seeds = root.putArray("seeds");
    study.seeds().forEach(seeds::add);
    root.put("intervals", study.intervals());
    ArrayNode sets = root.putArray("sets");
    ArrayNode matrix = root.putArray("matrix");
    for (StudySet set : study.sets()) {
      sets.addObject().put("name", set.name()).put("train", set.train()).put("val", set.val());
      for (StudySet evaluated : study.sets()) {
        ObjectNode cell = matrix.addObject();
        cell.put("trained_on", set.name());
        cell.put("evaluated_on", evaluated.name());
        cell.set(
            "spearman",
            estimate(study.spearman(set, evaluated), study.spearmanBySeed(set, evaluated)));
        cell.set("loss", estimate(study.loss(set, evaluated), study.lossBySeed(set, evaluated)));
      }
    }
    ArrayNode trainings = root.putArray("trainings");
    study.trainings().forEach(training -> trainings.add(training(study, training)));
    ObjectNode provenance = root.putObject("provenance");
    study.provenance().forEach(provenance::put);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static ObjectNode estimate(Estimate mean, List<Double> bySeed) {
    ObjectNode node = MetricsJson.estimate(mean);
    add(node.putArray("seeds"), bySeed);
    return node;
  }

  private static void add(ArrayNode array, List<Double> values) {
    for (double value : values) {
      if (Double.isNaN(value)) {
        array.addNull();
      } else {
        array.add(value);
      }
    }
  }

  private static ObjectNode training(CrossStudy study, Training training) {
    ObjectNode node = JSON.createObjectNode();
    node.put("trained_on", training.set());
    node.put("seed", training.seed());
    node.put("run", training.run());
    node.put("command", training.command());
    add(node.putArray("val_spearman"), training.curve());
    ObjectNode evaluated = node.putObject("evaluated_on");
    for (int i = 0; i < study.sets().size(); i++) {
      evaluated.set(study.sets().get(i).name(), MetricsJson.estimate(training.spearman().get(i)));
    }
    return node;
  }
}
