package org.mneme.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mneme.golden.Npy;
import org.mneme.golden.Shared;

/**
 * Files and goldens of the shared {@code data/images}: Pillow 13.0.0 and torchvision 0.29.2, after
 * {@code Resize((256, 256))} and {@code CenterCrop(227)} of {@code convert("RGB")}; its README says
 * how they were made.
 */
class GoldenImagesTest {
  private static final int CROP = 227;

  @Test
  void pillowModeEqualsPillowToTheBit() throws IOException {
    int compared = 0;
    for (String file : manifest(true)) {
      assertArrayEquals(
          golden("golden", file), planes(file, DecodeMode.PILLOW), file + " differs from Pillow");
      compared++;
    }
    assertEquals(34, compared, "the manifest's files that Pillow decodes");
  }

  /** The goldens follow {@code ImageOps.exif_transpose}. */
  @Test
  void naturalModeTurnsByExif() throws IOException {
    for (int orientation = 2; orientation <= 8; orientation++) {
      String file = "jpeg-exif" + orientation + ".jpg";
      assertArrayEquals(golden("golden-oriented", file), planes(file, DecodeMode.NATURAL), file);
    }
  }

  @Test
  void bothModesAgreeOnOrdinaryFiles() throws IOException {
    for (String file :
        List.of(
            "jpeg-420.jpg",
            "jpeg-gray.jpg",
            "jpeg-cmyk.jpg",
            "jpeg-icc.jpg",
            "png-rgb.png",
            "png-palette.png",
            "png-1bit.png",
            "gif-animated.gif",
            "bmp-24.bmp",
            "tiff-lzw.tif")) {
      assertArrayEquals(planes(file, DecodeMode.PILLOW), planes(file, DecodeMode.NATURAL), file);
    }
  }

  @Test
  void whatPillowRefusesIsRefusedInOneLineThatNamesTheFile() throws IOException {
    List<String> bad = manifest(false);
    assertEquals(5, bad.size());
    for (String name : bad) {
      Path file = Shared.path("data/images/files/" + name);
      for (DecodeMode mode : DecodeMode.values()) {
        ImageException thrown =
            assertThrows(
                ImageException.class,
                () -> ImageDecoder.decode(file, mode, ImageLimits.DEFAULT),
                name);
        String message = String.valueOf(thrown.getMessage());
        assertTrue(message.matches("\\Q" + file + "\\E: [^;\n]+; [^;\n]+"), message);
      }
    }
  }

  private static List<String> manifest(boolean decodable) throws IOException {
    List<String> files = new ArrayList<>();
    for (String line : Files.readAllLines(Shared.path("data/images/manifest.csv"))) {
      String[] cells = line.split(",", 3);
      if (cells[1].equals(String.valueOf(decodable))) {
        files.add(cells[0]);
      }
    }
    return files;
  }

  private static float[] planes(String name, DecodeMode mode) throws IOException {
    Path file = Shared.path("data/images/files/" + name);
    Rgb image = ImageDecoder.decode(file, mode, ImageLimits.DEFAULT);
    float[] planes = new float[Planes.size(Preprocessing.RESMEM, Crops.CENTRE)];
    Planes.write(image, Preprocessing.RESMEM, Crops.CENTRE, FloatBuffer.wrap(planes));
    return planes;
  }

  /** As ToTensor: divided by 255 in float32, channels first. */
  private static float[] golden(String folder, String file) throws IOException {
    String name = file.substring(0, file.lastIndexOf('.')) + ".npy";
    byte[] pixels = Npy.read(Shared.path("data/images/" + folder + "/" + name)).byteArray();
    float[] planes = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      planes[i % 3 * CROP * CROP + i / 3] = (pixels[i] & 0xff) / 255f;
    }
    return planes;
  }
}
