package org.mneme.heif;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mneme.golden.Shared;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageException;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;

/**
 * Seeded damage to the shared files under {@code data/heif}: a picture or one line comes out, and
 * Java continues. {@link FuzzMain} is the same for as long as one likes.
 */
class MutatedFilesTest {
  private static final ImageLimits SMALL = new ImageLimits(1 << 20, 1 << 20);

  @Test
  void damagedFilesGiveAPictureOrOneLine() throws IOException {
    List<byte[]> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(Shared.path("data/heif/files"))) {
      for (Path file : found.sorted().toList()) {
        files.add(Files.readAllBytes(file));
      }
    }
    Mutations mutations = new Mutations(files, 20261128);
    int refused = 0;
    int times = 1500;
    for (int n = 0; n < times; n++) {
      DecodeMode mode = n % 2 == 0 ? DecodeMode.NATURAL : DecodeMode.PILLOW;
      try {
        Rgb rgb = ImageDecoder.decode(new ByteArrayInputStream(mutations.get(n)), mode, SMALL);
        assertTrue((long) rgb.width() * rgb.height() <= 1 << 20);
      } catch (ImageException e) {
        refused++;
        String message = String.valueOf(e.getMessage());
        assertTrue(message.matches("image stream: [^\n]+; [^\n]+"), n + ": " + message);
        assertTrue(!(e.getCause() instanceof RuntimeException), () -> "a slip: " + e.getCause());
      }
    }
    assertTrue(refused > times / 4, "damage goes unnoticed: only " + refused + " refused");
  }

  /** Half of a file is no picture, whatever its format. */
  @Test
  void everyFileCutInHalfIsRefused() throws IOException {
    for (String name :
        List.of(
            "xiaomi.heic",
            "RGB_8__128x128.heif",
            "RGBA_8__128x128.heif",
            "coffee.avif",
            "coffee.jp2")) {
      byte[] file = Files.readAllBytes(Shared.path("data/heif/files/" + name));
      byte[] half = Arrays.copyOf(file, file.length / 2);
      String message = "";
      try {
        ImageDecoder.decode(
            new ByteArrayInputStream(half), DecodeMode.NATURAL, ImageLimits.DEFAULT);
      } catch (ImageException e) {
        message = String.valueOf(e.getMessage());
      }
      assertTrue(message.endsWith("; get an undamaged copy"), name + ": " + message);
    }
  }
}
