package org.mneme.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.onnx.Precision;

/**
 * How a client wants images scored.
 *
 * @param model its name; null for the server's first
 * @param precision empty for what the server takes unless asked
 * @param decode empty for the server's usual way
 */
record ScoreOptions(
    @Nullable String model,
    Optional<Precision> precision,
    Crops crops,
    Optional<DecodeMode> decode) {
  static final Set<String> NAMES = Set.of("model", "precision", "crops", "decode");

  private static final String AUTO = "auto";

  /**
   * Reads options from the address's parameters.
   *
   * @param others parameters that the route takes besides
   * @throws ProblemException if one is not known, or has no such value
   */
  static ScoreOptions of(Context request, Set<String> others) {
    requireKnown(request, others);
    return of(
        request.queryParam("model"),
        request.queryParam("precision"),
        request.queryParam("crops"),
        request.queryParam("decode"));
  }

  private static void requireKnown(Context request, Set<String> others) {
    TreeSet<String> known = new TreeSet<>(NAMES);
    known.addAll(others);
    requireKnown(request, known);
  }

  /**
   * @throws ProblemException if a parameter is none of these, or given twice
   */
  static void requireKnown(Context request, TreeSet<String> known) {
    requireKnown(request, known, Set.of());
  }

  /**
   * @param repeated those that may be given several times
   * @throws ProblemException if a parameter is none of the known ones, or is given twice and may
   *     not
   */
  static void requireKnown(Context request, TreeSet<String> known, Set<String> repeated) {
    request
        .queryParamMap()
        .forEach(
            (name, values) -> {
              if (!known.contains(name)) {
                throw ProblemException.badRequest(
                    "unknown parameter '%s'; there are %s"
                        .formatted(name, String.join(", ", known)));
              }
              if (values.size() > 1 && !repeated.contains(name)) {
                throw ProblemException.badRequest(
                    "the parameter '%s' is given %d times; give it once"
                        .formatted(name, values.size()));
              }
            });
  }

  /**
   * A parameter that is true or false; false where it is not given.
   *
   * @throws ProblemException if it is anything else
   */
  static boolean flag(Context request, String name) {
    @Nullable String value = request.queryParam(name);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw ProblemException.badRequest(
        "invalid value for %s: '%s'; it is true or false".formatted(name, value));
  }

  /** Reads options from texts; null is the default. */
  static ScoreOptions of(
      @Nullable String model,
      @Nullable String precision,
      @Nullable String crops,
      @Nullable String decode) {
    return new ScoreOptions(
        model,
        precision == null || precision.equalsIgnoreCase(AUTO)
            ? Optional.empty()
            : Optional.of(value("precision", precision, Precision.FP32, Precision.values(), AUTO)),
        value("crops", crops, Crops.CENTRE, Crops.values()),
        decode == null
            ? Optional.empty()
            : Optional.of(value("decode", decode, DecodeMode.NATURAL, DecodeMode.values())));
  }

  /** Reads what {@link #write} wrote. */
  static ScoreOptions read(JsonNode json) {
    return of(
        json.path("model").asText(),
        json.path("precision").asText(),
        json.path("crops").asText(),
        json.path("decode").asText());
  }

  /** Writes options that leave nothing open. */
  void write(ObjectNode json) {
    json.put("model", model)
        .put("precision", precision.map(Precision::title).orElse(AUTO))
        .put("crops", lower(crops))
        .put("decode", lower(decodeMode()));
  }

  /** The same with all that was left open as this model has it. */
  ScoreOptions of(ServedModel served) {
    return new ScoreOptions(
        served.name(),
        served.precision(),
        crops,
        Optional.of(decode.orElse(served.model().options().decode())));
  }

  /** The decode mode of options that leave nothing open. */
  DecodeMode decodeMode() {
    return decode.orElseThrow();
  }

  private static <E extends Enum<E>> E value(
      String name, @Nullable String text, E usual, E[] values, String... others) {
    if (text == null) {
      return usual;
    }
    for (E value : values) {
      if (lower(value).equals(text.toLowerCase(Locale.ROOT))) {
        return value;
      }
    }
    List<String> known = new ArrayList<>(List.of(others));
    Arrays.stream(values).map(ScoreOptions::lower).forEach(known::add);
    throw ProblemException.badRequest(
        "invalid value for %s: '%s'; it is one of %s"
            .formatted(name, text, String.join(", ", known)));
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
