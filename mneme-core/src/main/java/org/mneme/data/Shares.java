package org.mneme.data;

/**
 * How large the parts of a split are to each other. Fractions or counts: {@code (.8, .1, .1)} and
 * {@code (8, 1, 1)} are the same, and the article's {@code (63741, 0, 5000)} gives just these
 * counts for LaMem and MemCat together.
 */
public record Shares(double train, double val, double test) {
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

  /** What each part, in the order of {@link Part}, would get of so many images. */
  double[] quotas(int images) {
    double all = train + val + test;
    return new double[] {images * train / all, images * val / all, images * test / all};
  }
}
