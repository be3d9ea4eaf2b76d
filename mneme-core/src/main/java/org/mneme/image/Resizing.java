package org.mneme.image;

import java.io.Serializable;
import java.util.Locale;

/**
 * How an image comes to the size that a network's crops are cut from.
 *
 * @param fit what becomes of its aspect ratio
 * @param filter how pixels are interpolated
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Error Prone does not know @serial on a class
public record Resizing(Fit fit, Filter filter) implements Serializable {
  /** Stretched, bilinear: what ResMem and MemNet do, and what a model does that says nothing. */
  public static final Resizing USUAL = new Resizing(Fit.STRETCH, Filter.BILINEAR);

  /** What becomes of an image's aspect ratio. */
  public enum Fit {
    /** It is not kept: the whole image is stretched to the size. */
    STRETCH,
    /**
     * It is kept: the image just covers the size, its shorter side then having the size's length,
     * and the middle is taken, as torchvision's {@code Resize(256)} and {@code CenterCrop(256)} do.
     */
    SHORTER
  }

  /** How pixels are interpolated; both are Pillow's, antialiased. */
  public enum Filter {
    /** A triangle, one source pixel to each side. */
    BILINEAR(1) {
      @Override
      double weight(double distance) {
        return distance < 1 ? 1 - distance : 0;
      }
    },
    /** Keys's cubic with a = -0.5, two source pixels to each side. */
    BICUBIC(2) {
      @Override
      double weight(double distance) {
        if (distance < 1) {
          return (1.5 * distance - 2.5) * distance * distance + 1;
        }
        return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * -0.5 : 0;
      }
    };

    /** Source pixels to each side, where the image is not made smaller. */
    final double support;

    Filter(double support) {
      this.support = support;
    }

    /**
     * A source pixel's weight, not normalised.
     *
     * @param distance from the new pixel, at least 0
     */
    abstract double weight(double distance);
  }

  /** Where the picture of a size lies in an image that was resized to cover it. */
  record Cover(int width, int height, int left, int top) {
    static Cover of(Rgb image, int width, int height) {
      long w = image.width();
      long h = image.height();
      boolean wide = w * height >= h * width;
      int wider = wide ? Math.toIntExact(height * w / h) : width;
      int higher = wide ? height : Math.toIntExact(width * h / w);
      return new Cover(wider, higher, Crop.middle(wider - width), Crop.middle(higher - height));
    }
  }

  /** The image in this size. */
  Rgb resized(Rgb image, int width, int height) {
    if (fit == Fit.STRETCH) {
      return Resize.to(image, width, height, filter);
    }
    Cover cover = Cover.of(image, width, height);
    Rgb resized = Resize.to(image, cover.width, cover.height, filter);
    return cover.width == width && cover.height == height
        ? resized
        : resized.cut(cover.left, cover.top, width, height);
  }

  /** In words: {@code stretched to 256 x 256}. */
  String describe(int width, int height) {
    String size =
        fit == Fit.STRETCH
            ? "stretched to %d x %d".formatted(width, height)
            : "resized until the shorter side fits, the middle %d x %d taken"
                .formatted(width, height);
    return size + (filter == Filter.BILINEAR ? "" : " (bicubic)");
  }

  /** {@return the fit as settings name it} */
  public String fitName() {
    return fit.name().toLowerCase(Locale.ROOT);
  }

  /** {@return the filter as settings name it} */
  public String filterName() {
    return filter.name().toLowerCase(Locale.ROOT);
  }
}
