package org.mneme.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.mneme.onnx.Precision;
import org.mneme.predict.RowFormat;
import org.mneme.score.Outcome;

/**
 * Writes scores as they come, in the form that the client accepts: CSV and JSON lines as {@code
 * mneme predict} writes them, or JSON with the same rows in it.
 */
final class ScoreWriter {
  private static final JsonMapper JSON = new JsonMapper();

  private final Form form;
  private final Optional<Precision> precision;
  private final boolean sure;
  private final OutputStream out;
  private boolean first = true;

  /** The forms of an answer. */
  enum Form {
    JSON("application/json", RowFormat.JSONL),
    CSV("text/csv", RowFormat.CSV),
    JSON_LINES("application/x-ndjson", RowFormat.JSONL);

    private final String type;
    private final RowFormat rows;

    Form(String type, RowFormat rows) {
      this.type = type;
      this.rows = rows;
    }

    /**
     * Chooses a format by the request's {@code Accept}; JSON where it takes all.
     *
     * @throws ProblemException if it takes none of them
     */
    static Form of(Context request) {
      String accept = request.header("Accept");
      if (accept == null || accept.isBlank()) {
        return JSON;
      }
      for (String part : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] pieces = part.split(";", 2);
        String type = pieces[0].strip();
        if (pieces.length == 2 && pieces[1].strip().matches("q=0(\\.0*)?")) {
          continue; // named as what is not wanted
        }
        switch (type) {
          case "text/csv" -> {
            return CSV;
          }
          case "application/x-ndjson", "application/jsonl", "application/ndjson" -> {
            return JSON_LINES;
          }
          case "application/json", "application/*", "*/*", "text/html" -> {
            return JSON;
          }
          default -> {}
        }
      }
      throw ProblemException.notAcceptable(
          "'Accept: %s' is none of application/json, text/csv and application/x-ndjson"
              .formatted(accept));
    }
  }

  private ScoreWriter(Form form, Optional<Precision> precision, boolean sure, OutputStream out) {
    this.sure = sure;
    this.form = form;
    this.precision = precision;
    this.out = out;
  }

  /**
   * Begins the answer.
   *
   * @param precision of the model, where it is known
   * @param sure whether rows say how sure their scores are
   * @param head what JSON answers say before the scores
   */
  static ScoreWriter begin(
      Context request, Form form, Optional<Precision> precision, boolean sure, ObjectNode head)
      throws IOException {
    request.contentType(form.type + "; charset=utf-8");
    ScoreWriter writer = new ScoreWriter(form, precision, sure, request.res().getOutputStream());
    if (form == Form.JSON) {
      String text = JSON.writeValueAsString(head);
      writer.write(text.substring(0, text.length() - 1) + ",\"scores\":[");
    } else {
      writer.write(form.rows.header(sure));
    }
    return writer;
  }

  /** Writes one image's row and sends it off. */
  void write(String image, Outcome outcome) throws IOException {
    String row = form.rows.row(image, outcome, precision, sure);
    if (form == Form.JSON) {
      write((first ? "\n" : ",\n") + row.stripTrailing());
    } else {
      write(row);
    }
    first = false;
    out.flush();
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Ends an answer that is whole; one that is cut short stays without its end. */
  void finish() throws IOException {
    if (form == Form.JSON) {
      write("\n]}\n");
    }
    out.flush();
  }
}
