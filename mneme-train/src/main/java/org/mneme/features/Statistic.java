package org.mneme.features;

import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of a layer's output: all its values, or one figure a channel over the picture or
 * over parts of it. All but {@link Kind#VALUES} need an output {@code [N, channels, height,
 * width]}.
 *
 * @param kind which figure
 * @param parts into how many parts the height, the width or both are divided; 1 where they are not
 */
public record Statistic(Kind kind, int parts) implements Serializable {
  /** All values in C order. */
  public static final Statistic VALUES = new Statistic(Kind.VALUES, 1);

  /** The mean of each channel. */
  public static final Statistic MEAN = new Statistic(Kind.MEAN, 1);

  /** The standard deviation of each channel, over the picture's positions, dividing by n. */
  public static final Statistic STD = new Statistic(Kind.STD, 1);

  /** The largest value of each channel. */
  public static final Statistic MAX = new Statistic(Kind.MAX, 1);

  private static final int MOST_PARTS = 16;
  private static final Pattern FORM = Pattern.compile("([a-z]+)(\\d{0,2})");

  /** The figure; {@link #GRID}, {@link #ROWS} and {@link #COLUMNS} are means of parts. */
  public enum Kind {
    /** Every value by itself. */
    VALUES,
    /** The mean. */
    MEAN,
    /** The standard deviation. */
    STD,
    /** The largest value. */
    MAX,
    /** Parts of both ways: row after row. */
    GRID,
    /** Rows are taken from the top down. */
    ROWS,
    /** Columns are taken from left to right. */
    COLUMNS;

    boolean hasParts() {
      return this == GRID || this == ROWS || this == COLUMNS;
    }
  }

  /**
   * Checks the number of parts.
   *
   * @param kind which figure
   * @param parts into how many parts the height, the width or both are divided
   * @throws IllegalArgumentException if it does not go with the kind
   */
  public Statistic {
    if (kind.hasParts() ? parts < 2 || parts > MOST_PARTS : parts != 1) {
      throw new IllegalArgumentException(
          "%s cannot have %d parts; grid, rows and columns take 2 to %d"
              .formatted(kind.name().toLowerCase(Locale.ROOT), parts, MOST_PARTS));
    }
  }

  /**
   * Reads what {@link #toString} writes: {@code mean}, {@code std}, {@code max}, {@code values},
   * {@code grid3}, {@code rows3}, {@code columns2}.
   *
   * @param text one of these
   * @return the statistic
   * @throws IllegalArgumentException for anything else
   */
  public static Statistic parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      for (Kind kind : Kind.values()) {
        if (kind.name().toLowerCase(Locale.ROOT).equals(matcher.group(1))
            && kind.hasParts() != matcher.group(2).isEmpty()) {
          return new Statistic(
              kind, matcher.group(2).isEmpty() ? 1 : Integer.parseInt(matcher.group(2)));
        }
      }
    }
    throw new IllegalArgumentException(
        "'%s' is no statistic; there are mean, std, max, values, and grid2, rows3, columns3 and the"
                .formatted(text)
            + " like");
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + (kind.hasParts() ? parts : "");
  }
}
