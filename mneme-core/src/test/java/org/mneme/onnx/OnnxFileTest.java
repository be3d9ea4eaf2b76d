package org.mneme.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.image.ChannelOrder;
import org.mneme.image.MeanImage;
import org.mneme.image.Preprocessing;
import org.mneme.network.GoldenNetworks;
import org.mneme.network.Network;
import org.mneme.weights.Tensor;

class OnnxFileTest {
  private static final Network NETWORK = GoldenNetworks.miniResMem();

  @TempDir Path folder;

  @Test
  void cardComesBackAsItWas() throws IOException {
    ModelCard card =
        new ModelCard(
            "tiny",
            new Preprocessing(
                300,
                260,
                224,
                ChannelOrder.BGR,
                255f,
                List.of(.1f, .2f, .3f),
                List.of(.5f, 1f, 2f)),
            "false alarms: 0..1",
            "Licence ©\nsecond line",
            "someone, version 2",
            "ab12",
            Precision.INT8,
            List.of(
                new Fidelity("landscapes", 200, .9912345678901234, .84, -.0251, .81),
                new Fidelity("of one score", 30, Double.NaN, Double.NaN, 0, Double.NaN)),
            Map.of("calibration", "48 images"));
    Path file = folder.resolve("m.onnx");
    OnnxExport.write(NETWORK, RandomWeights.of(NETWORK, 1), card, file);
    assertEquals(Optional.of(card), OnnxFile.card(file));
    ModelCard other = TestCards.fp32("other");
    OnnxFile.write(OnnxFile.read(file).withCard(other), file);
    assertEquals(Optional.of(other), OnnxFile.card(file));
    assertArrayEquals(new String[] {"m.onnx"}, folder.toFile().list(), "no temporary file is left");
  }

  /** Files of earlier builds have one number: what it was measured on, nobody knows. */
  @Test
  void fidelityOfAnEarlierBuildIsARankCorrelationOnUnknownPictures() throws IOException {
    Path file = folder.resolve("m.onnx");
    OnnxExport.write(NETWORK, RandomWeights.of(NETWORK, 1), TestCards.fp32("mini"), file);
    ModelProto.Builder model = OnnxFile.read(file).proto().toBuilder();
    model.addMetadataProps(
        StringStringEntryProto.newBuilder().setKey("mneme.fidelity").setValue("0.9943"));
    OnnxFile.write(new OnnxModel(model.build()), file);

    Fidelity found = OnnxFile.card(file).orElseThrow().fidelity().get(0);

    assertEquals(.9943, found.spearman());
    assertEquals(0, found.images());
    assertEquals("Spearman 0.9943 with fp32; pictures not recorded", found.describe());
  }

  /** Of a size that is not square, of gray images, with a mean image. */
  @Test
  void everyPreprocessingComesBackAsItWas() throws IOException {
    MeanImage mean = new MeanImage(5, 4, new float[20]);
    for (Preprocessing p :
        List.of(
            new Preprocessing(
                300,
                260,
                200,
                100,
                ChannelOrder.RGB,
                255f,
                List.of(.1f, .2f, .3f),
                List.of(1f / 3, 1f, 2f),
                null),
            new Preprocessing(
                5, 4, 3, 3, ChannelOrder.GRAY, 1f, List.of(0f), List.of(.7f), mean))) {
      ModelCard card = TestCards.fp32("tiny", p);
      Path file = folder.resolve("m.onnx");
      OnnxExport.write(NETWORK, RandomWeights.of(NETWORK, 1), card, file);
      assertEquals(Optional.of(card), OnnxFile.card(file));
    }
  }

  /** What version 0.1.0 wrote for ResMem. Such files are out there, and must stay readable. */
  @Test
  void theReleasedFormOfPreprocessingIsReadAndWritten() throws IOException {
    String released =
        "{\"width\":256,\"height\":256,\"crop\":227,\"order\":\"RGB\",\"divisor\":255.0,"
            + "\"mean\":[0.0,0.0,0.0],\"std\":[1.0,1.0,1.0]}";
    assertEquals(Preprocessing.RESMEM, PreprocessingJson.read(released, null));
    assertEquals(released, PreprocessingJson.write(Preprocessing.RESMEM));
    assertThrows(
        IllegalArgumentException.class,
        () -> PreprocessingJson.read(released.replace("std", "later"), null));
  }

  @Test
  void weightsComeBackUnderTheirNames() throws IOException {
    Map<String, Tensor> weights = RandomWeights.of(NETWORK, 2);
    Path file = folder.resolve("m.onnx");
    OnnxExport.write(NETWORK, weights, TestCards.fp32("mini"), file);
    Map<String, Tensor> back = OnnxFile.read(file).floatTensors();
    assertEquals(weights.keySet(), back.keySet());
    weights.forEach(
        (name, tensor) -> assertArrayEquals(tensor.floats(), back.get(name).floats(), name));
  }

  @Test
  void missingMisshapenAndUnknownTensorsAreNamed() {
    Path file = folder.resolve("m.onnx");
    Map<String, Tensor> weights = new LinkedHashMap<>(RandomWeights.of(NETWORK, 3));
    Tensor bias = weights.remove("fc12.bias");
    assertNamed("fc12.bias", weights, file);
    weights.put("fc12.bias", weights.get("fc11.bias"));
    assertNamed("fc12.bias", weights, file);
    weights.put("fc12.bias", bias);
    weights.put("fc13.bias", bias);
    assertNamed("fc13.bias", weights, file);
    assertTrue(Files.notExists(file));
  }

  private static void assertNamed(String tensor, Map<String, Tensor> weights, Path file) {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> OnnxExport.write(NETWORK, weights, TestCards.fp32("mini"), file));
    assertTrue(error.getMessage().contains(tensor), error.getMessage());
  }

  @Test
  void fileInAMissingFolderIsRefused() {
    ModelException error =
        assertThrows(
            ModelException.class,
            () ->
                OnnxExport.write(
                    NETWORK,
                    RandomWeights.of(NETWORK, 1),
                    TestCards.fp32("mini"),
                    folder.resolve("no/such/m.onnx")));
    assertTrue(error.getMessage().contains("does not exist"), error.getMessage());
  }

  @Test
  void truncatedAndForeignFilesAreRefused() throws IOException {
    Path file = folder.resolve("m.onnx");
    OnnxExport.write(NETWORK, RandomWeights.of(NETWORK, 1), TestCards.fp32("mini"), file);
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 1, 10, whole.length / 2, whole.length - 1}) {
      Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, length));
      assertThrows(ModelException.class, () -> OnnxFile.card(cut), "first " + length + " bytes");
      assertThrows(ModelException.class, () -> OnnxFile.read(cut), "first " + length + " bytes");
    }
  }
}
