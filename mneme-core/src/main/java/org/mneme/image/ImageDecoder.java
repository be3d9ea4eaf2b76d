package org.mneme.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Reads a picture. Threads may share it: it keeps no state. */
public final class ImageDecoder {
  private ImageDecoder() {}

  public static Rgb decode(Path file, DecodeMode mode, ImageLimits limits) throws ImageException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return decode(in, mode, limits);
    } catch (IOException e) {
      throw new ImageException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** Reads to the end of the stream and leaves it open. */
  public static Rgb decode(InputStream in, DecodeMode mode, ImageLimits limits)
      throws ImageException {
    try {
      BufferedImage image = ImageIO.read(in);
      if (image == null) {
        throw new ImageException("image stream: not a picture");
      }
      return decode(image, mode);
    } catch (IOException e) {
      throw new ImageException("image stream: cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** Takes the pixels of a picture already in memory; its colour profile is not applied. */
  public static Rgb decode(BufferedImage image, DecodeMode mode) {
    Raster raster = image.getRaster();
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] rgb = new byte[3 * width * height];
    int[] sample = new int[raster.getNumBands()];
    for (int y = 0, to = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.getPixel(x, y, sample);
        for (int c = 0; c < 3; c++) {
          rgb[to++] = (byte) sample[sample.length < 3 ? 0 : c];
        }
      }
    }
    return Rgb.wrap(width, height, rgb);
  }
}
