package org.mneme.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a file is, told from its first bytes, for messages about a file that is not what its name
 * says: a pointer that a clone left in its place, a web page that a server sent instead, an archive
 * that is still packed. It says nothing of a format's own file being sound.
 */
public enum FileKind {
  EMPTY("is empty", "Get the file again"),
  LFS_POINTER(
      "is a Git LFS pointer, which stands in the file's place",
      "Fetch the file with: git lfs pull"),
  ANNEX_POINTER(
      "is a git-annex pointer, which stands in the file's place",
      "Fetch the file with: git annex get"),
  WEB_PAGE("is a web page", "Was the download refused? Download the file again"),
  XML("is XML text", "Was the download refused? Download the file again"),
  JSON("is JSON text", "Name another file"),
  TEXT("is plain text", "Name another file"),
  HDF5("is an HDF5 file", "HDF5 is not read; save the file in that form"),
  GZIP("is packed with gzip", "Unpack it first"),
  BZIP2("is packed with bzip2", "Unpack it first"),
  XZ("is packed with xz", "Unpack it first"),
  ZSTD("is packed with Zstandard", "Unpack it first"),
  SEVEN_ZIP("is a 7-Zip archive", "Unpack it first"),
  RAR("is a RAR archive", "Unpack it first"),
  TAR("is a tar archive", "Unpack it first"),
  ZIP("is a zip archive", "Unpack it first"),
  WORKBOOK("is an Excel workbook", "Save its sheet as CSV"),
  PYTORCH("is a PyTorch checkpoint", "Name another file"),
  PICKLE("is a Python pickle", "Name another file"),
  SAFETENSORS("is a safetensors file", "Name another file"),
  NUMPY("is a NumPy array", "Name another file"),
  ONNX("is an ONNX model", "Name another file"),
  PDF("is a PDF document", "Name another file"),
  PICTURE("is a picture", "Name another file");

  /** How many of the first bytes are looked at. */
  public static final int HEAD_BYTES = 1024;

  private static final Pattern HTML =
      Pattern.compile("(?is)<(!doctype\\s+html|html|head|body)\\b.*");
  private static final Pattern JSON_START = Pattern.compile("(?s)(\\{\\s*[\"}]|\\[\\s*[{\\[\"]).*");
  private static final int FIRST_ENTRY_NAME = 30;
  private static final int TAR_MAGIC = 257;

  private final String what;
  private final String advice;

  FileKind(String what, String advice) {
    this.what = what;
    this.advice = advice;
  }

  /**
   * What to say to someone who named this file for another.
   *
   * @param needed what would have been right: "a .caffemodel"
   * @return what it is, what is needed and what to do, to be put behind the file's name and a colon
   */
  public String insteadOf(String needed) {
    return "%s; needed is %s. %s".formatted(what, needed, advice);
  }

  /** Reads a file's first bytes; empty when they say nothing. */
  public static Optional<FileKind> of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(HEAD_BYTES));
    }
  }

  /** The kind of a file that begins with the buffer's content, which is left as it is. */
  public static Optional<FileKind> of(ByteBuffer file) {
    byte[] head = new byte[Math.min(HEAD_BYTES, file.remaining())];
    file.get(file.position(), head);
    return of(head);
  }

  /**
   * The kind of a file that begins so; empty when that says nothing.
   *
   * @param head the file's first bytes, {@link #HEAD_BYTES} of them or the whole file
   */
  public static Optional<FileKind> of(byte[] head) {
    if (head.length == 0) {
      return Optional.of(EMPTY);
    }
    String bytes = new String(head, StandardCharsets.ISO_8859_1);
    return binary(bytes).or(() -> text(head));
  }

  private static Optional<FileKind> binary(String head) {
    FileKind kind = null;
    if (head.startsWith("PK\003\004") || head.startsWith("PK\005\006")) {
      kind = zip(head);
    } else if (head.startsWith("\u0089HDF\r\n\u001a\n")) {
      kind = HDF5;
    } else if (head.startsWith("\u001f\u008b")) {
      kind = GZIP;
    } else if (head.startsWith("BZh")) {
      kind = BZIP2;
    } else if (head.startsWith("\u00fd7zXZ")) {
      kind = XZ;
    } else if (head.startsWith("(\u00b5/\u00fd")) {
      kind = ZSTD;
    } else if (head.startsWith("7z\u00bc\u00af'\u001c")) {
      kind = SEVEN_ZIP;
    } else if (head.startsWith("Rar!\u001a")) {
      kind = RAR;
    } else if (head.startsWith("ustar", TAR_MAGIC)) {
      kind = TAR;
    } else if (head.startsWith("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1")) {
      kind = WORKBOOK;
    } else if (head.startsWith("%PDF-")) {
      kind = PDF;
    } else if (head.startsWith("\u0093NUMPY")) {
      kind = NUMPY;
    } else if (head.startsWith("\u00ff\u00d8\u00ff")
        || head.startsWith("\u0089PNG\r\n")
        || head.startsWith("GIF8")
        || (head.startsWith("RIFF") && head.startsWith("WEBP", 8))) {
      kind = PICTURE;
    } else if (head.length() > 1 && head.charAt(0) == 0x80 && isBetween(head.charAt(1), 2, 5)) {
      kind = PICKLE;
    } else if (head.length() > 8 && head.startsWith("\0\0\0\0{", 4)) {
      kind = SAFETENSORS; // the header's length in 8 bytes, and its brace
    } else if (head.length() > 2
        && head.charAt(0) == 0x08 // the IR version, then another of the first fields
        && isBetween(head.charAt(1), 1, 0x20)
        && "\022\032\042\050\062\072\102".indexOf(head.charAt(2)) >= 0) {
      kind = ONNX;
    }
    return Optional.ofNullable(kind);
  }

  private static boolean isBetween(char c, int least, int most) {
    return c >= least && c <= most;
  }

  /** Names what programs pack as zip; the first entry's name tells. */
  private static FileKind zip(String head) {
    int length = head.length() < FIRST_ENTRY_NAME ? 0 : head.charAt(26) | head.charAt(27) << 8;
    String name =
        head.substring(
            Math.min(FIRST_ENTRY_NAME, head.length()),
            Math.min(FIRST_ENTRY_NAME + length, head.length()));
    if (name.endsWith("/data.pkl")) {
      return PYTORCH;
    }
    boolean office = name.equals("[Content_Types].xml") || name.startsWith("xl/");
    return office ? WORKBOOK : ZIP;
  }

  private static Optional<FileKind> text(byte[] head) {
    CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    String text;
    try {
      // The last character may be cut off.
      int length = head.length;
      for (int i = 0; i < 3 && length > 1 && head[length - 1] < 0; i++) {
        length--;
      }
      text = utf8.decode(ByteBuffer.wrap(head, 0, length)).toString();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
    String start = text.startsWith("\uFEFF") ? text.substring(1).strip() : text.strip();
    if (start.startsWith("version https://git-lfs.")
        || start.startsWith("version https://hawser.")) {
      return Optional.of(LFS_POINTER);
    }
    if (start.lines().findFirst().orElse("").contains("annex/objects/")) {
      return Optional.of(ANNEX_POINTER);
    }
    if (HTML.matcher(start).matches()) {
      return Optional.of(WEB_PAGE);
    }
    if (start.startsWith("<?xml")) {
      boolean page = start.toLowerCase(Locale.ROOT).contains("<html");
      return Optional.of(page ? WEB_PAGE : XML);
    }
    if (JSON_START.matcher(start).matches()) {
      return Optional.of(JSON);
    }
    boolean plain =
        text.chars().noneMatch(c -> Character.isISOControl(c) && "\t\n\r\f".indexOf(c) < 0);
    return plain ? Optional.of(TEXT) : Optional.empty();
  }
}
