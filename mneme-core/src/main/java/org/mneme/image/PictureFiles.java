package org.mneme.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Which of a folder's files are pictures: all that look like one by their name or by their first
 * bytes, whatever the name; whether they can be read or not, so that nobody misses one without
 * being told.
 *
 * <p>Not pictures: hidden files (and with them {@code .DS_Store} and macOS's {@code ._NAME}), what
 * programs put beside pictures ({@code .xmp}, {@code .thm}, {@code Thumbs.db}), films, documents
 * and drawings ({@code .pdf}, {@code .svg}) that are what their names say.
 */
public final class PictureFiles {
  private static final Set<String> PICTURES =
      words(
          "jpg jpeg jpe jfif jif mpo png apng gif bmp dib tif tiff webp",
          "heic heics heif heifs hif avif avifs avci jp2 j2k jpc jpf jpx jpm j2c jxl jxr wdp hdp",
          "psd psb ppm pgm pbm pnm pam tga qoi exr");

  /** What programs put beside pictures, some of it small pictures itself. */
  private static final Set<String> SIDE_FILES = words("xmp thm aae pp3 dop lrv db ini");

  private PictureFiles() {}

  static Set<String> words(String... lines) {
    return Set.of(String.join(" ", lines).split(" "));
  }

  /** The first bytes of a file, wherever it is. */
  @FunctionalInterface
  public interface Head {
    /**
     * Reads the first bytes.
     *
     * @param bytes how many
     * @return so many, or fewer when the file has no more
     * @throws IOException if the file cannot be read
     */
    byte[] read(int bytes) throws IOException;
  }

  /**
   * {@return whether a file is a picture} Reads its first {@code 512} bytes at most, and only where
   * its name does not say that it is one.
   *
   * @param file not a folder
   */
  public static boolean isPicture(Path file) {
    return isPicture(
        String.valueOf(file.getFileName()),
        bytes -> {
          if (!Files.isRegularFile(file)) {
            return new byte[0];
          }
          try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(bytes);
          }
        });
  }

  /**
   * {@return whether a file of any file system is a picture}
   *
   * @param name of the file, without its folder
   * @param head is asked only where the name does not say that it is one
   */
  public static boolean isPicture(String name, Head head) {
    if (isHidden(name)) {
      return false;
    }
    String ending = ending(name);
    if (PICTURES.contains(ending) || CameraRaw.ENDINGS.contains(ending)) {
      return true;
    }
    return !SIDE_FILES.contains(ending) && beginsLikeOne(head);
  }

  /** What stands behind the last dot of a name, in small letters; empty without a dot. */
  static String ending(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * {@return whether a folder is to be searched for pictures: neither hidden nor of a program's
   * own}
   *
   * @param folder the folder's own name, without those above it
   */
  public static boolean isSearched(String folder) {
    // Where Synology's servers keep smaller copies of every picture.
    return !isHidden(folder) && !folder.equals("@eaDir");
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".");
  }

  private static boolean beginsLikeOne(Head head) {
    try {
      return FileType.isPicture(head.read(FileType.HEAD_BYTES));
    } catch (IOException e) {
      return false; // nothing says that it is one
    }
  }
}
