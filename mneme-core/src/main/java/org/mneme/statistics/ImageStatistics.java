package org.mneme.statistics;

import java.nio.file.Path;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageException;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;

/**
 * What was measured of one picture. {@link Statistic} defines each value, with its source.
 *
 * @param width pixels in a row of the upright picture
 * @param height rows of the upright picture
 * @param luminance mean relative luminance, 0..1
 * @param contrast standard deviation of relative luminance, 0..0.5
 * @param colourfulness Hasler and Süsstrunk's, in units of 8-bit RGB
 * @param slope of log power over log frequency; NaN where there is none
 * @param edges fraction of pixels on an edge, 0..1
 * @param hash what tells near-duplicates, see {@link PerceptualHash}
 */
public record ImageStatistics(
    int width,
    int height,
    double luminance,
    double contrast,
    double colourfulness,
    double slope,
    double edges,
    PerceptualHash hash) {
  /**
   * Checks the size.
   *
   * @param width pixels in a row of the upright picture
   * @param height rows of the upright picture
   * @param luminance mean relative luminance, 0..1
   * @param contrast standard deviation of relative luminance, 0..0.5
   * @param colourfulness Hasler and Süsstrunk's, in units of 8-bit RGB
   * @param slope of log power over log frequency; NaN where there is none
   * @param edges fraction of pixels on an edge, 0..1
   * @param hash what tells near-duplicates
   * @throws IllegalArgumentException if there is no pixel
   */
  public ImageStatistics {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a picture has at least one pixel, not %d x %d".formatted(width, height));
    }
  }

  /** {@return width divided by height} */
  public double aspect() {
    return (double) width / height;
  }

  /**
   * {@return the statistics of a picture file}
   *
   * @param file of any format that {@link ImageDecoder} reads
   * @param limits larger files and pictures are refused
   * @throws ImageException when it cannot be used; the message starts with the file
   */
  public static ImageStatistics of(Path file, ImageLimits limits) throws ImageException {
    return of(ImageDecoder.decode(file, DecodeMode.NATURAL, limits));
  }

  /**
   * {@return the statistics of a picture}
   *
   * @param picture upright
   */
  public static ImageStatistics of(Rgb picture) {
    Light light = Light.of(picture);
    return new ImageStatistics(
        picture.width(),
        picture.height(),
        light.mean(),
        light.deviation(),
        Colourfulness.of(picture),
        Spectrum.slope(picture),
        Edges.density(picture),
        PerceptualHash.of(picture));
  }
}
