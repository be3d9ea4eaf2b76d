package org.mneme.features;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.mneme.image.Crops;
import org.mneme.image.Planes;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;

/**
 * One way to look at an image: from the picture to a network's input. The same picture and key give
 * the same floats, always; threads may share it.
 */
public interface View {
  /** All that decides the floats but the picture, in one line: settings, place, seed. */
  String key();

  /** Height and width of the input, pixels. */
  int side();

  /** The input, {@code [3, side, side]}. */
  float[] planes(Rgb image);

  /** The middle square of the resized image. */
  static Square centre(Preprocessing preprocessing) {
    return of(preprocessing, Crops.CENTRE).get(0);
  }

  /** The squares that scoring with these crops looks at, in its order. */
  static List<Square> of(Preprocessing preprocessing, Crops crops) {
    int right = preprocessing.width() - preprocessing.crop();
    int bottom = preprocessing.height() - preprocessing.crop();
    // As torchvision's CenterCrop: half of an odd margin is rounded to even.
    int middleX = (int) Math.rint(right / 2.0);
    int middleY = (int) Math.rint(bottom / 2.0);
    if (crops == Crops.CENTRE) {
      return List.of(square(preprocessing, middleX, middleY, false));
    }
    List<Square> views = new ArrayList<>();
    for (boolean mirrored : new boolean[] {false, true}) {
      views.add(square(preprocessing, 0, 0, mirrored));
      views.add(square(preprocessing, right, 0, mirrored));
      views.add(square(preprocessing, 0, bottom, mirrored));
      views.add(square(preprocessing, right, bottom, mirrored));
      views.add(square(preprocessing, middleX, middleY, mirrored));
    }
    return views;
  }

  /**
   * A square of the resized image.
   *
   * @param left of the square in the resized image, pixels from 0
   * @param top likewise
   * @param mirrored left to right
   */
  static Square square(Preprocessing preprocessing, int left, int top, boolean mirrored) {
    return new Square(preprocessing, left, top, mirrored);
  }

  /** A square of the resized image. */
  record Square(Preprocessing preprocessing, int left, int top, boolean mirrored) implements View {
    @Override
    public String key() {
      return "%s at (%d, %d)%s".formatted(preprocessing, left, top, mirrored ? ", mirrored" : "");
    }

    @Override
    public int side() {
      return preprocessing.crop();
    }

    @Override
    public float[] planes(Rgb image) {
      float[] planes = new float[Planes.size(preprocessing, Crops.CENTRE)];
      Planes.write(image, preprocessing, left, top, mirrored, FloatBuffer.wrap(planes));
      return planes;
    }
  }
}
