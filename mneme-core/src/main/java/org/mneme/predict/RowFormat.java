package org.mneme.predict;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.mneme.onnx.Precision;
import org.mneme.score.Score;

/**
 * How scores become lines of a file. Both forms carry the float32 score exactly and any file name;
 * an image that failed has an error in place of its score.
 */
public enum RowFormat {
  /** A first line {@code image,score,error}, then a record for each image. */
  CSV {
    @Override
    public String header() {
      return csv(IMAGE, SCORE, ERROR);
    }

    @Override
    public String row(
        String image, float score, @Nullable String error, Optional<Precision> precision) {
      return error == null ? csv(image, Float.toString(score), null) : csv(image, null, error);
    }
  },

  /**
   * An object with the same three fields for each image and the precision that made its score, null
   * where one is missing.
   */
  JSONL {
    @Override
    public String header() {
      return "";
    }

    @Override
    public String row(
        String image, float score, @Nullable String error, Optional<Precision> precision) {
      ObjectNode row = JSON.createObjectNode().put(IMAGE, image);
      if (error == null) {
        row.put(SCORE, score).putNull(ERROR);
      } else {
        row.putNull(SCORE).put(ERROR, error);
      }
      row.put(PRECISION, precision.map(Precision::title).orElse(null));
      return row + "\n";
    }
  };

  static final String IMAGE = "image";
  static final String SCORE = "score";
  static final String ERROR = "error";
  static final String PRECISION = "precision";

  /** Comma, double quotes where needed, a line feed after every record. */
  static final CSVFormat RECORDS = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private static final JsonMapper JSON = new JsonMapper();

  /** {@return what comes before the first row; may be nothing} */
  public abstract String header();

  /**
   * One score, with its line end.
   *
   * @param score of one image, or why there is none
   * @param precision of the model, for a form that has a place for it
   * @return one line of the file
   */
  public final String row(Score score, Optional<Precision> precision) {
    return row(
        score.image().toString(), score.value(), score.failed() ? score.reason() : null, precision);
  }

  /**
   * {@return the row of an image that is not known by a path of this machine, with its line end}
   *
   * @param image what the row calls it
   * @param score does not count for an image that failed
   * @param error why it failed, in one line; null when it did not
   * @param precision of the model, for a form that has a place for it
   */
  public abstract String row(
      String image, float score, @Nullable String error, Optional<Precision> precision);

  private static String csv(@Nullable Object... fields) {
    StringBuilder row = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(row, RECORDS)) {
      printer.printRecord(fields);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return row.toString();
  }
}
