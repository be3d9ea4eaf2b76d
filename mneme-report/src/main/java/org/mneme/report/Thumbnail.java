package org.mneme.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageException;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;

/**
 * A small picture for a page, upright as people see it.
 *
 * @param width in pixels
 * @param height in pixels
 * @param dataUri the picture itself, a JPEG
 */
record Thumbnail(int width, int height, String dataUri) {
  /** The longer side, in pixels: sharp for about 180 on a page. */
  static final int SIDE = 240;

  private static final float JPEG_QUALITY = .8f;

  /** Empty if the file cannot be read any more. */
  static Optional<Thumbnail> of(Path image, ImageLimits limits) throws IOException {
    return of(image, limits, SIDE);
  }

  /** The same with a longer side of at most so many pixels. */
  static Optional<Thumbnail> of(Path image, ImageLimits limits, int side) throws IOException {
    Rgb rgb;
    try {
      rgb = ImageDecoder.decode(image, DecodeMode.NATURAL, limits);
    } catch (ImageException e) {
      return Optional.empty();
    }
    return Optional.of(of(rgb, side));
  }

  /** A picture that is there already, with a longer side of at most so many pixels. */
  static Thumbnail of(Rgb rgb, int side) throws IOException {
    double scale = Math.min(1, (double) side / Math.max(rgb.width(), rgb.height()));
    int width = Math.max(1, (int) Math.round(rgb.width() * scale));
    int height = Math.max(1, (int) Math.round(rgb.height() * scale));
    return of(MapColours.image(rgb.resizedTo(width, height)));
  }

  /** A picture of this size. */
  static Thumbnail of(BufferedImage image) throws IOException {
    return new Thumbnail(
        image.getWidth(),
        image.getHeight(),
        "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg(image)));
  }

  /**
   * The picture as an element.
   *
   * @param name escaped
   */
  String html(String name) {
    return "<img src=\"%s\" width=\"%d\" height=\"%d\" alt=\"%s\" loading=\"lazy\"/>"
        .formatted(dataUri, width, height, name);
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam quality = writer.getDefaultWriteParam();
      quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      quality.setCompressionQuality(JPEG_QUALITY);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), quality);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
