package org.mneme.features;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of a layer's output: all its values, or one figure a channel over the picture or
 * over parts of it. Convolutional layers give {@code [N, channels, height, width]}, of which all
 * but the two kinds of tokens are known; transformers {@code [N, tokens, channels]}, of which all
 * but parts are.
 *
 * @param kind which figure
 * @param parts into how many parts the height, the width or both are divided; for {@link
 *     Kind#PATCHES}, how many tokens before the patches are left out; else 1
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Error Prone does not know @serial on a class
public record Statistic(Kind kind, int parts) implements Serializable {
  /** All values in C order. */
  public static final Statistic VALUES = new Statistic(Kind.VALUES, 1);

  /** The mean of each channel. */
  public static final Statistic MEAN = new Statistic(Kind.MEAN, 1);

  /** The standard deviation of each channel, over the picture's positions, dividing by n. */
  public static final Statistic STD = new Statistic(Kind.STD, 1);

  /** The largest value of each channel. */
  public static final Statistic MAX = new Statistic(Kind.MAX, 1);

  /**
   * The share of the picture's positions in which a channel is the largest of all, 0..1; of equal
   * ones the first. Of a segmentation network's output it is the share of the picture that a class
   * takes up.
   */
  public static final Statistic SHARE = new Statistic(Kind.SHARE, 1);

  /** The class token: the first of a transformer's tokens. */
  public static final Statistic CLS = new Statistic(Kind.CLS, 1);

  /** The mean of each channel over a transformer's tokens but the first, the class token. */
  public static final Statistic PATCHES = new Statistic(Kind.PATCHES, 1);

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
    /** The share of positions in which the channel is the largest of all. */
    SHARE,
    /** Parts of both ways: row after row. */
    GRID,
    /** Rows are taken from the top down. */
    ROWS,
    /** Columns are taken from left to right. */
    COLUMNS,
    /** The first token, the class token of a Vision Transformer. */
    CLS,
    /** The mean of the tokens after the first ones. */
    PATCHES;

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
    int least = kind.hasParts() ? 2 : 1;
    int most = kind.hasParts() || kind == Kind.PATCHES ? MOST_PARTS : 1;
    if (parts < least || parts > most) {
      throw new IllegalArgumentException(
          "%s cannot have the number %d; grid, rows and columns take 2 to %d parts, patches leaves out 1 to %d tokens"
              .formatted(kind.name().toLowerCase(Locale.ROOT), parts, MOST_PARTS, MOST_PARTS));
    }
  }

  /**
   * Reads what {@link #toString} writes: {@code mean}, {@code std}, {@code max}, {@code share},
   * {@code values}, {@code grid3}, {@code rows3}, {@code columns2}, {@code cls}, {@code patches},
   * and {@code patches5}, which leaves out five tokens.
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
            && (kind == Kind.PATCHES || kind.hasParts() != matcher.group(2).isEmpty())) {
          return new Statistic(
              kind, matcher.group(2).isEmpty() ? 1 : Integer.parseInt(matcher.group(2)));
        }
      }
    }
    throw new IllegalArgumentException(
        "unknown statistic '%s'; there are mean, std, max, share, values, grid2, rows3, columns3 and the like, and for transformers cls and patches"
            .formatted(text));
  }

  /** Whether a layer's output of this shape, without N, has it. */
  boolean fits(List<Integer> shape) {
    return switch (kind) {
      case VALUES -> true;
      case MEAN, STD, MAX -> shape.size() == 2 || shape.size() == 3;
      case SHARE, GRID, ROWS, COLUMNS -> shape.size() == 3;
      case CLS -> shape.size() == 2;
      case PATCHES -> shape.size() == 2 && shape.get(0) > parts;
    };
  }

  /** What can be taken of a layer's output of this shape, in words. */
  static String fitting(List<Integer> shape) {
    return switch (shape.size()) {
      case 2 -> "cls, patches, mean, std, max or values";
      case 3 -> "mean, std, max, share, grid2, rows3, columns3 or values";
      default -> "values";
    };
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + (kind.hasParts() || parts > 1 ? parts : "");
  }
}
