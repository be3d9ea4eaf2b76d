package org.mneme.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A model as every answer names it. */
final class ModelJson {
  private static final JsonMapper JSON = new JsonMapper();

  private ModelJson() {}

  static ObjectNode of(OpenModels.Served model) {
    return JSON.createObjectNode()
        .put("name", model.name())
        .put("identity", model.identity())
        .put("precision", model.precision())
        .put("licence", model.licence())
        .put("meaning", model.meaning());
  }
}
