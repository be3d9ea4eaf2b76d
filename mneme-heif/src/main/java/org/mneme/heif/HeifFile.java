package org.mneme.heif;

import java.util.List;
import java.util.Optional;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageLimits;
import org.mneme.image.Orientation;
import org.mneme.image.PictureDecoder.Format;
import org.mneme.image.Rgb;
import org.mneme.image.Unusable;

/**
 * A HEIF or AVIF file (ISO/IEC 23008-12), as the picture that it shows first.
 *
 * <p>The container is read here, in Java; only coded data go to a decoder. Turned, mirrored and
 * cropped as the container says; EXIF's orientation counts for people where the container says
 * nothing of turning. In {@link DecodeMode#PILLOW} HEIF is as the plug-in pillow-heif gives it,
 * which also follows the container, and AVIF as Pillow itself, which leaves that to whoever shows
 * it.
 */
final class HeifFile {
  private HeifFile() {}

  static Rgb read(byte[] file, Format format, DecodeMode mode, ImageLimits limits) throws Unusable {
    List<Box> boxes = Box.all(Bytes.of(file));
    Optional<Bytes> meta = Box.first(boxes, "meta");
    boolean turns = mode == DecodeMode.NATURAL || format == Format.HEIF;
    if (meta.isEmpty()) {
      Track track = Track.in(file, Box.only(boxes, "moov"));
      try (HeifPictures pictures = new HeifPictures(mode, limits, track.first().size())) {
        Rgb rgb = toRgb(pictures.of(track.first(), 3));
        return turns ? Orientation.apply(track.orientation(), rgb) : rgb;
      }
    }
    HeifItems items = HeifItems.of(file, meta.get());
    long shown = items.shown();
    List<Property> properties = items.propertiesOf(shown);
    try (HeifPictures pictures =
        new HeifPictures(mode, limits, Coded.first(properties, Property.Size.class))) {
      Rgb rgb = toRgb(new ItemPictures(items, pictures, limits).of(shown, mode));
      if (turns) {
        rgb = Transforms.apply(properties, rgb);
      }
      boolean said =
          properties.stream()
              .anyMatch(p -> p instanceof Property.Turn || p instanceof Property.Mirror);
      if (mode == DecodeMode.NATURAL && !said) {
        byte[] exif = items.exifOf(shown);
        return exif.length == 0 ? rgb : Orientation.apply(Orientation.in(exif), rgb);
      }
      return rgb;
    }
  }

  /** Finds the picture, its size and its data, without decoding it. */
  static void check(byte[] file, ImageLimits limits) throws Unusable {
    List<Box> boxes = Box.all(Bytes.of(file));
    Optional<Bytes> meta = Box.first(boxes, "meta");
    if (meta.isEmpty()) {
      Track.in(file, Box.only(boxes, "moov")).first().stream(limits);
      return;
    }
    HeifItems items = HeifItems.of(file, meta.get());
    long shown = items.shown();
    Optional<Property.Size> size = Coded.first(items.propertiesOf(shown), Property.Size.class);
    if (size.isPresent()) {
      limits.admit(size.get().width(), size.get().height());
    }
    List<Long> parts = items.partsOf(shown);
    for (long item : parts.isEmpty() ? List.of(shown) : parts) {
      String type = items.typeOf(item);
      if (Coded.isType(type)) {
        Coded.of(type, items.propertiesOf(item), items.dataOf(item)).stream(limits);
      }
    }
  }

  private static Rgb toRgb(Canvas canvas) {
    return Rgb.wrap(canvas.width(), canvas.height(), canvas.pixels());
  }
}
