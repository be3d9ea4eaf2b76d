package org.mneme.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.catalog.PublishedModel;
import org.mneme.catalog.RealModels;
import org.mneme.golden.TestPictures;
import org.mneme.image.InputSize;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.OnnxModel;
import org.mneme.progress.Progress;
import org.mneme.score.ScorerOptions;

class TopImagesTest {
  @TempDir Path folder;

  private List<Path> pictures(int count) throws IOException {
    List<Path> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(TestPictures.random(folder.resolve(i + ".png"), i));
    }
    return images;
  }

  private static TopImages find(Path model, String layer, int count, List<Path> images)
      throws IOException {
    return TopImages.find(
        model, ScorerOptions.defaults(), layer, count, images.iterator(), Progress.SILENT);
  }

  /** Against all values of the layer, sorted. */
  @Test
  void theyAreTheLargestOfAllValues() throws IOException {
    Path model = FeatureExtractorTest.convolution(folder);
    List<Path> images = pictures(20);
    List<FeatureRow> rows = new ArrayList<>();
    try (FeatureExtractor extractor =
        FeatureExtractor.open(model, ScorerOptions.defaults(), List.of("conv:values"), false)) {
      extractor.run(images.iterator(), rows::add, Progress.SILENT);
    }
    TopImages found = find(model, "conv", 5, images);
    assertEquals(4, found.units());
    for (int unit = 0; unit < 4; unit++) {
      int first = unit * 36;
      List<TopImages.Hit> expected = new ArrayList<>();
      for (FeatureRow row : rows) {
        int at = first;
        for (int i = first; i < first + 36; i++) {
          at = row.values()[i] > row.values()[at] ? i : at;
        }
        expected.add(
            new TopImages.Hit(row.image(), row.values()[at], (at - first) / 6, (at - first) % 6));
      }
      expected.sort(Comparator.comparing(TopImages.Hit::value).reversed());
      assertEquals(expected.subList(0, 5), found.hits(unit));
    }
  }

  @Test
  void fewerImagesThanWantedAreAllThere() throws IOException {
    TopImages found = find(FeatureExtractorTest.convolution(folder), "fc", 9, pictures(3));
    assertEquals(3, found.hits(0).size());
    assertThrows(
        IllegalArgumentException.class,
        () -> find(FeatureExtractorTest.convolution(folder), "fc", 0, List.of()));
  }

  /** The same picture three times, and one other: of each unit one of them is above the rest. */
  @Test
  void whatDoesNotDriveAUnitIsNotShown() throws IOException {
    List<Path> images = new ArrayList<>(pictures(2));
    images.add(Files.copy(images.get(0), folder.resolve("copy.png")));
    images.add(Files.copy(images.get(0), folder.resolve("again.png")));
    TopImages found = find(FeatureExtractorTest.convolution(folder), "conv", 9, images);
    for (int unit = 0; unit < 4; unit++) {
      List<TopImages.Hit> hits = found.hits(unit);
      boolean otherIsLeast = hits.get(0).image().equals(images.get(0));
      assertEquals(otherIsLeast ? 4 : 1, hits.size());
    }
    TopImages same =
        find(
            FeatureExtractorTest.convolution(folder),
            "conv",
            9,
            List.of(images.get(0), images.get(2)));
    assertTrue(same.isConstant(0) && same.hits(0).isEmpty());
  }

  /** A patch is the crop's part in the picture's own pixels: 12 x 10 stretched to 8 x 8. */
  @Test
  void aPatchIsInThePicturesOwnPixels() throws IOException {
    Path model = FeatureExtractorTest.convolution(folder);
    TopImages found = find(model, "conv", 1, pictures(2));
    Preprocessing p = found.preprocessing();
    assertEquals(8, p.cropWidth());
    TopImages.Hit hit = new TopImages.Hit(folder, 1, 5, 0);
    TopImages.Patch patch = found.patch(hit, Rgb.wrap(120, 80, new byte[3 * 120 * 80]));
    double across = 120.0 / p.width();
    double down = 80.0 / p.height();
    int left = (p.width() - 8) / 2;
    int top = (p.height() - 8) / 2;
    assertEquals((int) Math.floor(left * across), patch.left());
    assertEquals((int) Math.ceil((left + 3) * across) - patch.left(), patch.width());
    assertEquals((int) Math.floor((top + 5) * down), patch.top());
    assertEquals((int) Math.ceil((top + 8) * down) - patch.top(), patch.height());
  }

  /**
   * By hand for the AlexNet-like branch: conv1 11/4, pool 3/2, conv2 5 pad 2, pool 3/2, then 3 pad
   * 1 three times. ResNet's layer1 by torchvision's strides: stem 7/2 pad 3, pool 3/2 pad 1.
   */
  @ParameterizedTest
  @CsvSource({
    "conv1, 0, 11, 4, 55",
    "pool1, 0, 19, 8, 27",
    "relu2, -16, 51, 8, 27",
    "pool2, -16, 67, 16, 13",
    "relu3, -32, 99, 16, 13",
    "relu5, -64, 163, 16, 13",
    "features.conv1, -3, 7, 2, 114",
    "features.stem.maxpool, -5, 11, 4, 57",
    "features.layer1.0.relu, -9, 19, 4, 57",
    "features.layer2.0.relu, -21, 43, 8, 29",
  })
  void receptiveFieldsOfResMem(String layer, double start, double size, double step, int length)
      throws IOException {
    Path file = RealModels.file(PublishedModel.RESMEM);
    OnnxModel model = OnnxFile.read(file);
    ReceptiveField field = ReceptiveField.of("resmem", model, layer, new InputSize(3, 227, 227));
    assertEquals(new ReceptiveField.Axis(start, size, step, length, 227), field.columns());
    assertEquals(field.columns(), field.rows());
    assertTrue(ReceptiveField.of("resmem", model, "fc6", new InputSize(3, 227, 227)).isWhole());
  }

  /** Three by three pixels from the position on. */
  @Test
  void aUnitSeesItsFieldAndNoMore() throws IOException {
    Path file = FeatureExtractorTest.convolution(folder);
    ReceptiveField field =
        ReceptiveField.of("small", OnnxFile.read(file), "relu", new InputSize(3, 8, 8));
    assertEquals(2, field.rows().from(2));
    assertEquals(5, field.rows().to(2));
    assertEquals(8, field.columns().to(5));
  }
}
