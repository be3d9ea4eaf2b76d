package org.mneme.caffe;

import java.util.Optional;
import org.mneme.weights.Quote;
import org.mneme.weights.WeightsException;

/**
 * Reads protobuf's text format, in which Caffe's definitions are written, without knowing which
 * fields there are: names, values, messages in {@code { }} or {@code < >}, lists in {@code [ ]},
 * comments. Extensions ({@code [name]} fields) are refused.
 */
final class TextParser {
  /** The largest published definitions have some ten thousand. */
  private static final int MOST_FIELDS = 60_000;

  /** Caffe's own messages nest five deep. */
  private static final int DEEPEST = 16;

  private final String file;
  private final String text;
  private int at;
  private int line = 1;
  private int fields;

  private TextParser(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * @param file for messages
   * @throws WeightsException if it is no text format; names the line
   */
  static Message parse(String file, String text) throws WeightsException {
    TextParser parser = new TextParser(file, text);
    Message message = new Message(file, 1);
    parser.fields(message, '\0', 0);
    return message;
  }

  /** Fields up to {@code end}, which is left behind. */
  private void fields(Message into, char end, int depth) throws WeightsException {
    int begin = line;
    for (skip(); ; skip()) {
      if (at == text.length()) {
        if (end != '\0') {
          throw error("the file ends within the '%s' of line %d".formatted(open(end), begin));
        }
        return;
      }
      if (end != '\0' && take(end)) {
        return;
      }
      field(into, depth);
      skip();
      if (!take(';')) {
        take(',');
      }
    }
  }

  private static char open(char end) {
    return end == '}' ? '{' : '<';
  }

  private void field(Message into, int depth) throws WeightsException {
    int begin = line;
    int start = at;
    String name = word();
    if (name.isEmpty() || !(Character.isLetter(name.charAt(0)) || name.charAt(0) == '_')) {
      at = start;
      throw error("a field's name is needed, not " + here());
    }
    skip();
    boolean colon = take(':');
    skip();
    if (colon && take('[')) {
      for (skip(); !take(']'); skip()) {
        value(into, name, line, depth);
        skip();
        if (!take(',') && peek() != ']') {
          throw error("a list needs ',' or ']' here, not " + here());
        }
      }
    } else if (colon || peek() == '{' || peek() == '<') {
      value(into, name, begin, depth);
    } else {
      throw error("'%s' needs ':' or '{' behind it, not %s".formatted(Quote.plain(name), here()));
    }
  }

  private void value(Message into, String name, int begin, int depth) throws WeightsException {
    if (++fields > MOST_FIELDS) {
      throw error("there are more than %d fields; no network needs this".formatted(MOST_FIELDS));
    }
    if (peek() == '{' || peek() == '<') {
      if (depth == DEEPEST) {
        throw error("messages nest deeper than " + DEEPEST);
      }
      char end = peek() == '{' ? '}' : '>';
      at++;
      Message message = new Message(file, begin);
      fields(message, end, depth + 1);
      into.add(new Message.Field(name, begin, "", message));
      return;
    }
    Optional<String> quoted = quoted();
    String value = quoted.isPresent() ? quoted.get() : word();
    if (quoted.isEmpty() && value.isEmpty()) {
      throw error("'%s' needs a value, not %s".formatted(Quote.plain(name), here()));
    }
    into.add(new Message.Field(name, begin, value, null));
  }

  /** A name or a number, as long as it continues; empty when there is none. */
  private String word() {
    int begin = at;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    return text.substring(begin, at);
  }

  private static boolean isWord(char c) {
    return c < 128
        && (Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '+' || c == '-');
  }

  /** One or more strings, one behind the other, which text format joins. */
  private Optional<String> quoted() throws WeightsException {
    if (peek() != '"' && peek() != '\'') {
      return Optional.empty();
    }
    StringBuilder joined = new StringBuilder();
    for (skip(); peek() == '"' || peek() == '\''; skip()) {
      char quote = text.charAt(at++);
      while (peek() != quote) {
        if (at == text.length() || peek() == '\n') {
          throw error("a string does not end on its line");
        }
        char c = text.charAt(at++);
        joined.append(c == '\\' ? escaped() : c);
      }
      at++;
    }
    return Optional.of(joined.toString());
  }

  private char escaped() throws WeightsException {
    char c = peek();
    at++;
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '\\', '\'', '"', '?' -> c;
      default -> throw error("'\\%s' in a string is not supported".formatted(Quote.plain("" + c)));
    };
  }

  /** Moves past blanks and comments. */
  private void skip() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (Character.isWhitespace(c) || c == '\uFEFF') {
        line += c == '\n' ? 1 : 0;
        at++;
      } else {
        return;
      }
    }
  }

  /** The next character, or NUL at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private boolean take(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private String here() {
    return at == text.length()
        ? "the end of the file"
        : Quote.of(
            text.substring(at, Math.min(text.length(), at + 12)).lines().findFirst().orElse(""));
  }

  private WeightsException error(String what) {
    return Message.error(file, line, what);
  }
}
