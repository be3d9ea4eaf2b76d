package org.mneme.adapt;

import java.util.List;
import org.mneme.features.CropView;
import org.mneme.image.Crops;
import org.mneme.image.Preprocessing;

/** How each network looks at an image; features are the mean over the views. */
public enum Views {
  /** The middle. */
  CENTRE,
  /** The middle and its mirror image. */
  MIRROR,
  /** The crops of ten-crop. */
  TEN;

  List<CropView> of(Preprocessing preprocessing) {
    CropView centre = CropView.centre(preprocessing);
    return switch (this) {
      case CENTRE -> List.of(centre);
      case MIRROR -> List.of(centre, centre.mirror());
      // All corners are alike for a network that takes the whole picture.
      case TEN -> CropView.of(preprocessing, Crops.TEN).stream().distinct().toList();
    };
  }
}
