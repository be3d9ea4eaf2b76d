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
  private static final int SIDE = 240;

  private static final float JPEG_QUALITY = .8f;

  /** Empty if the file cannot be read any more. */
  static Optional<Thumbnail> of(Path image, ImageLimits limits) throws IOException {
    Rgb rgb;
    try {
      rgb = ImageDecoder.decode(image, DecodeMode.NATURAL, limits);
    } catch (ImageException e) {
      return Optional.empty();
    }
    double scale = Math.min(1, (double) SIDE / Math.max(rgb.width(), rgb.height()));
    int width = Math.max(1, (int) Math.round(rgb.width() * scale));
    int height = Math.max(1, (int) Math.round(rgb.height() * scale));
    byte[] jpeg = jpeg(rgb.resizedTo(width, height));
    return Optional.of(
        new Thumbnail(
            width, height, "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg)));
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

  private static byte[] jpeg(Rgb rgb) throws IOException {
    BufferedImage image = new BufferedImage(rgb.width(), rgb.height(), BufferedImage.TYPE_INT_RGB);
    byte[] bytes = rgb.toBytes();
    for (int i = 0; i < bytes.length; i += 3) {
      int pixel = ((bytes[i] & 255) << 16) | ((bytes[i + 1] & 255) << 8) | (bytes[i + 2] & 255);
      image.setRGB(i / 3 % rgb.width(), i / 3 / rgb.width(), pixel);
    }
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
