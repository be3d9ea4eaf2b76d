package org.mneme.statistics;

import org.hipparchus.transform.DftNormalization;
import org.hipparchus.transform.FastFourierTransformer;
import org.hipparchus.transform.TransformType;
import org.mneme.image.Rgb;

/** The slope of the power spectrum, {@link Statistic#SPECTRAL_SLOPE}. */
final class Spectrum {
  private static final int SIDE = 256;
  private static final int FROM = 3;
  private static final int TO = 64;

  private Spectrum() {}

  static double slope(Rgb picture) {
    double[] power = rotationalAverage(windowed(square(picture).resizedTo(SIDE, SIDE)));
    int points = TO - FROM + 1;
    double meanX = 0;
    double meanY = 0;
    for (int cycles = FROM; cycles <= TO; cycles++) {
      if (!(power[cycles] > 0)) {
        return Double.NaN;
      }
      meanX += Math.log10(cycles) / points;
      meanY += Math.log10(power[cycles]) / points;
    }
    double products = 0;
    double squares = 0;
    for (int cycles = FROM; cycles <= TO; cycles++) {
      double x = Math.log10(cycles) - meanX;
      products += x * (Math.log10(power[cycles]) - meanY);
      squares += x * x;
    }
    return products / squares;
  }

  /** The central square; where the rest is odd, there is one row or column more behind it. */
  private static Rgb square(Rgb picture) {
    int side = Math.min(picture.width(), picture.height());
    int left = (picture.width() - side) / 2;
    int top = (picture.height() - side) / 2;
    byte[] all = picture.toBytes();
    byte[] some = new byte[3 * side * side];
    for (int y = 0; y < side; y++) {
      System.arraycopy(all, 3 * ((top + y) * picture.width() + left), some, 3 * y * side, 3 * side);
    }
    return Rgb.wrap(side, side, some);
  }

  /** Relative luminance less its mean under a periodic Hann window, by rows. */
  private static double[][] windowed(Rgb square) {
    byte[] pixels = square.toBytes();
    double[][] light = new double[SIDE][SIDE];
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double value = Light.at(pixels, 3 * (y * SIDE + x));
        light[y][x] = value;
        sum += value;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    // One colour has no spectrum; what rounding leaves of its mean must not make one.
    double mean = least == most ? least : sum / (SIDE * SIDE);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        light[y][x] = (light[y][x] - mean) * hann(y) * hann(x);
      }
    }
    return light;
  }

  private static double hann(int i) {
    return 0.5 - 0.5 * Math.cos(2 * Math.PI * i / SIDE);
  }

  /** Mean power of the frequencies that round to each whole number of cycles. */
  private static double[] rotationalAverage(double[][] light) {
    double[][] imaginary = new double[SIDE][SIDE];
    for (int y = 0; y < SIDE; y++) {
      transform(light[y], imaginary[y]);
    }
    double[] power = new double[SIDE];
    int[] count = new int[SIDE];
    double[] real = new double[SIDE];
    double[] imagined = new double[SIDE];
    for (int x = 0; x < SIDE; x++) {
      for (int y = 0; y < SIDE; y++) {
        real[y] = light[y][x];
        imagined[y] = imaginary[y][x];
      }
      transform(real, imagined);
      for (int y = 0; y < SIDE; y++) {
        int cycles = (int) Math.rint(Math.hypot(signed(x), signed(y)));
        power[cycles] += real[y] * real[y] + imagined[y] * imagined[y];
        count[cycles]++;
      }
    }
    for (int cycles = 0; cycles < SIDE; cycles++) {
      power[cycles] /= Math.max(1, count[cycles]);
    }
    return power;
  }

  private static void transform(double[] real, double[] imaginary) {
    FastFourierTransformer.transformInPlace(
        new double[][] {real, imaginary}, DftNormalization.STANDARD, TransformType.FORWARD);
  }

  private static int signed(int frequency) {
    return frequency < SIDE / 2 ? frequency : frequency - SIDE;
  }
}
