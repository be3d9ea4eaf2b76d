package org.mneme.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  /** This many first bytes tell what a file is. */
  static final int HEAD_BYTES = 512;

  private static final int BMP_HEADER_LENGTH = 14;
  private static final Set<Integer> BMP_HEADERS = Set.of(12, 16, 40, 52, 56, 64, 108, 124);

  private final String label;

  FileType(String label) {
    this.label = label;
  }

  /** The name as people write it. */
  String label() {
    return label;
  }

  /**
   * What a file is that can be read.
   *
   * @throws Unusable when it is something else; the message says what
   */
  static FileType of(byte[] file) throws Unusable {
    if (file.length == 0) {
      throw Unusable.damaged("the file is empty");
    }
    String head = text(file, 0, 32);
    Optional<FileType> readable = readable(file, head);
    if (readable.isPresent()) {
      return readable.get();
    }
    throw unreadablePicture(head).orElseGet(() -> noPicture(file, head));
  }

  /**
   * Whether a file is a picture, of a kind that can be read or not.
   *
   * @param head its first bytes, {@link #HEAD_BYTES} or as many as it has
   */
  static boolean isPicture(byte[] head) {
    String start = text(head, 0, 32);
    Optional<FileType> readable = readable(head, start);
    if (readable.isPresent()) {
      return readable.get() != BMP || isBmp(head);
    }
    return unreadablePicture(start).isPresent();
  }

  private static Optional<FileType> readable(byte[] file, String head) {
    if (head.startsWith("\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    }
    if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
      return Optional.of(GIF);
    }
    if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      return Optional.of(WEBP);
    }
    if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
      return Optional.of(TIFF);
    }
    if (head.startsWith("BM")) {
      return Optional.of(BMP);
    }
    if (head.startsWith("jP  ", 4) || head.startsWith("\u00ffO\u00ffQ")) {
      return Optional.of(JPEG_2000);
    }
    return head.startsWith("ftyp", 4) ? byBrands(brands(file)) : Optional.empty();
  }

  /** Two letters begin many a text, so more is looked at: the header's length, one of a few. */
  private static boolean isBmp(byte[] head) {
    return head.length >= 18
        && BMP_HEADERS.contains(
            ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(BMP_HEADER_LENGTH));
  }

  /** Some phones' major brand is their own, so those that stand beside it are looked at too. */
  private static List<String> brands(byte[] file) {
    long length = ByteBuffer.wrap(file).getInt(0) & 0xffff_ffffL;
    long end = Math.min(Math.min(length, 16 + 4 * MOST_BRANDS), file.length);
    List<String> brands = new ArrayList<>(List.of(text(file, 8, 4)));
    for (int at = 16; at + 4 <= end; at += 4) {
      brands.add(text(file, at, 4));
    }
    return brands;
  }

  private static Optional<FileType> byBrands(List<String> brands) {
    boolean avif = AVIF_BRANDS.contains(brands.get(0));
    if (!avif && !Collections.disjoint(brands, HEVC_BRANDS)) {
      return Optional.of(HEIF);
    }
    if (avif || !Collections.disjoint(brands, AVIF_BRANDS)) {
      return Optional.of(AVIF);
    }
    return Collections.disjoint(brands, HEIF_BRANDS) ? Optional.empty() : Optional.of(HEIF);
  }

  private static Optional<Unusable> unreadablePicture(String head) {
    if (head.startsWith("8BPS")) {
      return Optional.of(Unusable.unsupported("Photoshop (PSD)"));
    }
    if (head.startsWith("\u00ff\n") || head.startsWith("JXL ", 4)) {
      return Optional.of(Unusable.unsupported("JPEG XL"));
    }
    if (head.startsWith("II+\0") || head.startsWith("MM\0+")) {
      return Optional.of(Unusable.unsupported("BigTIFF"));
    }
    return (head.startsWith("ftypcrx ", 4) ? Optional.of("Canon CR3") : CameraRaw.byHead(head))
        .map(CameraRaw::refused);
  }

  private static Unusable noPicture(byte[] file, String head) {
    if (head.startsWith("ftyp", 4)) {
      return Unusable.unsupported(
          "a film or other file of kind '%s'".formatted(printable(text(file, 8, 4))));
    }
    if (head.startsWith("%PDF")) {
      return Unusable.unsupported("PDF");
    }
    if (text(file, 0, 1024).toLowerCase(Locale.ROOT).contains("<svg")) {
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
