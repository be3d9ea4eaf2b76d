package org.mneme.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a file is, by its first bytes; its name is not looked at. */
enum FileType {
  JPEG,
  PNG,
  GIF,
  BMP,
  TIFF,
  WEBP;

  static FileType of(byte[] file) throws Unusable {
    if (file.length == 0) {
      throw Unusable.damaged("the file is empty");
    }
    String head = text(file, 0, 32);
    if (head.startsWith("\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
      return GIF;
    }
    if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      return WEBP;
    }
    if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
      return TIFF;
    }
    if (head.startsWith("BM")) {
      return BMP;
    }
    throw unsupported(file, head);
  }

  private static Unusable unsupported(byte[] file, String head) {
    if (head.startsWith("ftyp", 4)) {
      String brand = text(file, 8, 4);
      return Unusable.unsupported(
          switch (brand) {
            case "avif", "avis" -> "AVIF";
            case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1" -> "HEIC";
            default -> "a film or other file of kind '%s'".formatted(printable(brand));
          });
    }
    if (head.startsWith("%PDF")) {
      return Unusable.unsupported("PDF");
    }
    if (head.startsWith("8BPS")) {
      return Unusable.unsupported("Photoshop (PSD)");
    }
    if (head.startsWith("\u00ff\n") || head.startsWith("JXL ", 4)) {
      return Unusable.unsupported("JPEG XL");
    }
    if (head.startsWith("jP  ", 4) || head.startsWith("\u00ffO\u00ffQ")) {
      return Unusable.unsupported("JPEG 2000");
    }
    if (head.startsWith("II+\0") || head.startsWith("MM\0+")) {
      return Unusable.unsupported("BigTIFF");
    }
    String start = text(file, 0, 1024).toLowerCase(Locale.ROOT);
    if (start.contains("<svg")) {
      return Unusable.unsupported("SVG");
    }
    return new Unusable(
        "not a picture (it starts with '%s')".formatted(printable(text(file, 0, 8))),
        "give JPEG, PNG, GIF, BMP, TIFF or WebP");
  }

  private static String text(byte[] file, int from, int length) {
    int start = Math.min(from, file.length);
    int end = Math.min(from + length, file.length);
    return new String(file, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static String printable(String text) {
    return text.replaceAll("[^ -~]", ".");
  }
}
