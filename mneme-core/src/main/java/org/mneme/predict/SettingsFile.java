package org.mneme.predict;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mneme.image.MeanImage;
import org.mneme.image.Preprocessing;
import org.mneme.image.Resizing;
import org.mneme.onnx.Precision;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;
import org.mneme.score.ScoringSettings;

/**
 * What decides the scores of a file, written beside it as {@code FILE.run.json}: it says later
 * which model made the scores, and keeps two models' scores from being mixed when the file is
 * continued.
 */
public final class SettingsFile {
  /** Goes up when the fields change; files of other forms are not taken for this one. */
  private static final String FORM = "mneme-scores-2";

  private static final String FORM_FIELD = "form";
  private static final String PRECISION = "precision";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private SettingsFile() {}

  /**
   * {@return where the settings are that made these scores}
   *
   * @param scores a file of scores
   */
  public static Path beside(Path scores) {
    return scores.resolveSibling(scores.getFileName() + ".run.json");
  }

  /**
   * Writes what decides the scores of a file beside it, in the place of an older one.
   *
   * @param scores a file of scores; need not exist yet
   * @param settings the model's identity, the preparation of the images, the crops
   * @throws IOException if it cannot be written
   */
  public static void write(Path scores, ScoringSettings settings) throws IOException {
    Files.writeString(beside(scores), JSON.writeValueAsString(json(settings)) + "\n");
  }

  /**
   * Refuses scores that were made with other settings. Scores without a settings file, or with one
   * that was not written whole, pass: nothing is known against them.
   *
   * @throws PredictionException if the scores must not be continued with these settings
   */
  static void requireSame(Path scores, ScoringSettings settings) throws IOException {
    Path file = beside(scores);
    if (!Files.exists(file)) {
      return;
    }
    JsonNode then;
    try {
      then = JSON.readTree(file.toFile());
    } catch (JacksonException e) {
      return;
    }
    if (!then.isObject()) {
      return;
    }
    if (!then.path(FORM_FIELD).asText().equals(FORM)) {
      throw new PredictionException(
          "%s: was begun by %s version of Mneme, whose settings (%s) do not say for certain which model made its scores"
              .formatted(scores, then.has(FORM_FIELD) ? "another" : "an older", file),
          Remedy.of(Action.WRITE_ANEW, "Take another file, or write this one anew"));
    }
    ObjectNode now = json(settings);
    Set<String> fields = new LinkedHashSet<>();
    now.fieldNames().forEachRemaining(fields::add);
    then.fieldNames().forEachRemaining(fields::add);
    for (String field : fields) {
      String before = text(then, field);
      if (field.equals(PRECISION) && !then.has(PRECISION)) {
        continue; // An earlier build; the model's hash tells the precisions apart.
      }
      if (!before.equals(text(now, field))) {
        throw new PredictionException(
            "%s: was begun with another %s: %s, now %s (%s says so)"
                .formatted(scores, field, before, text(now, field), file),
            Remedy.of(
                Action.CONTINUE_ELSEWHERE,
                "Continue with the same settings, or take another file"));
      }
    }
  }

  /**
   * {@return the precision that made these scores, so that they can be continued in it; empty where
   * it is not known}
   *
   * @param scores a file of scores
   * @throws IOException if the settings file cannot be read
   */
  public static Optional<Precision> precision(Path scores) throws IOException {
    Path file = beside(scores);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      String found = JSON.readTree(file.toFile()).path(PRECISION).asText();
      return Arrays.stream(Precision.values()).filter(p -> p.title().equals(found)).findFirst();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** A float comes back from a file as a double: only what was written is compared. */
  private static String text(JsonNode settings, String field) {
    return settings.path(field).isMissingNode() ? "none" : settings.path(field).toString();
  }

  /** Every field is named here, so that no renaming in the code changes what the file says. */
  private static ObjectNode json(ScoringSettings settings) {
    ObjectNode root = JSON.createObjectNode();
    root.put(FORM_FIELD, FORM);
    root.put("model", settings.model());
    settings.precision().ifPresent(precision -> root.put(PRECISION, precision.title()));
    root.put("sha256", settings.identity().sha256());
    if (!settings.identity().external().isEmpty()) {
      ObjectNode external = root.putObject("external");
      settings.identity().external().forEach(external::put);
    }
    root.put("crops", settings.crops().name());
    root.put("decode", settings.decode().name());
    settings.output().ifPresent(output -> root.put("output", output));
    root.set("preprocessing", json(settings.preprocessing().used()));
    settings
        .preprocessing()
        .overridden()
        .ifPresent(own -> root.set("overriddenPreprocessing", json(own)));
    return root;
  }

  private static ObjectNode json(Preprocessing p) {
    ObjectNode node = JSON.createObjectNode();
    node.put("width", p.width());
    node.put("height", p.height());
    node.put("cropWidth", p.cropWidth());
    node.put("cropHeight", p.cropHeight());
    node.put("order", p.order().name().toLowerCase(Locale.ROOT));
    node.put("divisor", p.divisor());
    numbers(node.putArray("mean"), p.mean());
    numbers(node.putArray("std"), p.std());
    MeanImage meanImage = p.meanImage();
    if (meanImage != null) {
      node.put("meanImage", meanImage.toString());
    }
    if (!p.resizing().equals(Resizing.USUAL)) {
      node.put("resize", p.resizing().fitName());
      node.put("filter", p.resizing().filterName());
    }
    return node;
  }

  private static void numbers(ArrayNode array, List<Float> values) {
    values.forEach(array::add);
  }
}
