package org.mneme.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Fidelity in a model file's metadata: an array with an object for each kind of pictures. */
final class FidelityJson {
  private static final JsonMapper JSON = new JsonMapper();

  private FidelityJson() {}

  static String write(List<Fidelity> measured) {
    ArrayNode array = JSON.createArrayNode();
    for (Fidelity fidelity : measured) {
      ObjectNode node = array.addObject();
      node.put("pictures", fidelity.pictures());
      node.put("images", fidelity.images());
      node.put("spearman", fidelity.spearman());
      node.put("slope", fidelity.slope());
      node.put("shift", fidelity.shift());
      node.put("sdRatio", fidelity.sdRatio());
    }
    return array.toString();
  }

  /**
   * @throws IllegalArgumentException if it is no such array
   */
  static List<Fidelity> read(String text) throws JsonProcessingException {
    JsonNode array = JSON.readTree(text);
    if (!array.isArray()) {
      throw new IllegalArgumentException("its fidelity is not an array");
    }
    List<Fidelity> measured = new ArrayList<>();
    for (JsonNode node : array) {
      measured.add(
          new Fidelity(
              node.path("pictures").asText(),
              node.path("images").asInt(),
              number(node, "spearman"),
              number(node, "slope"),
              number(node, "shift"),
              number(node, "sdRatio")));
    }
    return measured;
  }

  /** What is not a number, such as a correlation of equal scores, is written as the text "NaN". */
  private static double number(JsonNode node, String field) {
    return node.path(field).isNumber() ? node.path(field).asDouble() : Double.NaN;
  }
}
