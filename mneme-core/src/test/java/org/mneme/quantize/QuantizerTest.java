package org.mneme.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.certainty.ScoreIntervals;
import org.mneme.golden.OnnxProtos;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.RecordedProgress;
import org.mneme.golden.TestCards;
import org.mneme.image.ChannelOrder;
import org.mneme.image.InputSize;
import org.mneme.image.Preprocessing;
import org.mneme.network.Conv2d;
import org.mneme.network.Flatten;
import org.mneme.network.GoldenNetworks;
import org.mneme.network.Linear;
import org.mneme.network.MaxPool2d;
import org.mneme.network.Network;
import org.mneme.network.Relu;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.onnx.Fidelity;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;

class QuantizerTest {
  private static final int CROP = 99;
  private static final Set<String> IMAGE_LAYERS = Set.of("conv1", "features.conv1");
  private static final QuantizeOptions OPTIONS = QuantizeOptions.defaults().withThreads(2);

  @TempDir static Path folder;
  private static Path fp32;
  private static Path int8;
  private static QuantizeReport report;

  @BeforeAll
  static void quantise() throws IOException {
    fp32 = folder.resolve("mini.onnx");
    Network network = GoldenNetworks.miniResMem();
    OnnxExport.write(network, RandomWeights.of(network, 7), TestCards.fp32("mini", CROP), fp32);
    int8 = folder.resolve("mini.int8.onnx");
    report = quantise(OPTIONS, int8);
  }

  private static QuantizeReport quantise(QuantizeOptions options, Path out) throws IOException {
    return Quantizer.quantize(
        fp32,
        images(1, 12),
        images(5, 24),
        List.of(new HeldOut("blobs", images(2, 40)), new HeldOut("others", images(4, 20))),
        options,
        out,
        Progress.SILENT);
  }

  /** Soft blobs of colour: neighbouring pixels are alike, as in photographs. */
  private static CalibrationImages images(long seed, int count) {
    return new CalibrationImages() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public InputSize size() {
        return new InputSize(3, CROP, CROP);
      }

      @Override
      public float[] planes(int index) {
        Random random = new Random(seed * 1000 + index);
        float[] planes = new float[3 * CROP * CROP];
        for (int plane = 0; plane < 3; plane++) {
          double fx = random.nextDouble() / 8;
          double fy = random.nextDouble() / 8;
          double phase = random.nextDouble() * 6;
          double level = random.nextDouble();
          for (int y = 0; y < CROP; y++) {
            for (int x = 0; x < CROP; x++) {
              double wave = Math.sin(fx * x + phase) * Math.sin(fy * y + phase);
              planes[(plane * CROP + y) * CROP + x] =
                  (float) Math.max(0, Math.min(1, level + .4 * wave));
            }
          }
        }
        return planes;
      }
    };
  }

  @Test
  void scoresStayThoseOfTheFloatModel() {
    assertEquals(60, report.heldOutImages());
    for (Fidelity fidelity : report.fidelity()) {
      assertTrue(fidelity.spearman() > .99, fidelity::describe);
      // One picture of 20 lies far from the others and tilts the line by up to .1.
      assertEquals(1, fidelity.slope(), .1);
      assertEquals(0, fidelity.shift(), .005);
      assertEquals(1, fidelity.sdRatio(), .1);
    }
    assertTrue(report.largestDifference() < .01, () -> "off by " + report.largestDifference());
    assertEquals(IMAGE_LAYERS, Set.copyOf(report.floatLayers()));
  }

  @Test
  void cardSaysWhatWasDone() throws IOException {
    ModelCard before = OnnxFile.card(fp32).orElseThrow();
    ModelCard after = OnnxFile.card(int8).orElseThrow();
    assertEquals(Precision.INT8, after.precision());
    assertEquals(report.fidelity(), after.fidelity());
    assertEquals(
        List.of("blobs", "others"), after.fidelity().stream().map(Fidelity::pictures).toList());
    assertEquals("12", after.notes().get("quantize.calibration.images"));
    assertEquals(before.preprocessing(), after.preprocessing());
    assertEquals(before.licence(), after.licence());
  }

  /** Two products of an unsigned byte and such a weight fit in 16 bits, as AVX2 adds them. */
  @Test
  void weightsAreSevenBitsWithAScaleForEachChannel() throws IOException {
    ModelProto model = OnnxProtos.read(int8);
    Map<String, TensorProto> tensors =
        model.getGraph().getInitializerList().stream()
            .collect(Collectors.toMap(TensorProto::getName, t -> t));
    int weights = 0;
    for (NodeProto node : model.getGraph().getNodeList()) {
      TensorProto values = node.getInputCount() > 0 ? tensors.get(node.getInput(0)) : null;
      if (values == null || values.getDataType() != TensorProto.DataType.INT8.getNumber()) {
        continue;
      }
      weights++;
      for (byte value : values.getRawData().toByteArray()) {
        assertTrue(value >= -64 && value <= 63, () -> values.getName() + " has " + value);
      }
      int axis =
          node.getAttributeList().stream()
              .filter(a -> a.getName().equals("axis"))
              .mapToInt(a -> (int) a.getI())
              .findFirst()
              .orElse(-1);
      long channels = values.getDims(axis);
      assertEquals(List.of(channels), tensors.get(node.getInput(1)).getDimsList());
    }
    assertEquals(report.layers().size() - IMAGE_LAYERS.size(), weights);
  }

  @Test
  void runtimeComputesEveryLayerInIntegersButThoseThatReadTheImage() throws Exception {
    assertEquals(IMAGE_LAYERS.size(), floatLayersAsRun(int8).size());
    Path all = folder.resolve("all.onnx");
    QuantizeReport whole = quantise(OPTIONS.withImageLayersInFloat(false), all);
    assertEquals(List.of(), whole.floatLayers());
    assertEquals(Set.of(), floatLayersAsRun(all));
  }

  /** Else nothing would be left to quantise. */
  @Test
  void aNetworkOfOneLayerIsQuantisedWhole() throws IOException {
    Network network =
        Network.builder("one", Shape.of(3, CROP, CROP))
            .then("flatten", new Flatten())
            .then("fc", new Linear(3 * CROP * CROP, 1))
            .then("score", new Sigmoid())
            .build();
    Path one = folder.resolve("one.onnx");
    ModelCard card = TestCards.fp32("one", CROP);
    ScoreIntervals intervals =
        new ScoreIntervals(.9, .1, 0, .1, 1, 0, 1, 100, ScoreIntervals.Kind.SPLIT);
    ModelCard sure = card.withNotes(Map.of(ScoreIntervals.NOTE, intervals.toNote()));
    OnnxExport.write(network, RandomWeights.of(network, 7), sure, one);
    Path out = folder.resolve("one.int8.onnx");
    RecordedProgress progress = RecordedProgress.neverCancelled();
    QuantizeReport done =
        Quantizer.quantize(one, images(1, 12), images(5, 0), List.of(), OPTIONS, out, progress);
    assertEquals(List.of(), done.floatLayers());
    // The intervals are those of the fp32 file's scores, and are not lost in silence.
    assertFalse(OnnxFile.card(out).orElseThrow().notes().containsKey(ScoreIntervals.NOTE));
    assertTrue(
        progress.heard().stream()
            .anyMatch(line -> line.startsWith("The int8 file has no intervals: those of one")),
        progress.heard().toString());
  }

  /** As behind a mirror or a crop that belongs to the model. */
  @Test
  void layersBehindOperationsOnTheImageReadItToo() throws IOException {
    Network network =
        Network.builder("pooled", Shape.of(3, CROP, CROP))
            .then("pool", MaxPool2d.of(3, 2))
            .then("conv1", Conv2d.of(3, 8, 3))
            .then("relu1", new Relu())
            .then("conv2", Conv2d.of(8, 4, 3))
            .then("flatten", new Flatten())
            .then("fc", new Linear(4 * 45 * 45, 1))
            .then("score", new Sigmoid())
            .build();
    Path pooled = folder.resolve("pooled.onnx");
    OnnxExport.write(network, RandomWeights.of(network, 7), TestCards.fp32("pooled", CROP), pooled);
    FoldedGraph graph = new FoldedGraph(OnnxFile.read(pooled), pooled);
    assertEquals(List.of("conv1"), graph.imageLayers().stream().map(WeightedLayer::name).toList());
  }

  @Test
  void namedLayersStayInFloat() throws Exception {
    Path part = folder.resolve("part.onnx");
    QuantizeReport kept =
        quantise(OPTIONS.withFloatLayers(List.of("conv3", "features\\.layer2.*")), part);
    Set<String> names =
        Set.of(
            "conv1",
            "features.conv1",
            "conv3",
            "features.layer2.0.conv1",
            "features.layer2.0.conv2",
            "features.layer2.0.conv3",
            "features.layer2.0.downsample.0");
    assertEquals(names, Set.copyOf(kept.floatLayers()));
    assertEquals(names.size(), floatLayersAsRun(part).size());
    assertTrue(kept.fidelity().get(0).spearman() > .99);
  }

  /** Float convolutions and matrix products in the graph that ONNX Runtime really runs. */
  private static Set<String> floatLayersAsRun(Path model) throws OrtException, IOException {
    Path optimised = folder.resolve("optimised.onnx");
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizedModelFilePath(optimised.toString());
      OrtEnvironment.getEnvironment().createSession(model.toString(), options).close();
    }
    return OnnxProtos.read(optimised).getGraph().getNodeList().stream()
        .filter(
            n -> Set.of("Conv", "FusedConv", "Gemm", "FusedGemm", "MatMul").contains(n.getOpType()))
        .map(NodeProto::getName)
        .collect(Collectors.toSet());
  }

  /** Of a network whose scores have come to lie closer together, with errors of their own. */
  @Test
  void theLastLayerGivesScoresTheirContrastBack() throws IOException {
    FoldedGraph graph = new FoldedGraph(OnnxFile.read(fp32), fp32);
    LastLayer last = LastLayer.of(graph).orElseThrow();
    Random random = new Random(1);
    float[] wanted = new float[200];
    float[] got = new float[200];
    for (int i = 0; i < wanted.length; i++) {
      double logit = random.nextGaussian();
      wanted[i] = (float) (1 / (1 + Math.exp(-logit)));
      double flat = .8 * logit + .1 + .05 * random.nextGaussian();
      got[i] = (float) (1 / (1 + Math.exp(-flat)));
    }

    LastLayer.Line line = last.fit(wanted, got).orElseThrow();

    assertEquals(1 / .8, line.slope(), .02);
    assertEquals(-.1 / .8, line.offset(), .02);
    assertEquals(Optional.empty(), last.fit(new float[15], new float[15]));
    assertEquals(Optional.empty(), last.fit(new float[20], new float[20]));
  }

  /** Folding and equalising alone: only float rounding moves, 1e-7 a step over some tens. */
  @Test
  void foldingAndEqualisingChangeNoScore() throws IOException {
    QuantizeReport allFloat =
        quantise(OPTIONS.withFloatLayers(List.of(".*")), folder.resolve("float.onnx"));
    assertEquals(report.layers().size(), allFloat.floatLayers().size());
    assertEquals(0, allFloat.largestDifference(), 1e-5);
  }

  @Test
  void sameInputGivesTheSameBytes() throws IOException {
    Path again = folder.resolve("again.onnx");
    quantise(OPTIONS, again);
    assertArrayEquals(Files.readAllBytes(int8), Files.readAllBytes(again));
  }

  /** Of 3 x 21 x 34: the int8 file follows the fp32 one, and keeps its card. */
  @Test
  void networksOfImagesThatAreNotSquareAreQuantised() throws IOException {
    Network network =
        Network.builder("wide", Shape.of(3, 21, 34))
            .then("conv1", Conv2d.of(3, 8, 3))
            .then("relu1", new Relu())
            .then("conv2", Conv2d.of(8, 4, 3))
            .then("flatten", new Flatten())
            .then("fc", new Linear(4 * 17 * 30, 1))
            .then("score", new Sigmoid())
            .build();
    Preprocessing wide =
        new Preprocessing(
            40, 30, 34, 21, ChannelOrder.RGB, 255, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f), null);
    Path file = folder.resolve("wide.onnx");
    OnnxExport.write(network, RandomWeights.of(network, 1), TestCards.fp32("wide", wide), file);
    List<float[]> pictures = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      float[] square = images(3, 40).planes(i);
      float[] cut = new float[wide.input().floats()];
      for (int row = 0; row < 3 * 21; row++) {
        int from = (row / 21 * CROP + row % 21) * CROP;
        System.arraycopy(square, from, cut, row * 34, 34);
      }
      pictures.add(cut);
    }
    CalibrationImages images = CalibrationImages.ofPlanes(pictures, wide.input());
    Path out = folder.resolve("wide.int8.onnx");

    QuantizeReport found =
        Quantizer.quantize(
            file,
            images,
            images,
            List.of(new HeldOut("wide", images)),
            OPTIONS,
            out,
            Progress.SILENT);

    assertEquals(wide, OnnxFile.card(out).orElseThrow().preprocessing());
    assertTrue(found.fidelity().get(0).spearman() > .9, found::toString);
  }

  @Test
  void quantisedModelIsRefused() {
    Path out = folder.resolve("twice.onnx");
    ModelException e =
        assertThrows(
            ModelException.class,
            () ->
                Quantizer.quantize(
                    int8, images(1, 2), images(2, 0), List.of(), OPTIONS, out, Progress.SILENT));
    assertTrue(e.getMessage().contains("is quantised already"), e::getMessage);
    assertTrue(Files.notExists(out));
  }

  @Test
  void modelWithoutWeightsIsRefused() throws IOException {
    ModelProto model = OnnxProtos.read(fp32);
    ModelProto bare =
        model.toBuilder()
            .setGraph(
                model.getGraph().toBuilder()
                    .clearNode()
                    .addNode(
                        NodeProto.newBuilder()
                            .setOpType("Relu")
                            .addInput("input")
                            .addOutput("score")))
            .build();
    Path file = folder.resolve("bare.onnx");
    OnnxProtos.write(bare, file);
    ModelException e =
        assertThrows(
            ModelException.class,
            () ->
                Quantizer.quantize(
                    file, images(1, 2), images(2, 0), List.of(), OPTIONS, file, Progress.SILENT));
    assertTrue(e.getMessage().contains("has no convolution"), e::getMessage);
  }

  @Test
  void cancellingEndsItBetweenLayersAndWritesNothing() {
    Path out = folder.resolve("cancelled.onnx");
    RecordedProgress progress = RecordedProgress.cancelledAt(2);
    assertThrows(
        CancelledException.class,
        () ->
            Quantizer.quantize(
                fp32, images(1, 2), images(2, 0), List.of(), OPTIONS, out, progress));
    assertEquals("at 2", progress.heard().get(progress.heard().size() - 1));
    assertTrue(Files.notExists(out));
  }

  @Test
  void aFolderThatDoesNotExistIsSaidBeforeAnyWork() {
    RecordedProgress progress = RecordedProgress.neverCancelled();
    Path out = folder.resolve("no such folder/out.onnx");
    ModelException e =
        assertThrows(
            ModelException.class,
            () ->
                Quantizer.quantize(
                    fp32, images(1, 2), images(2, 0), List.of(), OPTIONS, out, progress));
    assertTrue(e.getMessage().contains("does not exist"), e::getMessage);
    assertEquals(List.of(), progress.heard());
  }

  @Test
  void noOtherFileIsLeftBesideTheInt8File() throws IOException {
    Path alone = Files.createDirectory(folder.resolve("alone"));
    quantise(OPTIONS, alone.resolve("out.onnx"));
    assertArrayEquals(new String[] {"out.onnx"}, alone.toFile().list());
  }

  @Test
  void calibrationNeedsAnImage() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Quantizer.quantize(
                fp32, images(1, 0), images(2, 0), List.of(), OPTIONS, int8, Progress.SILENT));
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    Stream.<org.junit.jupiter.api.function.Executable>of(
            () -> OPTIONS.withEqualization(1.5),
            () -> OPTIONS.withRangeNorm(.5),
            () -> OPTIONS.withRoundingRows(0),
            () -> OPTIONS.withThreads(0),
            () -> OPTIONS.withFloatLayers(List.of("(")))
        .forEach(bad -> assertThrows(IllegalArgumentException.class, bad));
  }
}
