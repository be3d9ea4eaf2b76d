package org.mneme.image;

import java.util.Objects;

/** An 8-bit RGB picture: rows from the top, three bytes a pixel. Immutable. */
public final class Rgb {
  private final int width;
  private final int height;
  private final byte[] pixels;

  private Rgb(int width, int height, byte[] pixels) {
    if (width < 1 || height < 1 || 3L * width * height != pixels.length) {
      throw new IllegalArgumentException(
          "%d x %d pixels take %d bytes, not %d"
              .formatted(width, height, 3L * width * height, pixels.length));
    }
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  /**
   * {@return a picture of these {@code 3 * width * height} bytes, which are copied}
   *
   * @param width pixels
   * @param height pixels
   * @param pixels red, green and blue of each pixel, rows from the top
   * @throws IllegalArgumentException if they are not {@code 3 * width * height} bytes, or there is
   *     no pixel
   */
  public static Rgb copyOf(int width, int height, byte[] pixels) {
    return new Rgb(width, height, pixels.clone());
  }

  /**
   * {@return a picture that owns these {@code 3 * width * height} bytes: the caller lets go of
   * them} For decoders, which would else hold a large picture twice.
   *
   * @param width pixels
   * @param height pixels
   * @param pixels red, green and blue of each pixel, rows from the top; not copied
   * @throws IllegalArgumentException if they are not {@code 3 * width * height} bytes, or there is
   *     no pixel
   */
  public static Rgb wrap(int width, int height, byte[] pixels) {
    return new Rgb(width, height, Objects.requireNonNull(pixels));
  }

  /** {@return pixels in a row} */
  public int width() {
    return width;
  }

  /** {@return rows} */
  public int height() {
    return height;
  }

  /**
   * {@return a copy of the bytes: red, green, blue of the top left pixel first, then along the row}
   */
  public byte[] toBytes() {
    return pixels.clone();
  }

  /** The bytes themselves, not to be written to. */
  byte[] pixels() {
    return pixels;
  }

  /**
   * Stretches this picture to a size, aspect ratio not kept, to the bit as Pillow 13's {@code
   * resize(..., BILINEAR)}: an antialiased triangle filter in two passes with 8-bit values between.
   *
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @return the picture in the new size
   */
  public Rgb resizedTo(int width, int height) {
    return Resize.to(this, width, height, Resizing.Filter.BILINEAR);
  }

  /**
   * The picture in gray: each channel is the luminance of ITU-R 601, to the bit as Pillow's {@code
   * convert("L")}. What is gray stays as it is.
   */
  Rgb luminance() {
    byte[] gray = new byte[pixels.length];
    for (int i = 0; i < gray.length; i += 3) {
      int weighted =
          (pixels[i] & 0xff) * 19595
              + (pixels[i + 1] & 0xff) * 38470
              + (pixels[i + 2] & 0xff) * 7471;
      byte value = (byte) ((weighted + 0x8000) >> 16);
      gray[i] = value;
      gray[i + 1] = value;
      gray[i + 2] = value;
    }
    return wrap(width, height, gray);
  }

  /**
   * {@return a rectangle of this picture}
   *
   * @param left of the rectangle, in pixels
   * @param top of the rectangle, in pixels
   * @param width of the rectangle, at least 1
   * @param height of the rectangle, at least 1
   * @throws IllegalArgumentException if it is not all within the picture
   */
  public Rgb cut(int left, int top, int width, int height) {
    if (left < 0
        || top < 0
        || width < 1
        || height < 1
        || left > this.width - width
        || top > this.height - height) {
      throw new IllegalArgumentException(
          "%d x %d pixels at (%d, %d) are not within %d x %d"
              .formatted(width, height, left, top, this.width, this.height));
    }
    byte[] part = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      int from = 3 * ((top + y) * this.width + left);
      System.arraycopy(pixels, from, part, 3 * y * width, 3 * width);
    }
    return wrap(width, height, part);
  }

  /**
   * {@return a larger picture of one colour with this one on it}
   *
   * @param width of the larger one, in pixels
   * @param height of the larger one, in pixels
   * @param ground its colour, 0xRRGGBB
   * @param left where this one begins, in pixels
   * @param top where this one begins, in pixels
   */
  public Rgb placedOn(int width, int height, int ground, int left, int top) {
    byte[] canvas = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    for (int i = 0; i < canvas.length; i += 3) {
      canvas[i] = (byte) (ground >> 16);
      canvas[i + 1] = (byte) (ground >> 8);
      canvas[i + 2] = (byte) ground;
    }
    for (int y = 0; y < this.height; y++) {
      int to = 3 * ((top + y) * width + left);
      System.arraycopy(pixels, 3 * y * this.width, canvas, to, 3 * this.width);
    }
    return wrap(width, height, canvas);
  }
}
