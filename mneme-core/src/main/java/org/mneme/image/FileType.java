package org.mneme.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a file is, by its first bytes; its name is not looked at. */
enum FileType {
  JPEG("JPEG"),
  PNG("PNG"),
  GIF("GIF"),
  BMP("BMP"),
  TIFF("TIFF"),
  WEBP("WebP"),
  HEIF("HEIC"),
  AVIF("AVIF"),
  JPEG_2000("JPEG 2000");

  /** HEIF with pictures in HEVC: ISO/IEC 23008-12, annex B. */
  private static final Set<String> HEVC_BRANDS =
      Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs");

  private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis", "avio");

  /** HEIF with pictures in any coding. */
  private static final Set<String> HEIF_BRANDS = Set.of("mif1", "mif2", "msf1", "miaf");

  private static final int MOST_BRANDS = 64;

  private final String label;

  FileType(String label) {
    this.label = label;
  }

  /** As people write it. */
  String label() {
    return label;
  }

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
    if (head.startsWith("jP  ", 4) || head.startsWith("\u00ffO\u00ffQ")) {
      return JPEG_2000;
    }
    if (head.startsWith("ftyp", 4)) {
      return byBrands(file);
    }
    throw unsupported(file, head);
  }

  /** Some phones' major brand is their own, so those that stand beside it are looked at too. */
  private static FileType byBrands(byte[] file) throws Unusable {
    long length = ByteBuffer.wrap(file).getInt(0) & 0xffff_ffffL;
    long end = Math.min(Math.min(length, 16 + 4 * MOST_BRANDS), file.length);
    List<String> brands = new ArrayList<>(List.of(text(file, 8, 4)));
    for (int at = 16; at + 4 <= end; at += 4) {
      brands.add(text(file, at, 4));
    }
    boolean avif = AVIF_BRANDS.contains(brands.get(0));
    if (!avif && !Collections.disjoint(brands, HEVC_BRANDS)) {
      return HEIF;
    }
    if (avif || !Collections.disjoint(brands, AVIF_BRANDS)) {
      return AVIF;
    }
    if (!Collections.disjoint(brands, HEIF_BRANDS)) {
      return HEIF;
    }
    if (brands.get(0).equals("crx ")) {
      throw CameraRaw.refused("Canon CR3");
    }
    throw Unusable.unsupported(
        "a film or other file of kind '%s'".formatted(printable(brands.get(0))));
  }

  private static Unusable unsupported(byte[] file, String head) {
    if (head.startsWith("%PDF")) {
      return Unusable.unsupported("PDF");
    }
    if (head.startsWith("8BPS")) {
      return Unusable.unsupported("Photoshop (PSD)");
    }
    if (head.startsWith("\u00ff\n") || head.startsWith("JXL ", 4)) {
      return Unusable.unsupported("JPEG XL");
    }
    if (head.startsWith("II+\0") || head.startsWith("MM\0+")) {
      return Unusable.unsupported("BigTIFF");
    }
    Optional<String> raw = CameraRaw.byHead(head);
    if (raw.isPresent()) {
      return CameraRaw.refused(raw.get());
    }
    String start = text(file, 0, 1024).toLowerCase(Locale.ROOT);
    if (start.contains("<svg")) {
      return Unusable.unsupported("SVG");
    }
    return new Unusable(
        "not a picture (it starts with '%s')".formatted(printable(text(file, 0, 8))),
        "give JPEG, PNG, GIF, BMP, TIFF, WebP, HEIC, AVIF or JPEG 2000");
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
