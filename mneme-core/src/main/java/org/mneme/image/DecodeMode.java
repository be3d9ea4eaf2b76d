package org.mneme.image;

/**
 * How a stored picture becomes 8-bit RGB. The two agree on ordinary 8-bit photographs without an
 * EXIF rotation. ICC profiles are applied in neither: the published networks were trained without.
 */
public enum DecodeMode {
  /**
   * What people see: EXIF orientation applied, transparency laid over white, 16-bit values v scaled
   * to {@code round(v * 255 / 65535)}.
   */
  NATURAL,
  /**
   * What Pillow 13's {@code Image.open(f).convert("RGB")} gives: no orientation, alpha dropped,
   * 16-bit grey clipped at 255, the high byte of other 16-bit values.
   */
  PILLOW
}
