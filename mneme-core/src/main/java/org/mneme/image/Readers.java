package org.mneme.image;

import java.awt.image.Raster;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceLoader;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The decoders in use, always the same ones: what other ImageIO plug-ins are on the class path, and
 * in which order, changes nothing.
 */
final class Readers {
  private Readers() {}

  /** The JDK's own reader of a format, such as {@code "png"}. */
  static ImageReader jdk(String format) throws IOException {
    Iterator<ImageReaderSpi> found =
        IIORegistry.getDefaultInstance()
            .getServiceProviders(
                ImageReaderSpi.class,
                provider ->
                    provider.getClass().getModule() == ImageIO.class.getModule()
                        && Arrays.asList(((ImageReaderSpi) provider).getFormatNames())
                            .contains(format),
                false);
    if (!found.hasNext()) {
      throw new IllegalStateException(
          "this Java has no " + format + " reader: its java.desktop module is cut down or altered");
    }
    return found.next().createReaderInstance();
  }

  /** libwebp's, of which there is a build for the usual systems only. */
  static ImageReader webp() throws IOException {
    return Webp.PROVIDER
        .orElseThrow(
            () -> new IllegalStateException("the library webp-imageio is not on the class path"))
        .createReaderInstance();
  }

  /**
   * Looked up once, when the first WebP picture is read. Asked for by name: its jar has no module
   * name that a module descriptor could require.
   */
  private static final class Webp {
    static final Optional<ImageReaderSpi> PROVIDER =
        ServiceLoader.load(ImageReaderSpi.class, Readers.class.getClassLoader()).stream()
            .filter(
                found ->
                    found.type().getName().equals("com.luciad.imageio.webp.WebPImageReaderSpi"))
            .findAny()
            .map(ServiceLoader.Provider::get);
  }

  /** The first picture's samples as stored; colour profiles are not looked at. */
  static Raster read(ImageReader reader, byte[] file) throws IOException {
    try (ByteInput in = new ByteInput(file)) {
      reader.setInput(in, true, true);
      return reader.read(0).getRaster();
    } finally {
      reader.dispose();
    }
  }
}
