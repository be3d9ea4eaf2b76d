package org.mneme.explain;

import java.util.List;
import org.mneme.image.Crop;
import org.mneme.image.Crops;
import org.mneme.image.Preprocessing;

/**
 * A rectangle of a picture, in shares of its width and height, so that it holds for the picture in
 * any size.
 *
 * @param left 0 at the picture's left edge
 * @param top 0 at the picture's upper edge
 * @param width 1 for the whole width
 * @param height 1 for the whole height
 */
public record Area(double left, double top, double width, double height) {
  /** The whole picture. */
  public static final Area WHOLE = new Area(0, 0, 1, 1);

  private static final double ROUNDING = 1e-9;

  /**
   * Checks that it lies within the picture.
   *
   * @param left 0 at the picture's left edge
   * @param top 0 at the picture's upper edge
   * @param width 1 for the whole width
   * @param height 1 for the whole height
   * @throws IllegalArgumentException if it is empty, or not within 0..1
   */
  public Area {
    boolean inside =
        left >= 0
            && top >= 0
            && width > 0
            && height > 0
            && left + width <= 1 + ROUNDING
            && top + height <= 1 + ROUNDING;
    if (!inside) {
      throw new IllegalArgumentException(
          "an area from (%s, %s), %s wide and %s high, is not within 0..1"
              .formatted(left, top, width, height));
    }
  }

  /**
   * {@return what a network sees of every picture: the smallest rectangle that holds its crops}
   *
   * @param preprocessing says the sizes of the resized picture and of a crop
   * @param crops which places are scored
   */
  public static Area seen(Preprocessing preprocessing, Crops crops) {
    return pixels(preprocessing, crops).of(preprocessing.width(), preprocessing.height());
  }

  /** The same in pixels of the resized picture. */
  static Pixels pixels(Preprocessing preprocessing, Crops crops) {
    List<Crop> places = crops.of(preprocessing);
    int left = places.stream().mapToInt(Crop::left).min().orElse(0);
    int top = places.stream().mapToInt(Crop::top).min().orElse(0);
    int right = places.stream().mapToInt(Crop::left).max().orElse(0) + preprocessing.cropWidth();
    int bottom = places.stream().mapToInt(Crop::top).max().orElse(0) + preprocessing.cropHeight();
    return new Pixels(left, top, right - left, bottom - top);
  }

  /** A rectangle in pixels. */
  record Pixels(int left, int top, int width, int height) {
    /** The shares that it takes of a picture of this size. */
    Area of(int pictureWidth, int pictureHeight) {
      return new Area(
          (double) left / pictureWidth,
          (double) top / pictureHeight,
          (double) width / pictureWidth,
          (double) height / pictureHeight);
    }

    int count() {
      return width * height;
    }
  }
}
