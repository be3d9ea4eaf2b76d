package org.mneme.quantize;

import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageLimits;
import org.mneme.image.Planes;
import org.mneme.image.Preprocessing;

/** The photographs of {@code examples/}, which the jar carries. */
final class ExamplePhotographs {
  private static final List<String> NAMES =
      List.of(
          "astronaut.jpg", "brick.jpg", "chelsea.jpg", "coffee.jpg", "hubble.jpg", "rocket.jpg");

  private ExamplePhotographs() {}

  /** Ten crops of each, as images of their own. */
  static CalibrationImages tenCrops(Preprocessing preprocessing) throws IOException {
    List<float[]> crops = new ArrayList<>();
    int size = Planes.size(preprocessing, Crops.CENTRE);
    for (String name : NAMES) {
      float[] ten = new float[Planes.size(preprocessing, Crops.TEN)];
      try (InputStream file = ExamplePhotographs.class.getResourceAsStream("examples/" + name)) {
        Planes.write(
            ImageDecoder.decode(file, DecodeMode.NATURAL, ImageLimits.DEFAULT),
            preprocessing,
            Crops.TEN,
            FloatBuffer.wrap(ten));
      }
      for (int i = 0; i < Crops.TEN.count(); i++) {
        crops.add(Arrays.copyOfRange(ten, i * size, (i + 1) * size));
      }
    }
    return CalibrationImages.ofPlanes(crops, preprocessing.input());
  }
}
