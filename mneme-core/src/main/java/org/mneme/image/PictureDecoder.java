package org.mneme.image;

import java.io.IOException;
import java.util.Set;

/**
 * Reads picture formats that the core does not read itself, such as the module mneme-heif does.
 *
 * <p>{@link ImageDecoder} finds implementations through {@link java.util.ServiceLoader} and asks
 * the first that reads a file's format. Threads share one instance.
 */
public interface PictureDecoder {
  /** A format that the core knows by a file's first bytes but leaves to others. */
  enum Format {
    /** HEIF files with pictures in HEVC, as phones write them. */
    HEIF("HEIC"),
    /** AV1 pictures in the container of HEIF. */
    AVIF("AVIF"),
    /** A JP2 file or a bare codestream. */
    JPEG_2000("JPEG 2000");

    private final String label;

    Format(String label) {
      this.label = label;
    }

    /**
     * The name that people use.
     *
     * @return such as "HEIC"
     */
    public String label() {
      return label;
    }
  }

  /** {@return the formats it reads} */
  Set<Format> formats();

  /**
   * Reads the picture that a file shows first, with its rotation, transparency and bit depth
   * treated as the mode says. Takes no memory for pixels before {@link ImageLimits#admit} has let
   * their number pass.
   *
   * @param file its bytes, not to be changed
   * @param format what it is by its first bytes
   * @param mode whose rules are followed
   * @param limits asked before memory is taken
   * @return the picture in the size in which it is shown
   * @throws Unusable when the picture cannot be used, for a reason that is known
   * @throws IOException when it cannot be decoded
   */
  Rgb decode(byte[] file, Format format, DecodeMode mode, ImageLimits limits) throws IOException;

  /**
   * Looks whether the picture that a file shows first could be read, without decoding it: its
   * container, its size, and whether all of its data are there.
   *
   * @param file its bytes, not to be changed
   * @param format what it is by its first bytes
   * @param limits asked as for decoding
   * @throws IOException as {@link #decode} would
   */
  void check(byte[] file, Format format, ImageLimits limits) throws IOException;
}
