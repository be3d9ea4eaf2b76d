package org.mneme.image;

import java.io.Serializable;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How training varies its pictures, so that a network learns what they show rather than their
 * pixels. Every variation (a view) is decided by a seed alone, on every machine.
 *
 * <p>A view of the resized picture: a piece of the crop's form is cut out at random and brought to
 * the network's size, mirrored for every second, its colours changed, a rectangle of it erased.
 *
 * @param flip whether every second view is mirrored left to right
 * @param crop whether the piece lies anywhere, else in the middle
 * @param scale the smallest piece's width and height as a share of the network's, above 0 to 1; the
 *     largest is as large as the picture allows, or of the network's size where this is 1
 * @param jitter brightness, contrast and saturation are each multiplied by 1 - jitter to 1 +
 *     jitter; 0 to below 1
 * @param erase share of the views, 0..1, in which a grey rectangle covers 2 to 20 % (Zhong et al.,
 *     2020, random erasing)
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Error Prone does not know @serial on a class
public record Augmentation(boolean flip, boolean crop, double scale, double jitter, double erase)
    implements Serializable {
  /** Every view is the centre crop that scoring takes. */
  public static final Augmentation NONE = new Augmentation(false, false, 1, 0, 0);

  private static final int GREY = 127;

  /**
   * Checks the ranges.
   *
   * @param flip whether every second view is mirrored left to right
   * @param crop whether the piece lies anywhere, else in the middle
   * @param scale the smallest piece's width and height as a share of the network's, above 0 to 1
   * @param jitter brightness, contrast and saturation are each multiplied by 1 - jitter to 1 +
   *     jitter
   * @param erase share of the views, 0..1, in which a grey rectangle covers 2 to 20 %
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Augmentation {
    if (!(scale > 0 && scale <= 1) || !(jitter >= 0 && jitter < 1) || !(erase >= 0 && erase <= 1)) {
      throw new IllegalArgumentException(
          "scale (%s) must be above 0 to 1, jitter (%s) 0 to below 1, erase (%s) 0 to 1"
              .formatted(scale, jitter, erase));
    }
  }

  /** {@return whether all views of a picture are the same} */
  public boolean isNone() {
    return equals(NONE);
  }

  /**
   * Writes one view as {@link Planes#write} writes a centre crop.
   *
   * @param resized to the size that the preprocessing names
   * @param p says the crop's size, and how pixels become floats
   * @param seed of the view
   * @param into takes {@code [channels, cropHeight, cropWidth]} floats at its position, which is
   *     moved past them
   * @throws IllegalArgumentException if the picture has another size
   */
  public void write(Rgb resized, Preprocessing p, long seed, FloatBuffer into) {
    if (resized.width() != p.width() || resized.height() != p.height()) {
      throw new IllegalArgumentException(
          "the picture is %d x %d, not %d x %d"
              .formatted(resized.width(), resized.height(), p.width(), p.height()));
    }
    if (!isNone() && p.meanImage() != null) {
      throw new IllegalArgumentException(
          "views cannot vary where a mean image is subtracted, whose pixels have their places");
    }
    if (isNone()) {
      Planes.write(resized, p, Crops.CENTRE, into);
      return;
    }
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = piece(resized, p, random).toBytes();
    if (flip && random.nextBoolean()) {
      mirror(pixels, p.cropWidth());
    }
    if (jitter > 0) {
      changeColours(pixels, random);
    }
    if (random.nextDouble() < erase) {
      eraseRectangle(pixels, p, random);
    }
    Preprocessing whole =
        new Preprocessing(
            p.cropWidth(),
            p.cropHeight(),
            p.cropWidth(),
            p.cropHeight(),
            p.order(),
            p.divisor(),
            p.mean(),
            p.std(),
            null);
    Rgb view = Rgb.wrap(p.cropWidth(), p.cropHeight(), pixels);
    Planes.write(view, whole, Crops.CENTRE, into);
  }

  private Rgb piece(Rgb picture, Preprocessing p, SplittableRandom random) {
    int width = p.cropWidth();
    int height = p.cropHeight();
    if (scale < 1) {
      double size = random.nextDouble();
      double widest = Math.min(picture.width(), (double) picture.height() * width / height);
      double highest = Math.min(picture.height(), (double) picture.width() * height / width);
      width = between(scale * width, widest, size);
      height = between(scale * height, highest, size);
    }
    int left = place(picture.width() - width, random);
    int top = place(picture.height() - height, random);
    byte[] from = picture.pixels();
    byte[] cut = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      System.arraycopy(
          from, 3 * ((top + y) * picture.width() + left), cut, 3 * y * width, 3 * width);
    }
    return Rgb.wrap(width, height, cut).resizedTo(p.cropWidth(), p.cropHeight());
  }

  /** A whole number of pixels, at least one, as far from the least to the most as {@code size}. */
  private static int between(double least, double most, double size) {
    return Math.max(1, (int) Math.rint(least + size * (most - least)));
  }

  private int place(int margin, SplittableRandom random) {
    return crop ? random.nextInt(margin + 1) : Crop.middle(margin);
  }

  private static void mirror(byte[] pixels, int width) {
    for (int row = 0; row < pixels.length; row += 3 * width) {
      for (int x = 0; x < width / 2; x++) {
        int one = row + 3 * x;
        int other = row + 3 * (width - 1 - x);
        for (int c = 0; c < 3; c++) {
          byte kept = pixels[one + c];
          pixels[one + c] = pixels[other + c];
          pixels[other + c] = kept;
        }
      }
    }
  }

  /**
   * Brightness, contrast about the mean grey, saturation about each pixel's grey, in this order.
   */
  private void changeColours(byte[] pixels, SplittableRandom random) {
    double brightness = factor(random);
    double contrast = factor(random);
    double saturation = factor(random);
    double mean = 0;
    for (int i = 0; i < pixels.length; i += 3) {
      mean += grey(pixels, i);
    }
    mean *= brightness * 3 / pixels.length;
    for (int i = 0; i < pixels.length; i += 3) {
      double grey = (grey(pixels, i) * brightness - mean) * contrast + mean;
      for (int c = 0; c < 3; c++) {
        double value = ((pixels[i + c] & 0xff) * brightness - mean) * contrast + mean;
        pixels[i + c] = clamped(grey + (value - grey) * saturation);
      }
    }
  }

  private double factor(SplittableRandom random) {
    return 1 + jitter * (2 * random.nextDouble() - 1);
  }

  /** ITU-R 601 luma, as Pillow's. */
  private static double grey(byte[] pixels, int at) {
    return .299 * (pixels[at] & 0xff)
        + .587 * (pixels[at + 1] & 0xff)
        + .114 * (pixels[at + 2] & 0xff);
  }

  private static byte clamped(double value) {
    return (byte) Math.rint(Math.max(0, Math.min(255, value)));
  }

  private static void eraseRectangle(byte[] pixels, Preprocessing p, SplittableRandom random) {
    int wide = p.cropWidth();
    int high = p.cropHeight();
    double area = (.02 + .18 * random.nextDouble()) * wide * high;
    double aspect = Math.exp((2 * random.nextDouble() - 1) * Math.log(3));
    int width = Math.max(1, Math.min(wide, (int) Math.rint(Math.sqrt(area * aspect))));
    int height = Math.max(1, Math.min(high, (int) Math.rint(Math.sqrt(area / aspect))));
    int left = random.nextInt(wide - width + 1);
    int top = random.nextInt(high - height + 1);
    for (int y = top; y < top + height; y++) {
      int from = 3 * (y * wide + left);
      Arrays.fill(pixels, from, from + 3 * width, (byte) GREY);
    }
  }
}
