package org.mneme.heif;

import java.util.List;
import java.util.Optional;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;
import org.mneme.image.Unusable;

/** HeifItems of a HEIF file as pixels: coded pictures, grids of tiles, overlays, copies. */
final class ItemPictures {
  /** How deep grids, overlays and copies may be nested; real files have two levels. */
  private static final int MOST_LEVELS = 8;

  private final HeifItems items;
  private final HeifPictures pictures;
  private final ImageLimits limits;

  ItemPictures(HeifItems items, HeifPictures pictures, ImageLimits limits) {
    this.items = items;
    this.pictures = pictures;
    this.limits = limits;
  }

  /** An item's colours, not yet turned; for people, what is clear in it is over white. */
  Canvas of(long item, DecodeMode mode) throws Unusable {
    Canvas colour = stored(item, 3, 0);
    boolean premultiplied = items.isPremultiplied(item);
    if (mode == DecodeMode.NATURAL || premultiplied) {
      Optional<Canvas> alpha = alphaOf(item, colour);
      if (alpha.isPresent()) {
        Blend.apply(colour, alpha.get(), premultiplied, mode);
      }
    }
    return colour;
  }

  /** The plane scaled to the size of the colours that it belongs to. */
  private Optional<Canvas> alphaOf(long item, Canvas colour) throws Unusable {
    Optional<Long> found = items.alphaOf(item);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Canvas alpha = stored(found.get(), 1, 0);
    boolean fits = alpha.width() == colour.width() && alpha.height() == colour.height();
    return Optional.of(fits ? alpha : alpha.scaled(colour.width(), colour.height()));
  }

  /** An item before its own turns and crops. */
  private Canvas stored(long item, int channels, int level) throws Unusable {
    if (level == MOST_LEVELS) {
      throw Unusable.damaged("its pictures are made of each other without end");
    }
    String type = items.typeOf(item);
    if (Coded.isType(type)) {
      return pictures.of(coded(item, type), channels);
    }
    return switch (type) {
      case "grid" -> grid(item, channels, level);
      case "iovl" -> overlay(item, channels, level);
      case "iden", "tmap" -> shown(part(item, 0), channels, level + 1);
      default -> throw Unusable.unsupported("HEIF with a picture of type '%s'".formatted(type));
    };
  }

  /** An item with its own turns and crops, as another is made of it. */
  private Canvas shown(long item, int channels, int level) throws Unusable {
    Canvas stored = stored(item, channels, level);
    List<Property> properties = items.propertiesOf(item);
    if (properties.stream().noneMatch(Property.Transform.class::isInstance)) {
      return stored;
    }
    if (channels != 3) {
      throw Unusable.unsupported("HEIF with transparency in parts that are turned");
    }
    Rgb rgb = Rgb.wrap(stored.width(), stored.height(), stored.pixels());
    return Canvas.of(Transforms.apply(properties, rgb));
  }

  /** Tiles of one size, row by row; the last ones may reach beyond the picture. */
  private Canvas grid(long item, int channels, int level) throws Unusable {
    Bytes in = items.dataOf(item);
    in.skip(1);
    int wide = in.u8() & 1;
    int rows = in.u8() + 1;
    int columns = in.u8() + 1;
    long width = in.number(2 + 2 * wide);
    long height = in.number(2 + 2 * wide);
    limits.admit(width, height);
    Canvas first = shown(part(item, 0), channels, level + 1);
    if ((columns - 1L) * first.width() >= width
        || (rows - 1L) * first.height() >= height
        || (long) columns * first.width() < width
        || (long) rows * first.height() < height) {
      throw Unusable.damaged(
          "%d x %d tiles of %d x %d pixels do not make its %d x %d pixels"
              .formatted(columns, rows, first.width(), first.height(), width, height));
    }
    part(item, rows * columns - 1);
    Canvas whole = Canvas.of(width, height, channels, limits);
    whole.draw(first, 0, 0);
    for (int i = 1; i < rows * columns; i++) {
      int left = i % columns * first.width();
      int top = i / columns * first.height();
      draw(part(item, i), whole, left, top, level + 1);
    }
    return whole;
  }

  /** Draws an item on a canvas, without one of its own where that is not needed. */
  private void draw(long item, Canvas canvas, int left, int top, int level) throws Unusable {
    String type = items.typeOf(item);
    boolean plain =
        items.propertiesOf(item).stream().noneMatch(Property.Transform.class::isInstance);
    if (plain && Coded.isType(type)) {
      Painter.paint(pictures.decode(coded(item, type)), canvas, left, top);
    } else {
      canvas.draw(shown(item, canvas.channels(), level), left, top);
    }
  }

  /** HeifPictures laid on a ground of one colour, each wherever it says. */
  private Canvas overlay(long item, int channels, int level) throws Unusable {
    Bytes in = items.dataOf(item);
    in.skip(1);
    int size = 2 + 2 * (in.u8() & 1);
    int[] ground = {in.u16() >> 8, in.u16() >> 8, in.u16() >> 8};
    int clear = in.u16();
    long width = in.number(size);
    long height = in.number(size);
    List<Long> parts = items.partsOf(item);
    in.rest().skip(2L * size * Math.max(parts.size(), 1)); // before memory is taken
    Canvas whole = Canvas.of(width, height, channels, limits);
    if (channels == 3) {
      whole.fill(clear == 0 ? new int[] {255, 255, 255} : ground);
    }
    for (long part : parts) {
      long left = size == 2 ? (short) in.u16() : in.s32();
      long top = size == 2 ? (short) in.u16() : in.s32();
      if (items.alphaOf(part).isPresent()) {
        throw Unusable.unsupported("HEIF with transparent pictures over each other");
      }
      whole.draw(shown(part, channels, level + 1), left, top);
    }
    return whole;
  }

  private Coded coded(long item, String type) throws Unusable {
    return Coded.of(type, items.propertiesOf(item), items.dataOf(item));
  }

  private long part(long item, int place) throws Unusable {
    List<Long> parts = items.partsOf(item);
    if (place >= parts.size()) {
      throw Unusable.damaged("its picture is made of parts that are missing");
    }
    return parts.get(place);
  }
}
