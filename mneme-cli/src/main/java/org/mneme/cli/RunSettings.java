package org.mneme.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.mneme.files.Sha256;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.ModelCard;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;

/**
 * What decides the scores of a run. It is written beside a CSV or JSON lines file as {@code
 * FILE.run.json}: it says later which model made the scores, and keeps two models' scores from
 * being mixed when the file is continued.
 *
 * @param model the name that the model file gives itself, or its file's name
 * @param fingerprint of the model file: its size, and a hash of 4 MiB taken from all over it
 * @param output the network's output that is the score
 */
record RunSettings(
    String model,
    String fingerprint,
    String output,
    Crops crops,
    DecodeMode decode,
    Preprocessing preprocessing) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final int PARTS = 64;
  private static final int PART_BYTES = 1 << 16;

  static RunSettings of(Path model, Scorer scorer, ScorerOptions options) throws IOException {
    return new RunSettings(
        scorer.card().map(ModelCard::name).orElse(String.valueOf(model.getFileName())),
        fingerprint(model),
        scorer.output(),
        options.crops(),
        options.decode(),
        scorer.preprocessing());
  }

  /** Where the settings of the run that wrote these scores are. */
  static Path fileBeside(Path scores) {
    return scores.resolveSibling(scores.getFileName() + ".run.json");
  }

  void writeBeside(Path scores) throws IOException {
    Files.writeString(fileBeside(scores), JSON.writeValueAsString(this) + "\n");
  }

  /**
   * Refuses scores that were made with other settings. Scores without a settings file, or with one
   * that was not written whole, pass: nothing is known against them.
   */
  void requireSameBeside(Path scores) throws IOException {
    Path file = fileBeside(scores);
    if (!Files.exists(file)) {
      return;
    }
    JsonNode now = JSON.valueToTree(this);
    JsonNode then;
    try {
      then = JSON.readTree(file.toFile());
    } catch (JacksonException e) {
      return;
    }
    for (Map.Entry<String, JsonNode> setting : now.properties()) {
      JsonNode before = then.path(setting.getKey());
      if (!before.isMissingNode() && !before.toString().equals(setting.getValue().toString())) {
        throw new IOException(
            ("%s: was begun with another %s: %s, now %s (%s says so). Continue with the same"
                    + " options, or take another --output")
                .formatted(scores, setting.getKey(), before, setting.getValue(), file));
      }
    }
  }

  /** The whole file would take seconds to hash; another training changes every part of it. */
  private static String fingerprint(Path model) throws IOException {
    MessageDigest sha256 = Sha256.digest();
    try (FileChannel channel = FileChannel.open(model)) {
      long size = channel.size();
      ByteBuffer part = ByteBuffer.allocate(PART_BYTES);
      for (int i = 0; i < PARTS; i++) {
        channel.read(part.clear(), Math.max(0, size - PART_BYTES) / (PARTS - 1) * i);
        sha256.update(part.flip());
      }
      return size + "-" + HexFormat.of().formatHex(sha256.digest(), 0, 8);
    }
  }
}
