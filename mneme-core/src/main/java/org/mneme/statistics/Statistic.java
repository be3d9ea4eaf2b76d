package org.mneme.statistics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A statistic of a picture that experiments match or control. Each is computed from the upright
 * picture of 8-bit sRGB as {@link org.mneme.image.DecodeMode#NATURAL} shows it. How each is defined
 * is said at its constant; {@code make_statistics.py} among the tests computes the same with NumPy
 * and SciPy.
 */
public enum Statistic {
  /** Pixels in a row of the upright picture. */
  WIDTH("width", "pixels", "width"),

  /** Rows of the upright picture. */
  HEIGHT("height", "pixels", "height"),

  /** Width divided by height: above 1 for landscape format, below 1 for portrait format. */
  ASPECT("aspect", "ratio", "aspect ratio"),

  /**
   * Mean relative luminance of all pixels, 0 (black) to 1 (white): red, green and blue are made
   * linear by sRGB's curve (IEC 61966-2-1) and weighted with 0.2126, 0.7152 and 0.0722 (ITU-R
   * BT.709). On a display that follows sRGB, multiply it by the luminance of white for cd/m².
   */
  LUMINANCE("luminance", "0..1", "mean luminance"),

  /**
   * Root-mean-square contrast: the standard deviation (divided by the number of pixels) of the
   * relative luminance of all pixels, 0 to 0.5. E. Peli, "Contrast in complex images", Journal of
   * the Optical Society of America A 7 (1990), equation 3.
   */
  CONTRAST("contrast", "0..0.5", "RMS contrast"),

  /**
   * Colourfulness in units of 8-bit RGB: 0 for a picture in gray, about 15 for slightly and above
   * 80 for highly colourful ones. With rg = R - G and yb = (R + G) / 2 - B it is {@code
   * sqrt(sd(rg)² + sd(yb)²) + 0.3 sqrt(mean(rg)² + mean(yb)²)}: D. Hasler and S. Süsstrunk,
   * "Measuring colourfulness in natural images", Proceedings of SPIE 5007 (2003).
   */
  COLOURFULNESS("colourfulness", "8-bit RGB units", "colourfulness"),

  /**
   * How fast power falls with spatial frequency: the slope of the straight line (least squares)
   * through log10 of power over log10 of frequency, about -2 for natural scenes (D. J. Field,
   * "Relations between the statistics of natural images and the response properties of cortical
   * cells", Journal of the Optical Society of America A 4, 1987). Half of it is the slope of the
   * amplitude.
   *
   * <p>The central square of the picture is brought to 256 x 256 pixels (Pillow's bilinear filter);
   * of its relative luminance the mean is removed, a periodic Hann window is laid over both
   * directions, and the squared magnitudes of its Fourier transform are averaged over all
   * directions: one mean for each whole number of cycles per picture side, to which each frequency
   * is rounded. The line goes through those of 3 to 64 cycles, below which the window and above
   * which the resizing show. NaN for a picture with one of these means 0, such as a picture of one
   * colour.
   */
  SPECTRAL_SLOPE("spectral_slope", "log10 power / log10 frequency", "spectral slope"),

  /**
   * Fraction of pixels on an edge, 0 to 1. The picture is brought to 256 pixels along its longer
   * side (Pillow's bilinear filter) and to gray (0.299 R + 0.587 G + 0.114 B of the values as they
   * are coded, 0 to 1; ITU-R BT.601). An edge is where the gradient by Sobel's operator, divided by
   * 8 so that it is the change of gray from a pixel to the next, is above 0.05; beyond the border
   * the outermost pixels are repeated. Sobel's operator as in R. C. Gonzalez and R. E. Woods,
   * "Digital image processing".
   */
  EDGE_DENSITY("edge_density", "0..1", "edge density");

  private final String column;
  private final String unit;
  private final String title;

  Statistic(String column, String unit, String title) {
    this.column = column;
    this.unit = unit;
    this.title = title;
  }

  /** {@return the name of its column in files, such as "spectral_slope"} */
  public String column() {
    return column;
  }

  /** {@return its unit or range, for people} */
  public String unit() {
    return unit;
  }

  /** {@return its name in a sentence, such as "spectral slope"} */
  public String title() {
    return title;
  }

  /**
   * {@return its value; NaN where the picture has none}
   *
   * @param of the statistics of a picture
   */
  public double of(ImageStatistics of) {
    return switch (this) {
      case WIDTH -> of.width();
      case HEIGHT -> of.height();
      case ASPECT -> of.aspect();
      case LUMINANCE -> of.luminance();
      case CONTRAST -> of.contrast();
      case COLOURFULNESS -> of.colourfulness();
      case SPECTRAL_SLOPE -> of.slope();
      case EDGE_DENSITY -> of.edges();
    };
  }

  /**
   * {@return the statistic that has this column; empty if none has}
   *
   * @param column as {@link #column} gives it; upper and lower case are the same
   */
  public static Optional<Statistic> named(String column) {
    String wanted = column.strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(each -> each.column.equals(wanted)).findFirst();
  }
}
