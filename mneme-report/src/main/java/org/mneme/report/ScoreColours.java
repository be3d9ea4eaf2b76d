package org.mneme.report;

import java.util.Locale;

/**
 * A colour for each score, from dark blue for the lowest to yellow for the highest: seven steps of
 * cividis (J. R. Nuñez, C. R. Anderton and R. S. Renslow, PLOS ONE 13, 2018), whose order people of
 * every kind of colour vision see.
 *
 * @param low the score of the darkest colour
 * @param high the score of the brightest
 */
record ScoreColours(double low, double high) {
  private static final int[] STEPS = {
    0x00224e, 0x2a3f6d, 0x575d6d, 0x7c7b78, 0xa59c74, 0xd2c060, 0xfee838
  };

  private static final String NONE = "#8a8a8a";

  String of(double score) {
    if (Double.isNaN(score)) {
      return NONE;
    }
    double share = high > low ? Math.max(0, Math.min(1, (score - low) / (high - low))) : .5;
    double at = share * (STEPS.length - 1);
    int step = (int) Math.min(STEPS.length - 2, Math.floor(at));
    return String.format(Locale.ROOT, "#%06x", mixed(STEPS[step], STEPS[step + 1], at - step));
  }

  private static int mixed(int a, int b, double share) {
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = a >> shift & 0xff;
      int to = b >> shift & 0xff;
      colour |= (int) Math.round(from + share * (to - from)) << shift;
    }
    return colour;
  }

  /** All colours as a style sheet's gradient. */
  static String gradient() {
    StringBuilder text = new StringBuilder("linear-gradient(to right");
    for (int step : STEPS) {
      text.append(String.format(Locale.ROOT, ", #%06x", step));
    }
    return text.append(')').toString();
  }
}
