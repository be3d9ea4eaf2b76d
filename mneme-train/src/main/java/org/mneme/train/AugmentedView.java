package org.mneme.train;

import java.nio.FloatBuffer;
import java.util.zip.CRC32C;
import org.mneme.features.CropView;
import org.mneme.features.View;
import org.mneme.image.Augmentation;
import org.mneme.image.Crops;
import org.mneme.image.InputSize;
import org.mneme.image.Planes;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;
import org.mneme.settings.SettingText;

/**
 * One of the ways in which training sees its pictures. What happens to a picture is decided by the
 * seed, the view's number and the picture's own pixels, so that pictures differ in it and a cached
 * branch sees what the trained one sees.
 *
 * @param number of the view, from 0
 */
record AugmentedView(Preprocessing preprocessing, Augmentation augmentation, long seed, int number)
    implements View {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  @Override
  public String key() {
    return augmentation.isNone()
        ? CropView.centre(preprocessing).key()
        : "%s, flip %s, random crop %s, scale %s, jitter %s, erase %s, seed %s, view %s"
            .formatted(
                preprocessing.identity(),
                augmentation.flip(),
                augmentation.crop(),
                SettingText.exact(augmentation.scale()),
                SettingText.exact(augmentation.jitter()),
                SettingText.exact(augmentation.erase()),
                seed,
                number);
  }

  @Override
  public InputSize size() {
    return preprocessing.input();
  }

  @Override
  public float[] planes(Rgb image) {
    float[] planes = new float[Planes.size(preprocessing, Crops.CENTRE)];
    write(preprocessing.resized(image), FloatBuffer.wrap(planes));
    return planes;
  }

  /** The same for a picture that has the preprocessing's size already. */
  void write(Rgb resized, FloatBuffer into) {
    long seedOfImage = 0;
    if (!augmentation.isNone()) {
      CRC32C pixels = new CRC32C();
      pixels.update(resized.toBytes());
      seedOfImage = (seed + number * GOLDEN_GAMMA) ^ (pixels.getValue() * GOLDEN_GAMMA);
    }
    augmentation.write(resized, preprocessing, seedOfImage, into);
  }
}
