package org.mneme.web;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;

/**
 * How a client wants images scored.
 *
 * @param model its name; null for the server's first
 */
record ScoreOptions(@Nullable String model, Crops crops, DecodeMode decode) {
  static final Set<String> NAMES = Set.of("model", "crops", "decode");

  /**
   * From the address's parameters.
   *
   * @param others parameters that the route takes besides
   * @throws ProblemException if one is not known, or has no such value
   */
  static ScoreOptions of(Context request, Set<String> others) {
    for (String name : request.queryParamMap().keySet()) {
      if (!NAMES.contains(name) && !others.contains(name)) {
        throw ProblemException.badRequest(
            "unknown parameter '%s'; there are %s"
                .formatted(name, NAMES.stream().sorted().collect(Collectors.joining(", "))));
      }
    }
    return of(
        request.queryParam("model"), request.queryParam("crops"), request.queryParam("decode"));
  }

  /** From texts; null is the default: one crop from the centre, as people see the image. */
  static ScoreOptions of(
      @Nullable String model, @Nullable String crops, @Nullable String decode) {
    return new ScoreOptions(
        model,
        value("crops", crops, Crops.CENTRE, Crops.values()),
        value("decode", decode, DecodeMode.NATURAL, DecodeMode.values()));
  }

  private static <E extends Enum<E>> E value(
      String name, @Nullable String text, E usual, E[] values) {
    if (text == null) {
      return usual;
    }
    for (E value : values) {
      if (lower(value).equals(text.toLowerCase(Locale.ROOT))) {
        return value;
      }
    }
    throw ProblemException.badRequest(
        "invalid value for %s: '%s'; it is %s"
            .formatted(
                name,
                text,
                Arrays.stream(values)
                    .map(ScoreOptions::lower)
                    .collect(Collectors.joining(" or "))));
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
