package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mneme.image.MeanImage;
import org.mneme.image.Preprocessing;

/**
 * The card as an ONNX file's metadata: plain text under {@code mneme.*}, which every ONNX tool
 * shows.
 */
final class CardMetadata {
  private static final String PREFIX = "mneme.";
  private static final String FIDELITY = PREFIX + "fidelity.measured";

  /** One rank correlation, as earlier builds wrote it. */
  private static final String OLDER_FIDELITY = PREFIX + "fidelity";

  private static final String NOTE = PREFIX + "note.";

  /**
   * The mean image's float32 values, little-endian {@code [channels, height, width]}, in base64.
   */
  private static final String MEAN_IMAGE = PREFIX + "mean.image";

  private CardMetadata() {}

  /** Replaces the model's card, leaving other metadata alone. */
  static ModelProto.Builder put(ModelProto.Builder model, ModelCard card) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (StringStringEntryProto entry : model.getMetadataPropsList()) {
      if (!entry.getKey().startsWith(PREFIX)) {
        entries.put(entry.getKey(), entry.getValue());
      }
    }
    entries.put(PREFIX + "name", card.name());
    entries.put(PREFIX + "preprocessing", PreprocessingJson.write(card.preprocessing()));
    MeanImage meanImage = card.preprocessing().meanImage();
    if (meanImage != null) {
      entries.put(MEAN_IMAGE, Base64.getEncoder().encodeToString(meanImage.toBytes()));
    }
    entries.put(PREFIX + "output", card.output());
    entries.put(PREFIX + "licence", card.licence());
    entries.put(PREFIX + "origin", card.origin());
    entries.put(PREFIX + "source.sha256", card.sourceSha256());
    entries.put(PREFIX + "precision", card.precision().title());
    if (!card.fidelity().isEmpty()) {
      entries.put(FIDELITY, FidelityJson.write(card.fidelity()));
    }
    card.notes().forEach((key, value) -> entries.put(NOTE + key, value));
    model.clearMetadataProps();
    entries.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model;
  }

  /** The card in these entries; empty when the file was not made by Mneme. */
  static Optional<ModelCard> card(Map<String, String> entries, Path file) throws ModelException {
    if (!entries.containsKey(PREFIX + "preprocessing")) {
      return Optional.empty();
    }
    Map<String, String> notes = new LinkedHashMap<>();
    entries.forEach(
        (key, value) -> {
          if (key.startsWith(NOTE)) {
            notes.put(key.substring(NOTE.length()), value);
          }
        });
    try {
      return Optional.of(
          new ModelCard(
              entries.getOrDefault(PREFIX + "name", ""),
              preprocessing(entries),
              entries.getOrDefault(PREFIX + "output", ""),
              entries.getOrDefault(PREFIX + "licence", ""),
              entries.getOrDefault(PREFIX + "origin", ""),
              entries.getOrDefault(PREFIX + "source.sha256", ""),
              Precision.valueOf(
                  entries.getOrDefault(PREFIX + "precision", "fp32").toUpperCase(Locale.ROOT)),
              fidelity(entries),
              notes));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new ModelException(
          "%s: its metadata cannot be understood (%s). Was it made by a newer version of Mneme?"
              .formatted(file, firstLine(e)),
          e);
    }
  }

  private static List<Fidelity> fidelity(Map<String, String> entries)
      throws JsonProcessingException {
    String measured = entries.get(FIDELITY);
    if (measured != null) {
      return FidelityJson.read(measured);
    }
    String ranksOnly = entries.get(OLDER_FIDELITY);
    return ranksOnly == null
        ? List.of()
        : List.of(Fidelity.ofRanksOnly(Double.parseDouble(ranksOnly)));
  }

  private static Preprocessing preprocessing(Map<String, String> entries)
      throws JsonProcessingException {
    String json = entries.getOrDefault(PREFIX + "preprocessing", "");
    String image = entries.get(MEAN_IMAGE);
    if (PreprocessingJson.namesMeanImage(json) != (image != null)) {
      throw new IllegalArgumentException("its mean image is not all there");
    }
    return PreprocessingJson.read(json, image == null ? null : Base64.getDecoder().decode(image));
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
