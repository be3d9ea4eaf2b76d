package org.mneme.caffe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mneme.remedy.Remedy;
import org.mneme.weights.Quote;
import org.mneme.weights.WeightsException;

/**
 * A message of a text-format file: its fields, in the file's order. It remembers which were read,
 * so that nobody passes over a setting that would change the result. Not for several threads.
 */
final class Message {
  /**
   * One field.
   *
   * @param text the value as written, without quotes; empty for a message
   */
  record Field(String name, int line, String text, @Nullable Message message) {}

  private static final Pattern FLOAT =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?[fF]?");
  private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,10}");

  private final String file;
  private final int line;
  private final List<Field> fields = new ArrayList<>();
  private final Set<String> read = new HashSet<>();

  /**
   * @param file for messages
   * @param line where it begins, from 1
   */
  Message(String file, int line) {
    this.file = file;
    this.line = line;
  }

  void add(Field field) {
    fields.add(field);
  }

  int line() {
    return line;
  }

  List<Field> fields() {
    return fields;
  }

  /** One line, with this file and line before it. */
  static WeightsException error(String file, int line, String what, Remedy... remedies) {
    return new WeightsException("%s:%d: %s".formatted(file, line, what), remedies);
  }

  WeightsException error(int atLine, String what, Remedy... remedies) {
    return error(file, atLine, what, remedies);
  }

  WeightsException error(String what, Remedy... remedies) {
    return error(line, what, remedies);
  }

  /** Every field of this name. */
  List<Field> all(String name) {
    read.add(name);
    return fields.stream().filter(field -> field.name().equals(name)).toList();
  }

  /** The only field of this name; text format refuses a second one. */
  Optional<Field> one(String name) throws WeightsException {
    List<Field> found = all(name);
    if (found.size() > 1) {
      throw error(found.get(1).line(), "'%s' is given a second time".formatted(name));
    }
    return found.stream().findFirst();
  }

  /** The message of this name, or an empty one. */
  Message message(String name) throws WeightsException {
    Optional<Field> field = one(name);
    return field.isEmpty() ? new Message(file, line) : message(field.get());
  }

  Message message(Field field) throws WeightsException {
    if (field.message() == null) {
      throw error(field.line(), "'%s' needs { }".formatted(field.name()));
    }
    return field.message();
  }

  String text(String name, String otherwise) throws WeightsException {
    Optional<Field> field = one(name);
    return field.isEmpty() ? otherwise : scalar(field.get());
  }

  List<String> texts(String name) throws WeightsException {
    List<String> texts = new ArrayList<>();
    for (Field field : all(name)) {
      texts.add(scalar(field));
    }
    return texts;
  }

  boolean flag(String name, boolean otherwise) throws WeightsException {
    Optional<Field> field = one(name);
    if (field.isEmpty()) {
      return otherwise;
    }
    return switch (scalar(field.get())) {
      case "true", "True", "t", "1" -> true;
      case "false", "False", "f", "0" -> false;
      default -> throw error(field.get().line(), wrong(field.get(), "true or false"));
    };
  }

  int integer(String name, int otherwise, int least, int most) throws WeightsException {
    Optional<Field> field = one(name);
    return field.isEmpty() ? otherwise : integer(field.get(), least, most);
  }

  int integer(Field field, int least, int most) throws WeightsException {
    String text = scalar(field);
    long value = DECIMAL.matcher(text).matches() ? Long.parseLong(text) : Long.MIN_VALUE;
    if (value < least || value > most) {
      throw error(
          field.line(), wrong(field, "a whole number from %d to %d".formatted(least, most)));
    }
    return (int) value;
  }

  float number(String name, float otherwise) throws WeightsException {
    Optional<Field> field = one(name);
    return field.isEmpty() ? otherwise : number(field.get());
  }

  float number(Field field) throws WeightsException {
    String text = scalar(field);
    float value = FLOAT.matcher(text).matches() ? Float.parseFloat(text) : Float.NaN;
    if (!Float.isFinite(value)) {
      throw error(field.line(), wrong(field, "a number"));
    }
    return value;
  }

  /**
   * Refuses the first field that nobody has read.
   *
   * @param of names this message
   * @param harmless fields that change nothing when scoring
   */
  void refuseOthers(String of, Set<String> harmless) throws WeightsException {
    for (Field field : fields) {
      if (!read.contains(field.name()) && !harmless.contains(field.name())) {
        throw error(
            field.line(),
            "%s has %s, which is not supported".formatted(of, Quote.of(field.name())));
      }
    }
  }

  private String scalar(Field field) throws WeightsException {
    if (field.message() != null) {
      throw error(field.line(), "'%s' needs a value, not { }".formatted(field.name()));
    }
    return field.text();
  }

  private static String wrong(Field field, String needed) {
    return String.format(
        Locale.ROOT, "'%s' is %s, not %s", field.name(), Quote.of(field.text()), needed);
  }
}
