package org.mneme.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.mneme.explain.Area;
import org.mneme.explain.ScoreMap;
import org.mneme.image.Rgb;

/**
 * A map in colours: orange where the score is raised, blue where it is lowered, and the clearer the
 * more; 0 is transparent. Orange and blue are told apart by people of every kind of colour vision.
 */
final class MapColours {
  static final int RAISES = 0xe66101;
  static final int LOWERS = 0x2166ac;

  /** How fast colours get clear from 0 on. */
  private static final double GAMMA = .8;

  private MapColours() {}

  /** A value's colour with its share of opacity in the upper 8 bits. */
  static int argb(float value, float reach) {
    if (reach <= 0 || value == 0) {
      return 0;
    }
    double share = Math.pow(Math.min(1, Math.abs(value) / reach), GAMMA);
    return ((int) Math.round(255 * share) << 24) | (value > 0 ? RAISES : LOWERS);
  }

  /** The map alone, a pixel for each value, transparent where it is 0. */
  static BufferedImage layer(ScoreMap map) {
    BufferedImage layer = new BufferedImage(map.columns(), map.rows(), BufferedImage.TYPE_INT_ARGB);
    float reach = map.isConstant() ? 0 : map.reach();
    for (int row = 0; row < map.rows(); row++) {
      for (int column = 0; column < map.columns(); column++) {
        layer.setRGB(column, row, argb(map.at(row, column), reach));
      }
    }
    return layer;
  }

  /** The layer as a data URI for a page. */
  static String dataUri(ScoreMap map) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(layer(map), "png", out);
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(out.toByteArray());
  }

  static BufferedImage image(Rgb picture) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    byte[] bytes = picture.toBytes();
    int[] row = new int[picture.width()];
    for (int y = 0, at = 0; y < picture.height(); y++) {
      for (int x = 0; x < row.length; x++, at += 3) {
        row[x] = (bytes[at] & 255) << 16 | (bytes[at + 1] & 255) << 8 | (bytes[at + 2] & 255);
      }
      image.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    return image;
  }

  /** The map over the picture, with the frame of what the network sees. */
  static BufferedImage over(Rgb picture, ScoreMap map, Area seen, double strength) {
    BufferedImage image = image(picture);
    float reach = map.isConstant() ? 0 : map.reach();
    int left = (int) Math.round(map.area().left() * image.getWidth());
    int top = (int) Math.round(map.area().top() * image.getHeight());
    int width = Math.max(1, (int) Math.round(map.area().width() * image.getWidth()));
    int height = Math.max(1, (int) Math.round(map.area().height() * image.getHeight()));
    ScoreMap fitted = map.resampled(height, width);
    for (int y = 0; y < height && top + y < image.getHeight(); y++) {
      for (int x = 0; x < width && left + x < image.getWidth(); x++) {
        int colour = argb(fitted.at(y, x), reach);
        double share = strength * (colour >>> 24) / 255;
        int under = image.getRGB(left + x, top + y);
        image.setRGB(left + x, top + y, mixed(under, colour, share));
      }
    }
    if (!seen.equals(Area.WHOLE)) {
      frame(image, seen);
    }
    return image;
  }

  private static int mixed(int under, int over, double share) {
    int mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      double value = (under >> shift & 255) * (1 - share) + (over >> shift & 255) * share;
      mixed |= (int) Math.round(value) << shift;
    }
    return mixed;
  }

  /** White within black, so that it shows on every picture. */
  private static void frame(BufferedImage image, Area seen) {
    float line = Math.max(1, Math.max(image.getWidth(), image.getHeight()) / 500f);
    Graphics2D graphics = image.createGraphics();
    int left = (int) Math.round(seen.left() * image.getWidth());
    int top = (int) Math.round(seen.top() * image.getHeight());
    int width = (int) Math.round(seen.width() * image.getWidth());
    int height = (int) Math.round(seen.height() * image.getHeight());
    graphics.setStroke(new BasicStroke(3 * line));
    graphics.setColor(Color.BLACK);
    graphics.drawRect(left, top, width - 1, height - 1);
    graphics.setStroke(new BasicStroke(line));
    graphics.setColor(Color.WHITE);
    graphics.drawRect(left, top, width - 1, height - 1);
    graphics.dispose();
  }
}
