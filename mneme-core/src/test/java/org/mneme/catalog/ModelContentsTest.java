package org.mneme.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.files.Sha256;
import org.mneme.golden.Shared;
import org.mneme.onnx.ModelCard;
import org.mneme.weights.WeightsChoice;
import org.mneme.weights.WeightsException;

class ModelContentsTest {
  private static final List<ModelContents.Entry> TENSORS =
      List.of(
          new ModelContents.Entry("fc.weight", "float32", List.of(1L, 12L)),
          new ModelContents.Entry("fc.bias", "float32", List.of(1L)));

  @TempDir private Path folder;
  private Path weights;

  @BeforeEach
  void write() throws IOException {
    weights = TinyModel.weights(folder.resolve("tiny.safetensors"));
  }

  private ModelCard convert(Path out) throws IOException {
    return WeightsImport.convert(
            weights,
            WeightsChoice.ONLY,
            TinyModel.network(),
            new WeightsImport.Description(
                "mine",
                TinyModel.of(weights).preprocessing(),
                "a number",
                "CC0",
                "me",
                Map.of("run", "7")),
            out)
        .card();
  }

  @Test
  void safetensorsShowTheirTensors() throws IOException {
    ModelContents found = ModelContents.of(weights);

    assertEquals("safetensors", found.format());
    assertEquals(TENSORS, found.tensors());
    assertEquals(Files.size(weights), found.bytes());
    assertEquals(Sha256.of(weights), found.sha256());
  }

  @Test
  void aModelFileShowsItsCardItsTensorsAndItsOpenBatch() throws IOException {
    Path model = folder.resolve("mine.onnx");
    ModelCard card = convert(model);

    ModelContents found = ModelContents.of(model);

    assertEquals("ONNX", found.format());
    assertEquals(Optional.of(card), found.card());
    assertEquals(TENSORS, found.tensors());
    assertEquals(List.of(-1L, 3L, 2L, 2L), found.inputs().get(0).shape());
    assertEquals(List.of(-1L, 1L), found.outputs().get(0).shape());
  }

  @Test
  void theConvertedFileRemembersItsSource() throws IOException {
    ModelCard card = convert(folder.resolve("mine.onnx"));

    assertEquals(Sha256.of(weights), card.sourceSha256());
    assertEquals(Map.of("run", "7"), card.notes());
  }

  @Test
  void anOnnxFileOfAnyNameIsKnownByItsContent() throws IOException {
    Path model = folder.resolve("mine.onnx");
    convert(model);
    Path renamed = Files.move(model, folder.resolve("mine.model"));

    assertEquals("ONNX", ModelContents.of(renamed).format());
  }

  /** A real ONNX file that knows nothing of Mneme. */
  @Test
  void someoneElsesModelHasNoCard() throws IOException {
    Path segmentation = Shared.path("models/segmentation");
    Path model;
    try (var files = Files.walk(segmentation)) {
      model = files.filter(f -> f.toString().endsWith(".onnx")).sorted().findFirst().orElseThrow();
    }

    ModelContents found = ModelContents.of(model);

    assertTrue(found.card().isEmpty());
    assertTrue(found.tensors().size() > 10, found.tensors().toString());
  }

  @Test
  void whatIsNeitherIsRefusedByTheReaderOfWeights() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.pt"), "hello there, not weights");

    assertThrows(WeightsException.class, () -> ModelContents.of(text));
  }
}
