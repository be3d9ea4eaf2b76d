package org.mneme.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * WebP of every kind, and every place where an orientation may stand, against Pillow 13: the small
 * files in {@code pictures/} with the sizes and hashes in {@code pictures.txt}, both made by {@code
 * make_pictures.py}.
 */
class PillowPicturesTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void aPictureIsPillowsToTheBit(String file, String pillow, String natural) throws IOException {
    assertEquals(pillow, told(file, DecodeMode.PILLOW), "Pillow's own pixels");
    assertEquals(natural, told(file, DecodeMode.NATURAL), "upright, over white");
  }

  static Stream<Object[]> lines() throws IOException {
    return new String(resource("pictures.txt"), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" "));
  }

  private static String told(String file, DecodeMode mode) throws IOException {
    InputStream in = new ByteArrayInputStream(resource("pictures/" + file));
    Rgb image = ImageDecoder.decode(in, mode, ImageLimits.DEFAULT);
    return "%dx%d:%s".formatted(image.width(), image.height(), sha256(image.toBytes()));
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = PillowPicturesTest.class.getResourceAsStream(name)) {
      assertNotNull(in, name);
      return in.readAllBytes();
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
