package org.mneme.heif;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.heif.Codec.Coding;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageLimits;
import org.mneme.image.Unusable;

/**
 * Decodes the coded pictures of one file, tiles among them, with one decoder at a time.
 *
 * <p>The pixels decoded for one file are limited to a few times those that it shows: tiles that are
 * named over and over cost as much as a large picture at most.
 */
final class HeifPictures implements AutoCloseable {
  private static final long MARGIN = 16_000_000;

  private final DecodeMode mode;
  private final ImageLimits limits;
  private long pixelsLeft;
  private @Nullable Codec codec;

  /**
   * @param shown the size of the picture that the file shows, where it says so
   */
  HeifPictures(DecodeMode mode, ImageLimits limits, Optional<Property.Size> shown) throws Unusable {
    this.mode = mode;
    this.limits = limits;
    long pixels = limits.maxPixels();
    if (shown.isPresent()) {
      limits.admit(shown.get().width(), shown.get().height());
      pixels = shown.get().width() * shown.get().height();
    }
    pixelsLeft = 4 * pixels + MARGIN;
  }

  /** A picture on a canvas of its own. */
  Canvas of(Coded coded, int channels) throws Unusable {
    Frame frame = decode(coded);
    Canvas canvas = Canvas.of(frame.width(), frame.height(), channels, limits);
    Painter.paint(frame, canvas, 0, 0);
    return canvas;
  }

  Frame decode(Coded coded) throws Unusable {
    byte[] stream = coded.stream(limits);
    Frame frame = coded.coloured(codecFor(coded.coding(), coded.pixels(limits)).decode(stream));
    pixelsLeft -= (long) frame.width() * frame.height();
    if (pixelsLeft < 0) {
      throw Unusable.damaged("it is made of far more pixels than it shows");
    }
    // Before colours are mixed, as libheif does; libavif, for AV1, does it after.
    return coded.coding() == Coding.HEVC ? frame.in8Bits(mode) : frame;
  }

  private Codec codecFor(Coding coding, long pixels) throws Unusable {
    if (codec == null || !codec.isFor(coding, pixels)) {
      close();
      codec = new Codec(coding, pixels);
    }
    return codec;
  }

  @Override
  public void close() {
    if (codec != null) {
      codec.close();
      codec = null;
    }
  }
}
