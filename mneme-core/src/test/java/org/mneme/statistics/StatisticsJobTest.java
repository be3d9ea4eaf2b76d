package org.mneme.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.Shared;
import org.mneme.image.ImageLimits;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;

class StatisticsJobTest {
  @TempDir Path folder;

  @Test
  void anImageThatCannotBeReadHasAnErrorInItsRow() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.jpg"), "no picture");
    Path good = write("good.png", new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB));
    List<MeasuredImage> rows =
        StatisticsJob.standard().run(List.of(broken, good, broken), Progress.SILENT);
    StringBuilder text = new StringBuilder();
    StatisticsFile.write(rows, text);
    List<String> lines = text.toString().lines().toList();
    assertEquals(
        "image,width,height,aspect,luminance,contrast,colourfulness,spectral_slope,edge_density,"
            + "hash,error",
        lines.get(0));
    assertTrue(lines.get(1).startsWith(broken + ",,,,,,,,,,"), lines.get(1));
    assertTrue(lines.get(1).length() > (broken + ",,,,,,,,,,").length(), lines.get(1));
    // Black: no light, no contrast, no spectrum; all coefficients of the hash are their median.
    assertEquals(good + ",30,20,1.5,0.0,0.0,0.0,,0.0,0000000000000000,", lines.get(2));
  }

  @Test
  void aRunThatIsNoLongerWantedEnds() throws IOException {
    Path good = write("good.png", new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB));
    Progress cancelled =
        new Progress() {
          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    assertThrows(
        CancelledException.class, () -> StatisticsJob.standard().run(List.of(good), cancelled));
  }

  /** A photograph made half as large and saved anew with strong compression stays near. */
  @Test
  void aSmallerAndMoreCompressedCopyIsNearAndAnotherPictureIsNot() throws IOException {
    File photograph = Shared.path("data/varied/images/broom.jpg").toFile();
    BufferedImage original = Objects.requireNonNull(ImageIO.read(photograph));
    BufferedImage half = new BufferedImage(200, 150, BufferedImage.TYPE_INT_RGB);
    Image scaled = original.getScaledInstance(200, 150, Image.SCALE_AREA_AVERAGING);
    half.getGraphics().drawImage(scaled, 0, 0, null);
    Path copy = folder.resolve("copy.jpg");
    assertTrue(ImageIO.write(half, "jpg", copy.toFile()));
    PerceptualHash hash = hash(photograph.toPath());
    assertTrue(hash.distance(hash(copy)) <= PerceptualHash.NEAR);
    PerceptualHash other = hash(Shared.path("data/varied/images/chest.jpg"));
    assertTrue(hash.distance(other) > PerceptualHash.NEAR);
    assertEquals(hash, PerceptualHash.parse(hash.toString()));
    assertNotNull(assertThrows(IllegalArgumentException.class, () -> PerceptualHash.parse("xyz")));
  }

  private static PerceptualHash hash(Path file) throws IOException {
    return ImageStatistics.of(file, ImageLimits.DEFAULT).hash();
  }

  private Path write(String name, BufferedImage image) throws IOException {
    Path file = folder.resolve(name);
    assertTrue(ImageIO.write(image, "png", file.toFile()));
    return file;
  }
}
