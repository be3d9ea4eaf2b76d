package org.mneme.data;

import java.util.Locale;

/**
 * How large the parts of a split are. Fractions, percentages or counts: {@code (.8, .1, .1)},
 * {@code (8, 1, 1)} and {@code (80, 10, 10)} are the same, and the article's {@code (63741, 0,
 * 5000)} gives just these counts for LaMem and MemCat together. Numbers that add up to more than 10
 * and not to 100 are counts, and must add up to the number of images.
 *
 * @param train for training
 * @param val for validation
 * @param test for testing
 */
public record Shares(double train, double val, double test) {
  private static final double LARGEST_RATIO = 10;

  /**
   * Checks the numbers.
   *
   * @param train for training
   * @param val for validation
   * @param test for testing
   * @throws IllegalArgumentException if one is negative or not finite, or none is above 0
   */
  public Shares {
    if (!(train >= 0 && val >= 0 && test >= 0) || !(train + val + test > 0)) {
      throw new IllegalArgumentException(
          "shares must not be negative, and one must be above 0, not %s, %s and %s"
              .formatted(train, val, test));
    }
    if (Double.isInfinite(train + val + test)) {
      throw new IllegalArgumentException("shares must be finite");
    }
  }

  /**
   * Refuses counts of another number of images.
   *
   * @throws IllegalArgumentException if these are counts, and do not add up to this many
   */
  void requireFor(int images) {
    double all = train + val + test;
    boolean ratio = all <= LARGEST_RATIO || Math.abs(all - 100) < 1e-6;
    if (!ratio && all != images) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "shares %s, %s and %s add up to %s, but there are %d images. Give counts that add up"
                  + " to %d, or fractions such as 0.8, 0.1 and 0.1",
              text(train),
              text(val),
              text(test),
              text(all),
              images,
              images));
    }
  }

  private static String text(double number) {
    return number == Math.rint(number)
        ? String.format(Locale.ROOT, "%.0f", number)
        : String.valueOf(number);
  }

  /** What each part, in the order of {@link Part}, would get of so many images. */
  double[] quotas(int images) {
    double all = train + val + test;
    return new double[] {images * train / all, images * val / all, images * test / all};
  }
}
