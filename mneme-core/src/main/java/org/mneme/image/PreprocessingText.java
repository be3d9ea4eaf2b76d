package org.mneme.image;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Preprocessing as people write it: a size as {@code 256x256}, numbers of channels as {@code
 * .5,.4,.4}. Every command that takes preprocessing reads it here.
 */
public final class PreprocessingText {
  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,5})x([1-9]\\d{0,5})");

  private PreprocessingText() {}

  /**
   * A size.
   *
   * @param width pixels
   * @param height pixels
   */
  public record Size(int width, int height) {
    /**
     * Reads {@code 256x256}.
     *
     * @param text what was written
     * @return the size
     * @throws IllegalArgumentException if it is not a size
     */
    public static Size of(String text) {
      Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        throw new IllegalArgumentException("'" + text + "' is not a size such as 256x256");
      }
      return new Size(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /**
     * Reads {@code 300x227}, or {@code 227} for a square.
     *
     * @param text what was written
     * @return the size
     * @throws IllegalArgumentException if it is neither
     */
    public static Size ofCrop(String text) {
      try {
        return of(text.matches("\\d+") ? text + "x" + text : text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a size such as 227 or 300x227", e);
      }
    }
  }

  /**
   * One number for all channels, or one for each.
   *
   * @param values one, or three
   */
  public record Channels(List<Float> values) {
    /**
     * Copies the numbers.
     *
     * @param values one, or three
     */
    public Channels {
      values = List.copyOf(values);
    }

    /**
     * {@return the same number for all channels}
     *
     * @param value the number
     */
    public static Channels of(float value) {
      return new Channels(List.of(value));
    }

    /**
     * Reads {@code 0.5} or {@code .5,.4,.4}.
     *
     * @param text what was written
     * @return the numbers
     * @throws IllegalArgumentException if it is neither one number nor three
     */
    public static Channels of(String text) {
      List<Float> values = new ArrayList<>();
      try {
        for (String part : text.split(",", -1)) {
          values.add(Float.valueOf(part.strip()));
        }
      } catch (NumberFormatException e) {
        values.clear();
      }
      if ((values.size() != 3 && values.size() != 1)
          || values.stream().anyMatch(v -> !Float.isFinite(v))) {
        throw new IllegalArgumentException("'" + text + "' is not one number or three: .5,.4,.4");
      }
      return new Channels(values);
    }

    List<Float> of(ChannelOrder order) {
      return values.size() == 1 ? Collections.nCopies(order.channels(), values.get(0)) : values;
    }
  }

  /**
   * {@return the preprocessing that was written}
   *
   * @param size that images are resized to
   * @param crop null for the largest square
   * @param order of the channels
   * @param divisor of pixel values
   * @param mean is subtracted then, of each channel
   * @param std then divides, of each channel
   * @param resizing how images come to that size
   * @throws IllegalArgumentException if the numbers do not fit together
   */
  public static Preprocessing preprocessing(
      Size size,
      @Nullable Size crop,
      ChannelOrder order,
      float divisor,
      Channels mean,
      Channels std,
      Resizing resizing) {
    int side = Math.min(size.width(), size.height());
    return new Preprocessing(
        size.width(),
        size.height(),
        crop == null ? side : crop.width(),
        crop == null ? side : crop.height(),
        order,
        divisor,
        mean.of(order),
        std.of(order),
        null,
        resizing);
  }
}
