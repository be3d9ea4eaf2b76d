package org.mneme.statistics;

import org.mneme.image.Rgb;

/** Hasler and Süsstrunk's measure of colourfulness, {@link Statistic#COLOURFULNESS}. */
final class Colourfulness {
  private Colourfulness() {}

  /** Exact sums of whole numbers, up to the last step: 2 yb = R + G - 2 B is whole as well. */
  static double of(Rgb picture) {
    byte[] pixels = picture.toBytes();
    long redGreen = 0;
    long redGreenSquares = 0;
    long yellowBlue = 0;
    long yellowBlueSquares = 0;
    for (int i = 0; i < pixels.length; i += 3) {
      int red = pixels[i] & 0xff;
      int green = pixels[i + 1] & 0xff;
      int blue = pixels[i + 2] & 0xff;
      int rg = red - green;
      int twiceYb = red + green - 2 * blue;
      redGreen += rg;
      redGreenSquares += (long) rg * rg;
      yellowBlue += twiceYb;
      yellowBlueSquares += (long) twiceYb * twiceYb;
    }
    double count = (double) picture.width() * picture.height();
    double meanRg = redGreen / count;
    double meanYb = yellowBlue / count / 2;
    double varianceRg = Math.max(0, redGreenSquares / count - meanRg * meanRg);
    double varianceYb = Math.max(0, yellowBlueSquares / count / 4 - meanYb * meanYb);
    return Math.sqrt(varianceRg + varianceYb) + 0.3 * Math.hypot(meanRg, meanYb);
  }
}
