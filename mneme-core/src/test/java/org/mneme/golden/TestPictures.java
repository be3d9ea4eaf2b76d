package org.mneme.golden;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small pictures that tests make. */
public final class TestPictures {
  private TestPictures() {}

  /** Writes a PNG of 12 x 10 random pixels. */
  public static Path random(Path file, long seed) throws IOException {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 120; i++) {
      image.setRGB(i % 12, i / 12, random.nextInt(1 << 24));
    }
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
