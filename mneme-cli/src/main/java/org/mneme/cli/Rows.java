package org.mneme.cli;

import java.util.Locale;
import java.util.Optional;
import org.mneme.onnx.Precision;
import org.mneme.predict.RowFormat;
import org.mneme.score.Score;

/**
 * How scores become lines of text; the table shows three decimals and hides control characters from
 * the terminal.
 */
final class Rows {
  private Rows() {}

  /** What comes before the first row. */
  static String header(Format format) {
    return format == Format.TABLE ? "score  image\n" : file(format).header();
  }

  /** One score, with its line end. */
  static String row(Format format, Score score, Optional<Precision> precision) {
    if (format != Format.TABLE) {
      return file(format).row(score, precision);
    }
    String image = printable(score.image().toString());
    return score.failed()
        ? "    -  %s  (%s)\n".formatted(image, score.reason())
        : String.format(Locale.ROOT, "%5.3f  %s\n", score.value(), image);
  }

  private static RowFormat file(Format format) {
    return format.rows().orElseThrow(() -> new IllegalArgumentException("a page has no rows"));
  }

  /** With a question mark for each character that a terminal could take as a command. */
  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
