package org.mneme.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.mneme.score.Score;

/**
 * How scores become lines of text. CSV and JSON lines carry the float32 score exactly and any file
 * name; the table shows three decimals and hides control characters from the terminal.
 */
final class Rows {
  static final String IMAGE = "image";
  static final String SCORE = "score";
  static final String ERROR = "error";

  /** Comma, double quotes where needed, a line feed after every row. */
  static final CSVFormat CSV = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  static final String CSV_HEADER = csv(IMAGE, SCORE, ERROR);

  private static final JsonMapper JSON = new JsonMapper();

  private Rows() {}

  /** What comes before the first row. */
  static String header(Format format) {
    return switch (format) {
      case TABLE -> "score  image\n";
      case CSV -> CSV_HEADER;
      case JSONL, HTML -> "";
    };
  }

  /** One score, with its line end. */
  static String row(Format format, Score score) {
    String image = score.image().toString();
    return switch (format) {
      case TABLE ->
          score.failed()
              ? "    -  %s  (%s)\n".formatted(printable(image), reason(score))
              : String.format(Locale.ROOT, "%5.3f  %s\n", score.value(), printable(image));
      case CSV ->
          score.failed()
              ? csv(image, null, reason(score))
              : csv(image, Float.toString(score.value()), null);
      case JSONL -> json(score);
      case HTML -> throw new IllegalArgumentException("a page has no rows");
    };
  }

  /** Why an image failed, in one line, without repeating its name. */
  static String reason(Score score) {
    String error = printable(String.valueOf(score.error()));
    String name = printable(score.image().toString()) + ": ";
    return error.startsWith(name) ? error.substring(name.length()) : error;
  }

  /** With a question mark for each character that a terminal could take as a command. */
  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private static String csv(@Nullable Object... fields) {
    StringBuilder row = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(row, CSV)) {
      printer.printRecord(fields);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return row.toString();
  }

  private static String json(Score score) {
    ObjectNode row = JSON.createObjectNode().put(IMAGE, score.image().toString());
    if (score.failed()) {
      row.putNull(SCORE).put(ERROR, reason(score));
    } else {
      row.put(SCORE, score.value()).putNull(ERROR);
    }
    return row + "\n";
  }
}
