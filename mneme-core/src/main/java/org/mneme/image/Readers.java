package org.mneme.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
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
  static ImageReader webp() {
    return new WebPImageReaderSpi().createReaderInstance(null);
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
