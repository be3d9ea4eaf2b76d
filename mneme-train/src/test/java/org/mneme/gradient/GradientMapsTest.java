package org.mneme.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.explain.Explainer;
import org.mneme.explain.Fill;
import org.mneme.explain.MapSettings;
import org.mneme.explain.MethodName;
import org.mneme.explain.PictureScores;
import org.mneme.explain.ScoreMap;
import org.mneme.explain.Subject;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.image.Crops;
import org.mneme.image.Rgb;
import org.mneme.network.MemNet;
import org.mneme.network.Network;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;
import org.mneme.train.GradientNetwork;

class GradientMapsTest {
  private static final MapSettings SETTINGS = MapSettings.defaults().withSteps(6);

  @TempDir private static Path folder;
  private static Path model;
  private static Network network;
  private static final Rgb PICTURE = picture();

  @BeforeAll
  static void makeModel() throws IOException {
    network = MemNet.small();
    model = write("memnet-small", Precision.FP32);
  }

  private static Path write(String name, Precision precision) throws IOException {
    ModelCard fp32 = TestCards.fp32(name);
    ModelCard card =
        new ModelCard(
            name,
            fp32.preprocessing(),
            fp32.output(),
            fp32.licence(),
            fp32.origin(),
            "",
            precision,
            List.of(),
            Map.of());
    Path file = folder.resolve(name + "-" + precision + ".onnx");
    OnnxExport.write(network, RandomWeights.of(network, 5), card, file);
    return file;
  }

  /** A disc on stripes, with noise: of equal neighbours, a maximum has no gradient. */
  private static Rgb picture() {
    Random random = new Random(4);
    int side = 256;
    byte[] pixels = new byte[3 * side * side];
    for (int i = 0; i < pixels.length; i++) {
      int x = i / 3 % side;
      int y = i / 3 / side;
      boolean disc = Math.hypot(x - 170, y - 90) < 40;
      pixels[i] = (byte) (disc ? 230 - 60 * (i % 3) : 60 + x / 8 % 2 * 40 + y / 4);
      pixels[i] += (byte) random.nextInt(20);
    }
    return Rgb.wrap(side, side, pixels);
  }

  private static ScoreMap map(Scorer scorer, GradientMaps maps, MethodName name)
      throws IOException {
    return new Explainer(PictureScores.of(scorer), List.of(maps.method(name, SETTINGS)))
        .explain("picture", PICTURE, Progress.SILENT)
        .maps()
        .get(0)
        .map();
  }

  /** A map's values are for each hundredth of the area, so their mean times 100 is the sum. */
  private static double total(ScoreMap map) {
    double sum = 0;
    for (float value : map.values()) {
      sum += value;
    }
    return 100 * sum / map.values().length;
  }

  /** Along its gradient the score changes as the gradient says. */
  @Test
  void theGradientIsThatOfFiniteDifferences() throws IOException {
    try (Scorer scorer = Scorer.open(model);
        GradientMaps maps = GradientMaps.open(model, 1)) {
      Subject subject = Subject.of(PictureScores.of(scorer), PICTURE);
      float[] planes = maps.planes(subject.resized());
      GradientNetwork.Backward found = maps.toInput(List.of(planes)).get(0);
      float[] gradient = found.at().get(Network.INPUT).gradient();
      double squares = 0;
      for (float g : gradient) {
        squares += g * g;
      }
      double step = 1e-3 / Math.sqrt(squares);
      float[] up = planes.clone();
      float[] down = planes.clone();
      for (int i = 0; i < planes.length; i++) {
        up[i] += (float) (step * gradient[i]);
        down[i] -= (float) (step * gradient[i]);
      }
      List<GradientNetwork.Backward> moved = maps.toInput(List.of(up, down));
      double changed = moved.get(0).score() - moved.get(1).score();
      // Rectifiers and maxima bend within the step.
      assertEquals(2 * step * squares, changed, .05 * 2 * step * squares);
      assertEquals(subject.score(), found.score(), 1e-4 * Math.abs(subject.score()));
    }
  }

  /** Sundararajan et al.'s completeness, but for the bends that fall between 64 steps. */
  @Test
  void integratedGradientsAddUpToTheDifferenceOfTheScores() throws IOException {
    try (Scorer scorer = Scorer.open(model);
        GradientMaps maps = GradientMaps.open(model, 2)) {
      Subject subject = Subject.of(PictureScores.of(scorer), PICTURE);
      double difference = subject.score() - scorer.score(subject.hidden(Fill.MEAN));
      ScoreMap map =
          maps.method(MethodName.INTEGRATED_GRADIENTS, SETTINGS.withSteps(64).withFill(Fill.MEAN))
              .map(subject, Progress.SILENT);
      double sum = 0;
      for (int y = 0; y < 227; y++) {
        for (int x = 0; x < 227; x++) { // cells are of 8 or 9 pixels a side
          float value = map.at(y * map.rows() / 227, x * map.columns() / 227);
          sum += 100.0 * value / (227 * 227);
        }
      }
      assertEquals(difference, sum, .1 * Math.abs(difference));
    }
  }

  /** By the definition: the mean gradient of each channel times the sum of what it gives. */
  @Test
  void gradCamAddsUpToItsDefinition() throws IOException {
    try (Scorer scorer = Scorer.open(model);
        GradientMaps maps = GradientMaps.open(model, 1)) {
      Subject subject = Subject.of(PictureScores.of(scorer), PICTURE);
      GradientNetwork.Backward found = maps.lastMaps(subject);
      assertEquals(List.of("pool5"), List.copyOf(found.at().keySet()));
      GradientNetwork.Sensitivity last = found.at().get("pool5");
      int places = last.shape().get(1) * last.shape().get(2);
      double wanted = 0;
      for (int from = 0; from < last.values().length; from += places) {
        double gradient = 0;
        double given = 0;
        for (int i = from; i < from + places; i++) {
          gradient += last.gradient()[i];
          given += last.values()[i];
        }
        wanted += gradient / places * given;
      }
      ScoreMap map = map(scorer, maps, MethodName.GRAD_CAM);
      assertFalse(map.isConstant());
      assertEquals(wanted, total(map), .1 * Math.abs(wanted)); // interpolation at the edges
    }
  }

  /** Batches of pictures are run as each alone. */
  @Test
  void aBatchIsRunAsItsPicturesAlone() throws IOException {
    try (GradientNetwork run = GradientNetwork.open(model, 1);
        Scorer scorer = Scorer.open(model);
        GradientMaps maps = GradientMaps.open(model, 1)) {
      Subject subject = Subject.of(PictureScores.of(scorer), PICTURE);
      List<float[]> planes =
          List.of(maps.planes(subject.resized()), maps.planes(subject.hidden(Fill.BLUR)));
      List<GradientNetwork.Backward> both = run.toLastMaps(planes);
      assertEquals(2, both.size());
      for (int i = 0; i < 2; i++) {
        GradientNetwork.Backward alone = run.toLastMaps(List.of(planes.get(i))).get(0);
        assertEquals(alone.score(), both.get(i).score(), 1e-5 * Math.abs(alone.score()));
        float[] gradient = alone.at().get("pool5").gradient();
        float[] other = both.get(i).at().get("pool5").gradient();
        for (int k = 0; k < gradient.length; k++) {
          assertEquals(gradient[k], other[k], 1e-5 + 1e-3 * Math.abs(gradient[k]));
        }
      }
    }
  }

  /** Where a picture is what it is hidden by, hiding changes nothing. */
  @Test
  void combinedIsZeroForAFlatPicture() throws IOException {
    int side = 256;
    byte[] pixels = new byte[3 * side * side];
    Arrays.fill(pixels, (byte) 120);
    try (Scorer scorer = Scorer.open(model);
        GradientMaps maps = GradientMaps.open(model, 1)) {
      Subject subject = Subject.of(PictureScores.of(scorer), Rgb.wrap(side, side, pixels));
      ScoreMap map = maps.method(MethodName.COMBINED, SETTINGS).map(subject, Progress.SILENT);
      assertEquals(0, map.reach(), 1e-5 * Math.abs(subject.score()));
    }
  }

  @Test
  void smoothGradIsTheSameForTheSameSeed() throws IOException {
    try (Scorer scorer = Scorer.open(model);
        GradientMaps maps = GradientMaps.open(model, 1)) {
      ScoreMap first = map(scorer, maps, MethodName.SMOOTH_GRAD);
      assertTrue(Arrays.equals(first.values(), map(scorer, maps, MethodName.SMOOTH_GRAD).values()));
      assertFalse(first.isConstant());
    }
  }

  @Test
  void whatCannotBeRunBackwardSaysWhyAndWhatRemains() throws IOException {
    assertRefused(write("memnet-small", Precision.INT8), "its weights are int8");
    assertRefused(
        write("mine", Precision.FP32), "'mine' is not a network whose layers Mneme knows");
    assertRefused(write("resmem", Precision.FP32), "it has other weights than 'resmem', such as");
    try (Scorer ten = Scorer.open(model, ScorerOptions.defaults().withCrops(Crops.TEN));
        GradientMaps maps = GradientMaps.open(model, 1)) {
      String message =
          String.valueOf(
              assertThrows(
                      IllegalArgumentException.class, () -> map(ten, maps, MethodName.GRAD_CAM))
                  .getMessage());
      assertTrue(message.contains("gradients are of the centre crop"), message);
      assertThrows(IllegalArgumentException.class, () -> maps.method(MethodName.RISE, SETTINGS));
    }
  }

  private static void assertRefused(Path file, String words) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> GradientMaps.open(file, 1).close())
                .getMessage());
    assertTrue(message.startsWith(file + ": gradients of this model cannot be computed"), message);
    assertTrue(message.contains(words), message);
    assertTrue(
        message.endsWith(
            "Choose a method that works for every model (halves, two-sided, occlusion, rise, sweep)"),
        message);
  }
}
