package org.mneme.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mneme.explain.Area;
import org.mneme.explain.CropRanking;
import org.mneme.explain.Explanation;
import org.mneme.explain.ScoreMap;

/** What a score depends on, for programs. Places are shares of the picture's width and height. */
public final class ExplanationJson {
  /** What every value of a map is. */
  static final String UNIT = "change of score";

  /** Suggested crops of either kind. */
  static final int CROPS = 5;

  private static final JsonMapper JSON = new JsonMapper();

  private ExplanationJson() {}

  /**
   * {@return the text of a JSON object}
   *
   * @param explanation of one picture
   * @param model its name
   * @param crops of the picture, ranked
   * @param values whether the maps' values are in it, as rows of numbers
   * @throws IOException if it cannot be written as JSON
   */
  public static String of(
      Explanation explanation, String model, Optional<CropRanking> crops, boolean values)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("image", explanation.picture());
    root.put("width", explanation.width());
    root.put("height", explanation.height());
    root.put("model", model);
    root.put("score", explanation.score());
    root.set("seen", area(explanation.seen()));
    ArrayNode maps = root.putArray("maps");
    for (Explanation.Drawn drawn : explanation.maps()) {
      maps.add(map(drawn, values));
    }
    if (crops.isPresent()) {
      ObjectNode node = root.putObject("crops");
      node.put("aspect", crops.get().aspect());
      node.put("note", CropRanking.NOTE);
      node.set("highest", crops(crops.get().highest(CROPS)));
      node.set("lowest", crops(crops.get().lowest(CROPS)));
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  private static ObjectNode map(Explanation.Drawn drawn, boolean values) {
    ScoreMap map = drawn.map();
    ObjectNode node = JSON.createObjectNode();
    node.put("method", drawn.method().name());
    node.put("settings", drawn.method().describe());
    node.put("meaning", drawn.method().meaning());
    node.put("unit", UNIT);
    node.set("area", area(map.area()));
    node.put("rows", map.rows());
    node.put("columns", map.columns());
    node.put("baseline", map.baseline());
    node.put("least", map.least());
    node.put("most", map.most());
    node.put("seconds", Math.round(1000 * drawn.seconds()) / 1000.0);
    drawn.note().ifPresent(note -> node.put("note", note));
    if (values) {
      ArrayNode rows = node.putArray("values");
      for (int row = 0; row < map.rows(); row++) {
        ArrayNode cells = rows.addArray();
        for (int column = 0; column < map.columns(); column++) {
          cells.add(map.at(row, column));
        }
      }
    }
    return node;
  }

  private static ObjectNode area(Area area) {
    ObjectNode node = JSON.createObjectNode();
    node.put("left", area.left());
    node.put("top", area.top());
    node.put("width", area.width());
    node.put("height", area.height());
    return node;
  }

  private static ArrayNode crops(List<CropRanking.ScoredCrop> crops) {
    ArrayNode nodes = JSON.createArrayNode();
    for (CropRanking.ScoredCrop crop : crops) {
      ObjectNode node = nodes.addObject();
      node.put("left", crop.left());
      node.put("top", crop.top());
      node.put("width", crop.width());
      node.put("height", crop.height());
      node.put("score", crop.score());
    }
    return nodes;
  }
}
