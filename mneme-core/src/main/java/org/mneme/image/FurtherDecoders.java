package org.mneme.image;

import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;
import org.mneme.image.PictureDecoder.Format;

/** The decoders that stand beside the core on the class path. */
final class FurtherDecoders {
  private FurtherDecoders() {}

  /** Looked for once, when a picture first needs one. */
  private static final class Found {
    static final List<PictureDecoder> ALL =
        List.copyOf(
            ServiceLoader.load(PictureDecoder.class, PictureDecoder.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
  }

  /** Reads a file of a format that the core leaves to others. */
  static Rgb decode(byte[] file, Format format, DecodeMode mode, ImageLimits limits)
      throws IOException {
    return of(format).decode(file, format, mode, limits);
  }

  /** Looks at such a file without decoding it. */
  static void check(byte[] file, Format format, ImageLimits limits) throws IOException {
    of(format).check(file, format, limits);
  }

  private static PictureDecoder of(Format format) throws Unusable {
    for (PictureDecoder decoder : Found.ALL) {
      if (decoder.formats().contains(format)) {
        return decoder;
      }
    }
    throw new Unusable(
        format.label() + " cannot be read without the module mneme-heif",
        "add it to the class path, or convert the picture to JPEG or PNG");
  }
}
