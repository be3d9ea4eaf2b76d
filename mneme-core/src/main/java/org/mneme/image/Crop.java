package org.mneme.image;

import java.io.Serializable;

/**
 * Where a network looks: a place in the resized image, of the size that the {@link Preprocessing}
 * names.
 *
 * @param left pixels from the resized image's left edge
 * @param top pixels from its upper edge
 * @param mirrored left to right
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Error Prone does not know @serial on a class
public record Crop(int left, int top, boolean mirrored) implements Serializable {
  /**
   * {@return the middle of the resized image}
   *
   * @param p says both sizes
   */
  public static Crop centre(Preprocessing p) {
    return new Crop(middle(p.width() - p.cropWidth()), middle(p.height() - p.cropHeight()), false);
  }

  /** {@return the same place, mirrored if this is not} */
  public Crop mirror() {
    return new Crop(left, top, !mirrored);
  }

  /** Half of a margin; that of an odd one is rounded to even, as torchvision's CenterCrop does. */
  static int middle(int margin) {
    return (int) Math.rint(margin / 2.0);
  }
}
