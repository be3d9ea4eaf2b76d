package org.mneme.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.score.ScoringModel;
import org.mneme.score.ScoringSettings;

/**
 * A model that clients may ask for.
 *
 * @param name that requests give
 */
record ServedModel(String name, ScoringModel model, Optional<ModelCard> card) {
  private static final JsonMapper JSON = new JsonMapper();

  static ServedModel of(String name, ScoringModel model) throws IOException {
    return new ServedModel(name, model, OnnxFile.card(model.file()));
  }

  Path file() {
    return model.file();
  }

  /** SHA-256 of all that the model reads. */
  String identity() {
    return model.settings().identity().sha256();
  }

  /** Empty for a file that does not say. */
  Optional<Precision> precision() {
    return model.settings().precision();
  }

  /** Whether it is what a request wants; most files that do not say are fp32. */
  boolean isIn(Precision wanted) {
    return precision().orElse(Precision.FP32) == wanted;
  }

  /** The licence's first line. */
  private String licence() {
    return card.flatMap(each -> each.licence().lines().findFirst()).orElse("");
  }

  /** All that decides the scores of a request. */
  ScoringSettings settings(ScoreOptions options) {
    return model.settings().withCrops(options.crops()).withDecode(options.decodeMode());
  }

  /** How answers name the model. */
  ObjectNode json() {
    ObjectNode json =
        JSON.createObjectNode()
            .put("name", name)
            .put("identity", identity())
            .put("precision", precision().map(Precision::title).orElse(null))
            .put("licence", licence())
            .put("meaning", card.map(ModelCard::output).orElse(""));
    model.settings().preprocessing().note().ifPresent(note -> json.put("note", note));
    return json;
  }

  /** The same with what the model sees of a picture. */
  ObjectNode jsonWithInput() {
    Preprocessing p = model.settings().preprocessing().used();
    ObjectNode json = json();
    json.putObject("input")
        .put("width", p.width())
        .put("height", p.height())
        .put("cropWidth", p.cropWidth())
        .put("cropHeight", p.cropHeight())
        .put("resize", p.resizing().fitName());
    return json;
  }

  /** The same in an answer's headers, for forms that have no room for it. */
  void nameIn(Context request) {
    request.header("Mneme-Model", ascii(name));
    request.header("Mneme-Model-Identity", identity());
    request.header("Mneme-Model-Licence", ascii(licence()));
    request.header("Mneme-Precision", precision().map(Precision::title).orElse("unknown"));
  }

  private static String ascii(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
