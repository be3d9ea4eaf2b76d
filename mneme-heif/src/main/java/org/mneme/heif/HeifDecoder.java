package org.mneme.heif;

import java.util.EnumSet;
import java.util.Set;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageLimits;
import org.mneme.image.PictureDecoder;
import org.mneme.image.Rgb;
import org.mneme.image.Unusable;

/**
 * Reads HEIC, AVIF and JPEG 2000 for {@link org.mneme.image.ImageDecoder}, which finds it itself.
 */
public final class HeifDecoder implements PictureDecoder {
  /** {@link java.util.ServiceLoader} calls it. */
  public HeifDecoder() {}

  @Override
  public Set<Format> formats() {
    return EnumSet.allOf(Format.class);
  }

  @Override
  public Rgb decode(byte[] file, Format format, DecodeMode mode, ImageLimits limits)
      throws Unusable {
    return format == Format.JPEG_2000
        ? Jpeg2000File.read(file, mode, limits)
        : HeifFile.read(file, format, mode, limits);
  }

  @Override
  public void check(byte[] file, Format format, ImageLimits limits) throws Unusable {
    if (format == Format.JPEG_2000) {
      Jpeg2000File.check(file, limits);
    } else {
      HeifFile.check(file, limits);
    }
  }
}
