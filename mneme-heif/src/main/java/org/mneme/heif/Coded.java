package org.mneme.heif;

import java.util.List;
import java.util.Optional;
import org.mneme.heif.Codec.Coding;
import org.mneme.image.ImageLimits;
import org.mneme.image.Unusable;

/**
 * A picture, or a tile of one, as HEVC or AV1 data and what the container says of it.
 *
 * @param setup the box hvcC or av1C
 */
record Coded(
    Coding coding,
    Bytes setup,
    Bytes data,
    Optional<Property.Size> size,
    Optional<Property.Colour> colour) {

  /** Whether data of this type, an item's or a track's, are such a picture. */
  static boolean isType(String type) {
    return type.equals("hvc1") || type.equals("hev1") || type.equals("av01");
  }

  static Coded of(String type, List<Property> properties, Bytes data) throws Unusable {
    Coding coding = type.equals("av01") ? Coding.AV1 : Coding.HEVC;
    Optional<Property.Setup> setup = first(properties, Property.Setup.class);
    if (setup.isEmpty()) {
      throw Unusable.damaged("the settings of its %s data are missing".formatted(coding.label()));
    }
    return new Coded(
        coding,
        setup.get().box(),
        data,
        first(properties, Property.Size.class),
        first(properties, Property.Colour.class));
  }

  static <T extends Property> Optional<T> first(List<Property> properties, Class<T> kind) {
    return properties.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /** How many pixels it has by its header; where that does not say, by the limits. */
  long pixels(ImageLimits limits) throws Unusable {
    if (size.isEmpty()) {
      return limits.maxPixels();
    }
    limits.admit(size.get().width(), size.get().height());
    long pixels = size.get().width() * size.get().height();
    NativeMemory.admit(pixels * NativeMemory.BYTES_A_PIXEL);
    return pixels;
  }

  /** What the decoder gets: this one picture and nothing beside it. */
  byte[] stream(ImageLimits limits) throws Unusable {
    return coding == Coding.HEVC
        ? Hevc.stream(setup.rest(), data.rest())
        : Av1.stream(setup.rest(), data.rest(), limits, pixels(limits));
  }

  /** A decoded frame of this with the container's colours, which go before the stream's. */
  Frame coloured(Frame frame) {
    return colour.map(c -> frame.withColour(c.matrix(), c.fullRange())).orElse(frame);
  }
}
