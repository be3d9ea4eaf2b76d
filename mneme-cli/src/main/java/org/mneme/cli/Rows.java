package org.mneme.cli;

import java.util.Locale;
import java.util.Optional;
import org.mneme.onnx.Precision;
import org.mneme.predict.RowFormat;
import org.mneme.score.Score;
import org.mneme.score.Sureness;

/**
 * How scores become lines of text; the table shows three decimals and hides control characters from
 * the terminal.
 */
final class Rows {
  private Rows() {}

  /** What comes before the first row. */
  static String header(Format format, boolean sure) {
    if (format != Format.TABLE) {
      return file(format).header(sure);
    }
    return sure ? "score  low    high   familiar  image\n" : "score  image\n";
  }

  /** One score, with its line end. */
  static String row(Format format, Score score, Optional<Precision> precision, boolean sure) {
    if (format != Format.TABLE) {
      return file(format).row(score, precision, sure);
    }
    String image = printable(score.image().toString());
    if (sure && !score.failed()) {
      Sureness sureness = score.sureness();
      return String.format(
          Locale.ROOT,
          "%5.3f  %5s  %5s  %8s  %s\n",
          score.value(),
          three(sureness.low()),
          three(sureness.high()),
          three(sureness.familiar()),
          sureness.isUnfamiliar() ? image + "  (of another kind)" : image);
    }
    return score.failed()
        ? "    -  %s  (%s)\n".formatted(image, score.reason())
        : String.format(Locale.ROOT, "%5.3f  %s\n", score.value(), image);
  }

  private static String three(float number) {
    return Float.isNaN(number) ? "-" : String.format(Locale.ROOT, "%5.3f", number);
  }

  private static RowFormat file(Format format) {
    return format.rows().orElseThrow(() -> new IllegalArgumentException("a page has no rows"));
  }

  /** The text with a question mark for each character that a terminal could take as a command. */
  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
