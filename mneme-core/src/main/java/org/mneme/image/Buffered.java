package org.mneme.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.SampleModel;
import java.util.Optional;

/** Pictures that are already in memory. */
final class Buffered {
  private Buffered() {}

  static Rgb toRgb(BufferedImage image, DecodeMode mode) {
    return meaning(image)
        .map(s -> s.toRgb(image.getRaster(), mode))
        .orElseGet(() -> drawn(image, mode));
  }

  private static Optional<Samples> meaning(BufferedImage image) {
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel index) {
      int[] argb = new int[index.getMapSize()];
      index.getRGBs(argb);
      return Optional.of(Samples.palette(argb));
    }
    SampleModel samples = image.getSampleModel();
    boolean whole =
        model.getTransferType() == DataBuffer.TYPE_BYTE
            || model.getTransferType() == DataBuffer.TYPE_USHORT
            || model.getTransferType() == DataBuffer.TYPE_INT;
    int colours = model.getNumColorComponents();
    for (int band = 0; band < samples.getNumBands(); band++) {
      whole &= samples.getSampleSize(band) <= 16;
    }
    if (!whole || samples.getNumBands() != colours + (model.hasAlpha() ? 1 : 0)) {
      return Optional.empty();
    }
    Samples plain;
    int type = model.getColorSpace().getType();
    if (type == ColorSpace.TYPE_GRAY) {
      plain = Samples.grey(samples.getSampleSize(0));
    } else if (type == ColorSpace.TYPE_RGB) {
      plain =
          Samples.rgb(samples.getSampleSize(0), samples.getSampleSize(1), samples.getSampleSize(2));
    } else {
      return Optional.empty();
    }
    return Optional.of(
        model.hasAlpha()
            ? plain.withAlpha(samples.getSampleSize(colours), model.isAlphaPremultiplied())
            : plain);
  }

  /** Any other kind as Java itself would show it. */
  private static Rgb drawn(BufferedImage image, DecodeMode mode) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++, at += 3) {
        int argb = image.getRGB(x, y);
        if (mode == DecodeMode.NATURAL) {
          argb = Samples.overWhite(argb);
        }
        rgb[at] = (byte) (argb >> 16);
        rgb[at + 1] = (byte) (argb >> 8);
        rgb[at + 2] = (byte) argb;
      }
    }
    return Rgb.wrap(width, height, rgb);
  }
}
