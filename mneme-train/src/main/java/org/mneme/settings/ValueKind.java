package org.mneme.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which values a setting takes, and how each is written in a flat map: as text, a Long, a Double, a
 * Boolean, or a list of texts.
 *
 * @param form what an edge asks for
 * @param needed what a value must be, to be read after "must be"
 * @param choices the texts of a choice; none for other forms
 * @param reader from a written value; empty if that is not of this kind
 * @param writer to it
 * @param <T> what a job takes
 */
public record ValueKind<T>(
    Form form,
    String needed,
    List<String> choices,
    Function<Object, Optional<T>> reader,
    Function<T, Object> writer) {

  /** How a value is written. */
  public enum Form {
    /** A Long. */
    WHOLE,
    /** A Double; a Long is taken as well. */
    NUMBER,
    /** A Boolean. */
    TRUTH,
    /** One of some texts, in any case. */
    CHOICE,
    /** Any text. */
    TEXT,
    /** Texts, or one text with commas between them. */
    LIST
  }

  /**
   * Keeps a copy.
   *
   * @param form what an edge asks for
   * @param needed what a value must be, to be read after "must be"
   * @param choices the texts of a choice
   * @param reader from a written value
   * @param writer to it
   */
  public ValueKind {
    choices = List.copyOf(choices);
  }

  /**
   * {@return a whole number, both ends included}
   *
   * @param low the smallest value
   * @param high the largest value
   */
  public static ValueKind<Long> whole(long low, long high) {
    String range =
        low == Long.MIN_VALUE
            ? ""
            : high >= Integer.MAX_VALUE
                ? " of at least %d".formatted(low)
                : " from %d to %d".formatted(low, high);
    return new ValueKind<>(
        Form.WHOLE,
        "a whole number" + range,
        List.of(),
        value ->
            value instanceof Number number && isWhole(number)
                ? Optional.of(number.longValue()).filter(n -> n >= low && n <= high)
                : Optional.empty(),
        value -> value);
  }

  /** A rounded draw of a sweep is whole, though a Double. */
  private static boolean isWhole(Number number) {
    return number instanceof Long
        || number instanceof Integer
        || (number.doubleValue() == Math.rint(number.doubleValue())
            && Math.abs(number.doubleValue()) < 1L << 53);
  }

  /**
   * {@return a whole number of at least {@code low} that fits an int}
   *
   * @param low the smallest value
   */
  public static ValueKind<Integer> count(int low) {
    ValueKind<Long> whole = whole(low, Integer.MAX_VALUE);
    return new ValueKind<>(
        Form.WHOLE,
        whole.needed,
        List.of(),
        value -> whole.reader.apply(value).map(Math::toIntExact),
        Integer::longValue);
  }

  /**
   * {@return a finite number of at least {@code low}}
   *
   * @param low the smallest value
   */
  public static ValueKind<Double> atLeast(double low) {
    return number("a number of at least " + SettingText.of(low), n -> n >= low);
  }

  /**
   * {@return a finite number above {@code low}}
   *
   * @param low below the smallest value
   */
  public static ValueKind<Double> above(double low) {
    return number("a number above " + SettingText.of(low), n -> n > low);
  }

  /**
   * {@return a number between two ends}
   *
   * @param low the lower end
   * @param lowIncluded whether the lower end is a value too
   * @param high the upper end
   * @param highIncluded whether the upper end is a value too
   */
  public static ValueKind<Double> between(
      double low, boolean lowIncluded, double high, boolean highIncluded) {
    return number(
        "a number %s %s %s %s"
            .formatted(
                lowIncluded ? "from" : "above",
                SettingText.of(low),
                highIncluded ? "to" : "to below",
                SettingText.of(high)),
        n -> (lowIncluded ? n >= low : n > low) && (highIncluded ? n <= high : n < high));
  }

  private static ValueKind<Double> number(String needed, DoublePredicate fits) {
    return new ValueKind<>(
        Form.NUMBER,
        needed,
        List.of(),
        value ->
            value instanceof Number number
                ? Optional.of(number.doubleValue()).filter(n -> Double.isFinite(n) && fits.test(n))
                : Optional.empty(),
        value -> value);
  }

  /** {@return the kind of true or false} */
  public static ValueKind<Boolean> truth() {
    return new ValueKind<>(
        Form.TRUTH,
        "true or false",
        List.of(),
        value -> value instanceof Boolean truth ? Optional.of(truth) : Optional.empty(),
        value -> value);
  }

  /**
   * {@return one of an enum's values, in lower case}
   *
   * @param <E> the enum
   * @param type the enum
   */
  public static <E extends Enum<E>> ValueKind<E> choice(Class<E> type) {
    List<E> values = List.of(type.getEnumConstants());
    List<String> names = values.stream().map(ValueKind::label).toList();
    return new ValueKind<>(
        Form.CHOICE,
        (names.size() > 2 ? "one of " : "")
            + String.join(", ", names.subList(0, names.size() - 1))
            + " or "
            + names.get(names.size() - 1),
        names,
        value ->
            value instanceof String text
                ? values.stream()
                    .filter(each -> label(each).equals(text.toLowerCase(Locale.ROOT)))
                    .findFirst()
                : Optional.empty(),
        ValueKind::label);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Any text that is not empty.
   *
   * @return the kind
   */
  public static ValueKind<String> text() {
    return text("text", Function.identity(), Function.identity());
  }

  /**
   * {@return a value that is written as text}
   *
   * @param <T> what a job takes
   * @param needed what it must be
   * @param parse throws IllegalArgumentException for what it cannot be; its message is what is
   *     wrong with the value
   * @param write to the text that {@code parse} reads
   */
  public static <T> ValueKind<T> text(
      String needed, Function<String, T> parse, Function<T, String> write) {
    return new ValueKind<>(
        Form.TEXT,
        needed,
        List.of(),
        value ->
            value instanceof String text && !text.isBlank()
                ? Optional.of(parse.apply(text))
                : Optional.empty(),
        write::apply);
  }

  /**
   * Some values that are each written as text.
   *
   * @param <T> what a job takes of each
   * @param needed what each must be
   * @param separated whether commas stand between values in one text
   * @param parse as for {@link #text}
   * @param write to the text that {@code parse} reads
   * @return the kind
   */
  public static <T> ValueKind<List<T>> list(
      String needed, boolean separated, Function<String, T> parse, Function<T, String> write) {
    return new ValueKind<>(
        Form.LIST,
        needed,
        List.of(),
        value -> texts(value, separated).map(texts -> texts.stream().map(parse).toList()),
        values -> values.stream().map(write).toList());
  }

  private static Optional<List<String>> texts(Object value, boolean separated) {
    List<?> all = value instanceof List<?> list ? list : List.of(value);
    if (!all.stream().allMatch(String.class::isInstance)) {
      return Optional.empty();
    }
    return Optional.of(
        all.stream()
            .map(String.class::cast)
            .flatMap(text -> separated ? Arrays.stream(text.split(",", -1)) : Stream.of(text))
            .map(String::strip)
            .toList());
  }
}
