package org.mneme.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mneme.golden.Shared;

/** Real photographs, data/lnsim, against hashes of what Pillow makes of them (pillow-lnsim.txt). */
class PhotographsTest {
  private static final int CROP = 227;

  @Test
  void fiftyPhotographsEqualPillowInBothModes() throws IOException {
    Map<String, String> hashes = hashes();
    assertEquals(50, hashes.size());
    for (String name : hashes.keySet()) {
      Path file = Shared.path("data/lnsim/images/" + name);
      Rgb pillow = ImageDecoder.decode(file, DecodeMode.PILLOW, ImageLimits.DEFAULT);
      Rgb natural = ImageDecoder.decode(file, DecodeMode.NATURAL, ImageLimits.DEFAULT);
      assertArrayEquals(pillow.toBytes(), natural.toBytes(), name);
      assertEquals(hashes.get(name), sha256(centre(pillow.resizedTo(256, 256))), name);
    }
  }

  /** Decoders share nothing: at once on many threads they give what one gives. */
  @Test
  void threadsDecodeAtOnce() throws IOException {
    List<Path> files =
        hashes().keySet().stream()
            .limit(8)
            .map(name -> Shared.path("data/lnsim/images/" + name))
            .toList();
    List<byte[]> alone = files.stream().map(PhotographsTest::decode).toList();
    List<Path> many = files.stream().flatMap(f -> List.of(f, f, f, f).stream()).toList();
    List<byte[]> together = many.parallelStream().map(PhotographsTest::decode).toList();
    for (int i = 0; i < together.size(); i++) {
      assertArrayEquals(alone.get(i / 4), together.get(i));
    }
  }

  @Test
  void aStreamGivesWhatItsFileGives() throws IOException {
    Path file = Shared.path("data/lnsim/images/" + hashes().keySet().iterator().next());
    InputStream stream = new ByteArrayInputStream(Files.readAllBytes(file));
    assertArrayEquals(
        decode(file),
        ImageDecoder.decode(stream, DecodeMode.PILLOW, ImageLimits.DEFAULT).toBytes());
  }

  private static byte[] decode(Path file) {
    try {
      return ImageDecoder.decode(file, DecodeMode.PILLOW, ImageLimits.DEFAULT).toBytes();
    } catch (ImageException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] centre(Rgb image) {
    byte[] from = image.toBytes();
    byte[] to = new byte[3 * CROP * CROP];
    for (int y = 0; y < CROP; y++) {
      System.arraycopy(from, 3 * ((y + 14) * 256 + 14), to, 3 * y * CROP, 3 * CROP);
    }
    return to;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** From file name to hash. */
  private static Map<String, String> hashes() throws IOException {
    try (InputStream in = PhotographsTest.class.getResourceAsStream("pillow-lnsim.txt")) {
      assertNotNull(in);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .collect(Collectors.toMap(line -> line.substring(65), line -> line.substring(0, 64)));
    }
  }
}
