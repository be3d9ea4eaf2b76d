package org.mneme.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.mneme.score.SharedScorer.Outcome;

/**
 * Writes scores as they come, in the form that the client accepts: JSON, CSV or JSON lines. Scores
 * are written as {@code mneme predict} writes them, so that a float32 survives unchanged.
 */
final class ScoreWriter {
  private static final JsonMapper JSON = new JsonMapper();
  private static final CSVFormat CSV =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
  private static final String[] COLUMNS = {"image", "score", "error"};

  private final Form form;
  private final OutputStream out;
  private boolean first = true;

  /** The forms of an answer. */
  enum Form {
    JSON("application/json"),
    CSV("text/csv"),
    JSON_LINES("application/x-ndjson");

    private final String type;

    Form(String type) {
      this.type = type;
    }

    /**
     * By the request's {@code Accept}; JSON where it takes all.
     *
     * @throws ProblemException if it takes none of them
     */
    static Form of(Context request) {
      String accept = request.header("Accept");
      if (accept == null || accept.isBlank()) {
        return JSON;
      }
      for (String part : accept.toLowerCase(Locale.ROOT).split(",")) {
        String type = part.split(";")[0].strip();
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
      throw ProblemException.badRequest(
          "'Accept: %s' is none of application/json, text/csv and application/x-ndjson"
              .formatted(accept));
    }
  }

  private ScoreWriter(Form form, OutputStream out) {
    this.form = form;
    this.out = out;
  }

  /** Begins the answer. */
  static ScoreWriter begin(
      Context request, Form form, OpenModels.Served model, ScoreOptions options)
      throws IOException {
    request.contentType(form.type + "; charset=utf-8");
    request.header("Mneme-Version", Version.TEXT);
    request.header("Mneme-Model", model.name());
    request.header("Mneme-Model-Identity", model.identity());
    request.header("Mneme-Model-Licence", ascii(model.licence()));
    request.header("Mneme-Precision", model.precision());
    ScoreWriter writer = new ScoreWriter(form, request.res().getOutputStream());
    writer.head(model, options);
    return writer;
  }

  private static String ascii(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private void head(OpenModels.Served model, ScoreOptions options) throws IOException {
    switch (form) {
      case JSON -> {
        ObjectNode head = JSON.createObjectNode().put("mneme", Version.TEXT);
        head.set("model", ModelJson.of(model));
        head.putObject("options")
            .put("crops", ScoreOptions.lower(options.crops()))
            .put("decode", ScoreOptions.lower(options.decode()));
        String text = JSON.writeValueAsString(head);
        write(text.substring(0, text.length() - 1) + ",\"scores\":[");
      }
      case CSV -> write(csv((Object[]) COLUMNS));
      case JSON_LINES -> {}
    }
  }

  /** Writes one image's row and sends it off. */
  void write(String image, Outcome outcome) throws IOException {
    switch (form) {
      case JSON -> write((first ? "" : ",") + "\n" + json(image, outcome));
      case CSV -> write(csv(image, outcome.failed() ? null : outcome.value(), outcome.error()));
      case JSON_LINES -> write(json(image, outcome) + "\n");
    }
    first = false;
    out.flush();
  }

  /** A row as JSON: the form in which jobs keep it, too. */
  static String json(String image, Outcome outcome) {
    ObjectNode row = JSON.createObjectNode().put("image", image);
    if (outcome.failed()) {
      row.putNull("score").put("error", outcome.error());
    } else {
      row.put("score", outcome.value()).putNull("error");
    }
    return row.put("width", outcome.width()).put("height", outcome.height()).toString();
  }

  private static String csv(@Nullable Object... values) throws IOException {
    StringBuilder row = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(row, CSV)) {
      printer.printRecord(values);
    }
    return row.toString();
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
