package org.mneme.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.ModelIdentity;
import org.mneme.onnx.Precision;
import org.mneme.score.PreprocessingChoice;
import org.mneme.score.Score;
import org.mneme.score.ScoringSettings;

class PredictionFileTest {
  private static final ScoringSettings SETTINGS =
      new ScoringSettings(
          "tiny",
          new ModelIdentity("a".repeat(64), Map.of()),
          Optional.of(Precision.FP32),
          Crops.CENTRE,
          DecodeMode.NATURAL,
          new PreprocessingChoice(Preprocessing.RESMEM, Optional.empty()),
          Optional.empty());

  /** Names that CSV must quote, a failure, and one image twice. */
  private static final List<Score> SCORES =
      List.of(
          new Score(Path.of("a.png"), .1f, null),
          new Score(Path.of("two, \"b\".png"), .25f, null),
          new Score(Path.of("line\nfeed.png"), 1e-8f, null),
          new Score(Path.of("broken.png"), Float.NaN, "no picture"),
          new Score(Path.of("ünï.png"), .75f, null),
          new Score(Path.of("a.png"), .1f, null));

  @TempDir Path folder;

  private Path file(RowFormat format) {
    return folder.resolve("scores." + format);
  }

  private static void goOn(Path file, RowFormat format, ScoringSettings settings)
      throws IOException {
    try (PredictionFile rows = PredictionFile.resume(file, format, settings)) {
      for (Score score : SCORES) {
        if (!rows.finished().take(score.image())) {
          rows.accept(score);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void fileCutAtAnyByteIsMadeWholeAgain(RowFormat format) throws IOException {
    Path file = file(format);
    goOn(file, format, SETTINGS);
    byte[] whole = Files.readAllBytes(file);
    for (int cut = 0; cut <= whole.length; cut++) {
      Files.write(file, Arrays.copyOf(whole, cut));
      goOn(file, format, SETTINGS);
      assertArrayEquals(whole, Files.readAllBytes(file), "cut at byte " + cut);
    }
  }

  @Test
  void settingsSayWhatDecidesTheScores() throws IOException {
    Path file = file(RowFormat.CSV);
    goOn(file, RowFormat.CSV, SETTINGS);
    JsonNode written = new JsonMapper().readTree(SettingsFile.beside(file).toFile());
    assertEquals("tiny", written.get("model").textValue());
    assertEquals("a".repeat(64), written.get("sha256").textValue());
    assertEquals("fp32", written.get("precision").textValue());
    assertEquals(Optional.of(Precision.FP32), SettingsFile.precision(file));
    assertEquals(227, written.get("preprocessing").get("cropWidth").intValue());
    assertNull(written.get("overriddenPreprocessing"));
  }

  /** Overridden preprocessing that comes to the same as a model's own is said all the same. */
  @Test
  void otherSettingsAreRefusedAndTheFileIsLeftAlone() throws IOException {
    Path file = file(RowFormat.CSV);
    goOn(file, RowFormat.CSV, SETTINGS);
    byte[] torn = Arrays.copyOf(Files.readAllBytes(file), 40);
    Files.write(file, torn);
    Preprocessing other =
        new Preprocessing(
            256,
            256,
            224,
            Preprocessing.RESMEM.order(),
            255,
            List.of(.485f, .456f, .406f),
            List.of(.229f, .224f, .225f));
    for (ScoringSettings settings :
        List.of(
            SETTINGS.withCrops(Crops.TEN),
            new ScoringSettings(
                "tiny",
                new ModelIdentity("b".repeat(64), Map.of()),
                Optional.of(Precision.INT8),
                Crops.CENTRE,
                DecodeMode.NATURAL,
                SETTINGS.preprocessing(),
                Optional.empty()),
            new ScoringSettings(
                "tiny",
                SETTINGS.identity(),
                SETTINGS.precision(),
                Crops.CENTRE,
                DecodeMode.PILLOW,
                SETTINGS.preprocessing(),
                Optional.empty()),
            new ScoringSettings(
                "tiny",
                SETTINGS.identity(),
                SETTINGS.precision(),
                Crops.CENTRE,
                DecodeMode.NATURAL,
                new PreprocessingChoice(other, Optional.empty()),
                Optional.empty()),
            new ScoringSettings(
                "tiny",
                SETTINGS.identity(),
                SETTINGS.precision(),
                Crops.CENTRE,
                DecodeMode.NATURAL,
                SETTINGS.preprocessing(),
                Optional.of("other")),
            new ScoringSettings(
                "tiny",
                SETTINGS.identity(),
                SETTINGS.precision(),
                Crops.CENTRE,
                DecodeMode.NATURAL,
                new PreprocessingChoice(Preprocessing.RESMEM, Optional.of(other)),
                Optional.empty()))) {
      PredictionException e =
          assertThrows(PredictionException.class, () -> goOn(file, RowFormat.CSV, settings));
      assertTrue(e.getMessage().startsWith(file + ": was begun with another "), e.getMessage());
      assertArrayEquals(torn, Files.readAllBytes(file));
    }
    goOn(file, RowFormat.CSV, SETTINGS);
    SettingsFile.write(file, SETTINGS.withCrops(Crops.TEN));
    goOn(file, RowFormat.CSV, SETTINGS.withCrops(Crops.TEN));
  }

  @Test
  void rowsOfJsonNameThePrecision() {
    Score score = new Score(Path.of("a.png"), .5f, null);

    assertEquals(
        "{\"image\":\"a.png\",\"score\":0.5,\"error\":null,\"precision\":\"int8\"}\n",
        RowFormat.JSONL.row(score, Optional.of(Precision.INT8)));
    assertEquals(
        "{\"image\":\"a.png\",\"score\":0.5,\"error\":null,\"precision\":null}\n",
        RowFormat.JSONL.row(score, Optional.empty()));
  }

  /** Settings of an earlier build say no precision; the model's hash is the same. */
  @Test
  void fileOfAnEarlierBuildGoesOn() throws IOException {
    Path file = file(RowFormat.CSV);
    goOn(file, RowFormat.CSV, SETTINGS);
    Path settings = SettingsFile.beside(file);
    String text = Files.readString(settings);
    String older = text.replaceAll("\\s*\"precision\" : \"fp32\",", "");
    assertNotEquals(text, older);
    Files.writeString(settings, older);

    assertEquals(Optional.empty(), SettingsFile.precision(file));
    goOn(file, RowFormat.CSV, SETTINGS);
    assertEquals(text, Files.readString(settings));
  }
}
