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
import org.mneme.score.Outcome;
import org.mneme.score.Score;
import org.mneme.score.Sureness;

/**
 * How scores become lines of a file. Both forms carry the float32 score exactly and any file name;
 * an image that failed has an error in place of its score.
 */
public enum RowFormat {
  /**
   * A first line {@code image,score,error}, then a record for each image; of a model that tells how
   * sure it is with {@code low}, {@code high} and {@code familiar} behind.
   */
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

    @Override
    String withSureness(String line, Sureness sureness) {
      return line.substring(0, line.length() - 1)
          + ","
          + csv(text(sureness.low()), text(sureness.high()), text(sureness.familiar()));
    }
  },

  /**
   * An object with the same fields for each image and the precision that made its score, null where
   * one is missing.
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

    @Override
    String withSureness(String line, Sureness sureness) {
      ObjectNode row = JSON.createObjectNode();
      put(row, LOW, sureness.low());
      put(row, HIGH, sureness.high());
      put(row, FAMILIAR, sureness.familiar());
      return line.substring(0, line.lastIndexOf('}')) + "," + row.toString().substring(1) + "\n";
    }

    private static void put(ObjectNode row, String name, float number) {
      if (Float.isNaN(number)) {
        row.putNull(name);
      } else {
        row.put(name, number);
      }
    }
  };

  static final String IMAGE = "image";
  static final String SCORE = "score";
  static final String ERROR = "error";
  static final String PRECISION = "precision";
  static final String LOW = Sureness.LOW;
  static final String HIGH = Sureness.HIGH;
  static final String FAMILIAR = Sureness.FAMILIAR;

  /** Comma, double quotes where needed, a line feed after every record. */
  static final CSVFormat RECORDS = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private static final JsonMapper JSON = new JsonMapper();

  /** {@return what comes before the first row; may be nothing} */
  public abstract String header();

  /**
   * {@return what comes before the first row; may be nothing}
   *
   * @param sure whether the model tells how sure it is, see {@link
   *     org.mneme.score.Scorer#tellsSureness}
   */
  public final String header(boolean sure) {
    return sure && !header().isEmpty()
        ? header().strip() + "," + String.join(",", LOW, HIGH, FAMILIAR) + "\n"
        : header();
  }

  /**
   * One score, with its line end.
   *
   * @param score of one image, or why there is none
   * @param precision of the model, for a form that has a place for it
   * @param sure as the {@link #header(boolean)} was written
   * @return one line of the file
   */
  public final String row(Score score, Optional<Precision> precision, boolean sure) {
    String line = row(score, precision);
    return sure ? withSureness(line, score.sureness()) : line;
  }

  /**
   * {@return the row of an image that is not known by a path of this machine, with its line end}
   *
   * @param image what the row calls it
   * @param outcome its score, or why there is none
   * @param precision of the model, for a form that has a place for it
   * @param sure as the {@link #header(boolean)} was written
   */
  public final String row(
      String image, Outcome outcome, Optional<Precision> precision, boolean sure) {
    String line = row(image, outcome.value(), outcome.error(), precision);
    return sure ? withSureness(line, outcome.sureness()) : line;
  }

  abstract String withSureness(String line, Sureness sureness);

  private static @Nullable String text(float number) {
    return Float.isNaN(number) ? null : Float.toString(number);
  }

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
