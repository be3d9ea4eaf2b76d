package org.mneme.evaluate;

/**
 * An increasing function of a figure under which its estimates are nearly normal and spread about
 * equally whatever its size. An interval that is made there and taken back keeps to the figure's
 * range: a correlation's never leaves -1..1, an error's never falls below 0.
 */
interface Scale {
  double to(double figure);

  double from(double there);

  /** A figure of any size. */
  Scale PLAIN = new Named(Kind.PLAIN);

  /** A figure above 0, such as a standard deviation: its logarithm. */
  Scale POSITIVE = new Named(Kind.POSITIVE);

  /** A figure under 1, such as R squared: less the logarithm of what is missing. */
  Scale UNDER_ONE = new Named(Kind.UNDER_ONE);

  /** A figure of 0..1, such as the mean of scores of 0..1: the logarithm of its odds. */
  Scale PROPORTION = new Named(Kind.PROPORTION);

  /** The root of a {@link #PROPORTION}, on the same scale as its square. */
  Scale ROOT_OF_PROPORTION = new Named(Kind.ROOT_OF_PROPORTION);

  /** A figure of -1..1: Fisher's z (1915). */
  Scale CORRELATION = new Named(Kind.CORRELATION);

  /** Those without a parameter. */
  enum Kind {
    PLAIN,
    POSITIVE,
    UNDER_ONE,
    PROPORTION,
    ROOT_OF_PROPORTION,
    CORRELATION
  }

  /** One of the constants above. */
  record Named(Kind kind) implements Scale {
    @Override
    public double to(double x) {
      return switch (kind) {
        case PLAIN -> x;
        case POSITIVE -> Math.log(x);
        case UNDER_ONE -> -Math.log1p(-x);
        case PROPORTION -> Math.log(x) - Math.log1p(-x);
        case ROOT_OF_PROPORTION -> PROPORTION.to(x * x);
        case CORRELATION -> .5 * (Math.log1p(x) - Math.log1p(-x));
      };
    }

    @Override
    public double from(double y) {
      return switch (kind) {
        case PLAIN -> y;
        case POSITIVE -> Math.exp(y);
        case UNDER_ONE -> -Math.expm1(-y);
        case PROPORTION -> 1 / (1 + Math.exp(-y));
        case ROOT_OF_PROPORTION -> Math.sqrt(PROPORTION.from(y));
        case CORRELATION -> Math.tanh(y);
      };
    }
  }

  /**
   * The difference of two correlations, as the difference of their z while the mean of these stays:
   * {@code tanh(m + d/2) - tanh(m - d/2)}. Between -2 and 2; 0 stays 0.
   *
   * @param mean of the two correlations' z
   */
  record OfCorrelations(double mean) implements Scale {
    static Scale of(double first, double second) {
      // Correlations of 1 or -1 have no z; any other mean serves the difference as well.
      double edge = 1 - 1e-9;
      return new OfCorrelations(
          .5
              * (CORRELATION.to(Math.max(-edge, Math.min(edge, first)))
                  + CORRELATION.to(Math.max(-edge, Math.min(edge, second)))));
    }

    @Override
    public double to(double difference) {
      // With e = exp(d), the difference is 2 (e - 1/e) / (2 cosh(2m) + e + 1/e): quadratic in e.
      double half = difference * Math.cosh(2 * mean) / 2;
      double root = Math.sqrt(half * half + 1 - difference * difference / 4);
      // Both forms are the same root; each loses no digits where it is taken.
      return half >= 0
          ? Math.log((half + root) / (1 - difference / 2))
          : Math.log((1 + difference / 2) / (root - half));
    }

    @Override
    public double from(double there) {
      return Math.tanh(mean + there / 2) - Math.tanh(mean - there / 2);
    }
  }

  /**
   * A correlation over a reference, such as the humans' own: Fisher's z of the correlation that it
   * would be if the reference stayed.
   *
   * @param reference above 0
   */
  record OfShare(double reference) implements Scale {
    @Override
    public double to(double share) {
      return CORRELATION.to(share * reference);
    }

    @Override
    public double from(double there) {
      return CORRELATION.from(there) / reference;
    }
  }
}
