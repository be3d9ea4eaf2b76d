package org.mneme.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.mneme.image.PictureDecoder.Format;

/**
 * Reads a picture: JPEG, PNG, GIF (first frame), BMP, TIFF (first picture) or WebP (first frame);
 * and with the module mneme-heif on the class path HEIC, AVIF and JPEG 2000.
 *
 * <p>In {@link DecodeMode#PILLOW} the pixels are Pillow 13's to the bit, but for TIFF stored as Y,
 * Cb, Cr without JPEG, by 1 level. Refused, though Pillow reads them: JPEG with arithmetic coding
 * or without loss, TIFF of 12 or 32 bits, BigTIFF, and PNG with too few rows. Colour profiles are
 * never applied. The decoders are the JDK's own and, for WebP, libwebp; other ImageIO plug-ins on
 * the class path are not used.
 *
 * <p>Size limits are checked before memory is taken, and a picture that would not fit in memory is
 * refused like a broken one, so one bad file cannot stop a long run. Threads may share it: it keeps
 * no state.
 */
public final class ImageDecoder {
  /**
   * Goes up by one whenever any file is decoded to other pixels than before, so that what was kept
   * of earlier pixels, such as scores, is not taken for what would come out now.
   */
  public static final int VERSION = 2;

  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;
  private static final String STREAM = "image stream";

  private ImageDecoder() {}

  /**
   * Reads a file.
   *
   * @param file of any of the formats, which its first bytes tell
   * @param mode whose rules are followed
   * @param limits larger files and pictures are refused
   * @return the picture in the size in which it is shown
   * @throws ImageException when it cannot be used; the message starts with the file
   */
  public static Rgb decode(Path file, DecodeMode mode, ImageLimits limits) throws ImageException {
    return decode(file.toString(), file, mode, limits);
  }

  /**
   * Reads a file that its owner knows by another name.
   *
   * @param name what messages call the file
   * @param file of any of the formats, which its first bytes tell
   * @param mode whose rules are followed
   * @param limits larger files and pictures are refused
   * @return the picture in the size in which it is shown
   * @throws ImageException when it cannot be used; the message starts with the name
   */
  public static Rgb decode(String name, Path file, DecodeMode mode, ImageLimits limits)
      throws ImageException {
    return use(name, () -> read(file, limits), (type, bytes) -> decode(type, bytes, mode, limits));
  }

  /**
   * Reads a stream to its end and leaves it open.
   *
   * @param in the bytes of an image file
   * @param mode whose rules are followed
   * @param limits larger files and pictures are refused
   * @return the picture in the size in which it is shown
   * @throws ImageException when it cannot be used; the message starts with "image stream"
   */
  public static Rgb decode(InputStream in, DecodeMode mode, ImageLimits limits)
      throws ImageException {
    return decode(STREAM, in, mode, limits);
  }

  /**
   * Reads a stream to its end and leaves it open.
   *
   * @param name what messages call the stream
   * @param in the bytes of an image file
   * @param mode whose rules are followed
   * @param limits larger files and pictures are refused
   * @return the picture in the size in which it is shown
   * @throws ImageException when it cannot be used; the message starts with the name
   */
  public static Rgb decode(String name, InputStream in, DecodeMode mode, ImageLimits limits)
      throws ImageException {
    return use(name, () -> read(in, limits), (type, bytes) -> decode(type, bytes, mode, limits));
  }

  /**
   * Looks whether a file could be read. HEIC, AVIF and JPEG 2000 are not decoded for that, only
   * their sizes and the places of their data are looked at; other formats are.
   *
   * @param file of any of the formats, which its first bytes tell
   * @param limits larger files and pictures are refused
   * @throws ImageException when it cannot be used; the message starts with the file
   */
  public static void check(Path file, ImageLimits limits) throws ImageException {
    use(file.toString(), () -> read(file, limits), (type, bytes) -> check(type, bytes, limits));
  }

  /**
   * Takes the pixels of a picture in memory; its colour profile is not applied. Kinds that have no
   * samples of grey or RGB of up to 16 bits are taken as {@link BufferedImage#getRGB} shows them.
   *
   * @param image of any type; not changed
   * @param mode how transparency and more than 8 bits are treated
   * @return the picture in the same size
   */
  public static Rgb decode(BufferedImage image, DecodeMode mode) {
    return Buffered.toRgb(image, mode);
  }

  private interface Source {
    byte[] read() throws IOException;
  }

  private interface Use<T> {
    T of(FileType type, byte[] file) throws IOException;
  }

  private static <T> T use(String name, Source source, Use<T> use) throws ImageException {
    try {
      byte[] file = source.read();
      FileType type = FileType.of(file);
      if (type == FileType.TIFF) {
        CameraRaw.refuse(name, file);
      }
      try {
        return use.of(type, file);
      } catch (Unusable e) {
        throw e;
      } catch (IOException | RuntimeException e) { // ImageIO's readers throw all sorts at bad data
        throw Unusable.of(type.label(), e);
      }
    } catch (Unusable e) {
      throw e.in(name);
    } catch (OutOfMemoryError e) {
      throw new ImageException(
          name + ": too large for the memory given to Java; make it smaller, or raise -Xmx", e);
    } catch (IOException e) {
      String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
      throw new ImageException(
          "%s: reading it failed (%s); check the disk or network that it comes from"
              .formatted(name, reason),
          e);
    }
  }

  private static Rgb decode(FileType type, byte[] file, DecodeMode mode, ImageLimits limits)
      throws IOException {
    return switch (type) {
      case JPEG -> JpegFile.read(file, mode, limits);
      case PNG -> PngFile.read(file, mode, limits);
      case GIF -> GifFile.read(file, mode, limits);
      case BMP -> BmpFile.read(file, mode, limits);
      case TIFF -> TiffFile.read(file, mode, limits);
      case WEBP -> WebpFile.read(file, mode, limits);
      case HEIF -> FurtherDecoders.decode(file, Format.HEIF, mode, limits);
      case AVIF -> FurtherDecoders.decode(file, Format.AVIF, mode, limits);
      case JPEG_2000 -> FurtherDecoders.decode(file, Format.JPEG_2000, mode, limits);
    };
  }

  private static boolean check(FileType type, byte[] file, ImageLimits limits) throws IOException {
    switch (type) {
      case HEIF -> FurtherDecoders.check(file, Format.HEIF, limits);
      case AVIF -> FurtherDecoders.check(file, Format.AVIF, limits);
      case JPEG_2000 -> FurtherDecoders.check(file, Format.JPEG_2000, limits);
      default -> decode(type, file, DecodeMode.NATURAL, limits);
    }
    return true;
  }

  private static byte[] read(Path file, ImageLimits limits) throws IOException {
    if (Files.isDirectory(file)) {
      throw Files.isReadable(file)
          ? new Unusable("is a folder", "give an image file")
          : new Unusable("listing the folder is not allowed", "check its permissions");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new Unusable("is not a regular file", "give an image file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      checkBytes(Files.size(file), limits);
      return read(in, limits);
    } catch (NoSuchFileException e) {
      throw new Unusable("no such file", "check the name", e);
    } catch (AccessDeniedException e) {
      throw new Unusable("reading it is not allowed", "check its permissions", e);
    }
  }

  private static byte[] read(InputStream in, ImageLimits limits) throws IOException {
    long most = Math.min(limits.maxFileBytes(), MOST_BYTES);
    byte[] bytes = in.readNBytes((int) Math.min(most + 1, MOST_BYTES));
    checkBytes(bytes.length, limits);
    return bytes;
  }

  private static void checkBytes(long bytes, ImageLimits limits) throws Unusable {
    long most = Math.min(limits.maxFileBytes(), MOST_BYTES);
    if (bytes > most) {
      throw new Unusable(
          "it has more than the limit of %d bytes".formatted(most),
          "make it smaller, or raise the limit if you trust it");
    }
  }
}
