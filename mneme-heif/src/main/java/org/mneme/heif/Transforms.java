package org.mneme.heif;

import java.util.List;
import org.mneme.image.Orientation;
import org.mneme.image.Rgb;
import org.mneme.image.Unusable;

/**
 * How a container wants a decoded picture shown: its crops, turns and mirrorings in their order.
 */
final class Transforms {
  private Transforms() {}

  static Rgb apply(List<Property> properties, Rgb decoded) throws Unusable {
    Rgb rgb = decoded;
    for (Property property : properties) {
      if (property instanceof Property.Turn turn) {
        rgb = Orientation.apply(new int[] {Orientation.UPRIGHT, 8, 3, 6}[turn.quarters()], rgb);
      } else if (property instanceof Property.Mirror mirror) {
        rgb = Orientation.apply(mirror.leftRight() ? 2 : 4, rgb);
      } else if (property instanceof Property.Crop crop) {
        rgb = crop(crop, rgb);
      }
    }
    return rgb;
  }

  private static Rgb crop(Property.Crop crop, Rgb rgb) throws Unusable {
    double left = crop.right().value() + (rgb.width() - 1) / 2.0 - (crop.width().value() - 1) / 2;
    double top = crop.down().value() + (rgb.height() - 1) / 2.0 - (crop.height().value() - 1) / 2;
    long x = (long) Math.floor(left);
    long y = (long) Math.floor(top);
    long width = Math.round(left + crop.width().value() - 1) - x + 1;
    long height = Math.round(top + crop.height().value() - 1) - y + 1;
    if (x < 0 || y < 0 || width < 1 || height < 1) {
      throw outside();
    }
    if (x + width > rgb.width() || y + height > rgb.height()) {
      throw outside();
    }
    if (width == rgb.width() && height == rgb.height()) {
      return rgb;
    }
    byte[] from = rgb.toBytes();
    byte[] part = new byte[(int) (3 * width * height)];
    for (int row = 0; row < height; row++) {
      int start = (int) (3 * ((y + row) * rgb.width() + x));
      System.arraycopy(from, start, part, (int) (3 * width * row), (int) (3 * width));
    }
    return Rgb.wrap((int) width, (int) height, part);
  }

  private static Unusable outside() {
    return Unusable.damaged("its crop lies outside the picture");
  }
}
