package org.mneme.quantize;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageLimits;
import org.mneme.image.InputSize;
import org.mneme.image.Planes;
import org.mneme.image.Preprocessing;

/** Images as a network takes them, all of one size. */
interface CalibrationImages {
  int count();

  /** What the network takes of each. */
  InputSize size();

  /**
   * One image's planes. May be called on several threads at once.
   *
   * @throws org.mneme.image.ImageException if it cannot be read
   */
  float[] planes(int index) throws IOException;

  /** Image files, read when asked for, their centre cropped. */
  static CalibrationImages ofFiles(List<Path> files, Preprocessing preprocessing, DecodeMode mode) {
    List<Path> images = List.copyOf(files);
    return new CalibrationImages() {
      @Override
      public int count() {
        return images.size();
      }

      @Override
      public InputSize size() {
        return preprocessing.input();
      }

      @Override
      public float[] planes(int index) throws IOException {
        float[] planes = new float[Planes.size(preprocessing, Crops.CENTRE)];
        Planes.write(
            ImageDecoder.decode(images.get(index), mode, ImageLimits.DEFAULT),
            preprocessing,
            Crops.CENTRE,
            FloatBuffer.wrap(planes));
        return planes;
      }
    };
  }

  /** Images prepared already. */
  static CalibrationImages ofPlanes(List<float[]> planes, InputSize size) {
    List<float[]> images = List.copyOf(planes);
    return new CalibrationImages() {
      @Override
      public int count() {
        return images.size();
      }

      @Override
      public InputSize size() {
        return size;
      }

      @Override
      public float[] planes(int index) {
        return images.get(index).clone();
      }
    };
  }
}
