package org.mneme.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import org.mneme.data.Duplicate;
import org.mneme.data.Inspection;
import org.mneme.data.Problem;
import org.mneme.data.ScoreSummary;

/** What is in a data set, and what is wrong with it, for programs. */
public final class InspectionJson {
  private static final JsonMapper JSON = new JsonMapper();

  private InspectionJson() {}

  /**
   * {@return the text of a JSON object}
   *
   * @param found what an inspection found
   * @throws IOException if it cannot be written as JSON
   */
  public static String of(Inspection found) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("data", found.dataSet());
    root.put("format", found.format().title());
    root.put("images", found.images());
    ObjectNode parts = root.putObject("parts");
    found.parts().forEach((part, count) -> parts.put(part.label(), count));
    ObjectNode categories = root.putObject("categories");
    found.categories().forEach(categories::put);
    root.set("scores", scores(found.scores()));
    ArrayNode duplicates = root.putArray("duplicates");
    for (Duplicate duplicate : found.duplicates()) {
      ObjectNode each = duplicates.addObject();
      each.put("sha256", duplicate.sha256());
      each.put("leak", duplicate.leaks());
      ArrayNode images = each.putArray("images");
      duplicate.items().forEach(item -> images.add(item.id()));
    }
    ArrayNode problems = root.putArray("problems");
    for (Problem problem : found.problems()) {
      ObjectNode each = problems.addObject();
      each.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
      each.put("file", problem.file().toString());
      each.put("line", problem.line());
      each.put("what", problem.what());
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  private static ObjectNode scores(ScoreSummary scores) {
    ObjectNode node = JSON.createObjectNode();
    node.put("mean", scores.mean());
    node.put("sd", scores.sd());
    node.put("min", scores.min());
    node.put("lower_quartile", scores.lowerQuartile());
    node.put("median", scores.median());
    node.put("upper_quartile", scores.upperQuartile());
    node.put("max", scores.max());
    ObjectNode histogram = node.putObject("histogram");
    histogram.put("from", scores.from());
    histogram.put("to", scores.to());
    ArrayNode counts = histogram.putArray("counts");
    scores.histogram().forEach(counts::add);
    return node;
  }
}
