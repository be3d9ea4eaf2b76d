package org.mneme.features;

import java.nio.FloatBuffer;
import java.util.List;
import org.mneme.image.Crop;
import org.mneme.image.Crops;
import org.mneme.image.InputSize;
import org.mneme.image.Planes;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;

/**
 * A crop of the resized image.
 *
 * @param preprocessing how pixels become floats
 * @param crop a place in the resized image
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Error Prone does not know @serial on a class
public record CropView(Preprocessing preprocessing, Crop crop) implements View {
  /**
   * {@return the middle of the resized image}
   *
   * @param preprocessing how pixels become floats
   */
  public static CropView centre(Preprocessing preprocessing) {
    return new CropView(preprocessing, Crop.centre(preprocessing));
  }

  /**
   * {@return the views that scoring with these crops has, in its order}
   *
   * @param preprocessing how pixels become floats
   * @param crops which places of the resized image
   */
  public static List<CropView> of(Preprocessing preprocessing, Crops crops) {
    return crops.of(preprocessing).stream().map(crop -> new CropView(preprocessing, crop)).toList();
  }

  /** {@return the same place, mirrored if this is not} */
  public CropView mirror() {
    return new CropView(preprocessing, crop.mirror());
  }

  @Override
  public String key() {
    return "%s, at (%s, %s)%s"
        .formatted(
            preprocessing.identity(), crop.left(), crop.top(), crop.mirrored() ? ", mirrored" : "");
  }

  @Override
  public InputSize size() {
    return preprocessing.input();
  }

  @Override
  public float[] planes(Rgb image) {
    float[] planes = new float[Planes.size(preprocessing, Crops.CENTRE)];
    Planes.write(image, preprocessing, crop, FloatBuffer.wrap(planes));
    return planes;
  }
}
