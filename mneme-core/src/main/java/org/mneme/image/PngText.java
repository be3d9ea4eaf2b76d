package org.mneme.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A text chunk of a PNG (tEXt, zTXt or iTXt), of which only what tells the orientation is of use.
 */
final class PngText {
  static final int TEXT = 0x74455874;
  static final int PACKED_TEXT = 0x7a545874;
  static final int INTERNATIONAL_TEXT = 0x69545874;

  /** XMP, as every program writes it. */
  static final String XMP = "XML:com.adobe.xmp";

  /** EXIF in hexadecimal, as ImageMagick and older programs write it. */
  static final String EXIF_PROFILE = "Raw profile type exif";

  /** EXIF as it is. */
  static final String EXIF = "exif";

  /** Pillow's limit: what is longer is no sensible text. */
  private static final int MOST_BYTES = 1 << 20;

  private final String key;
  private final byte[] value;

  private PngText(String key, byte[] value) {
    this.key = key;
    this.value = value;
  }

  /** Empty when the chunk makes no sense or its key is of no use here. */
  static Optional<PngText> of(int type, byte[] chunk) {
    int end = zero(chunk, 0);
    String key = new String(chunk, 0, end, StandardCharsets.ISO_8859_1);
    if (!key.equals(XMP) && !key.equals(EXIF_PROFILE) && !key.equals(EXIF)) {
      return Optional.empty();
    }
    int at = end + 1;
    boolean packed = type == PACKED_TEXT;
    if (type == PACKED_TEXT) {
      at++; // the kind of compression: there is one
    } else if (type == INTERNATIONAL_TEXT) {
      packed = at < chunk.length && chunk[at] != 0;
      at = zero(chunk, at + 2) + 1; // past the language
      at = zero(chunk, at) + 1; // and the key in that language
    }
    if (at >= chunk.length) {
      return Optional.empty();
    }
    byte[] value = Arrays.copyOfRange(chunk, at, chunk.length);
    return packed
        ? unpacked(value).map(text -> new PngText(key, text))
        : Optional.of(new PngText(key, value));
  }

  /** What the text is: one of the names above. */
  String key() {
    return key;
  }

  /** The bytes as they are stored, unpacked; they may not be written to. */
  byte[] value() {
    return value;
  }

  /** The EXIF block that a profile in hexadecimal holds after three lines; empty without one. */
  byte[] profile() {
    String text = new String(value, StandardCharsets.ISO_8859_1);
    String[] lines = text.split("\n", 4);
    try {
      return lines.length < 4
          ? new byte[0]
          : HexFormat.of().parseHex(lines[3].replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      return new byte[0]; // not hexadecimal: no viewer turns it
    }
  }

  private static int zero(byte[] chunk, int from) {
    int at = Math.min(from, chunk.length);
    while (at < chunk.length && chunk[at] != 0) {
      at++;
    }
    return at;
  }

  private static Optional<byte[]> unpacked(byte[] packed) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      byte[] text = new byte[MOST_BYTES];
      int length = inflater.inflate(text);
      return inflater.finished() ? Optional.of(Arrays.copyOf(text, length)) : Optional.empty();
    } catch (DataFormatException e) {
      return Optional.empty();
    } finally {
      inflater.end();
    }
  }
}
