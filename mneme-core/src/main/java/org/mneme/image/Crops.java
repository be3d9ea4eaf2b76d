package org.mneme.image;

import java.util.List;
import java.util.stream.Stream;

/** Which places of a resized image are scored. */
public enum Crops {
  /** The middle one. */
  CENTRE(1),
  /**
   * Top left, top right, bottom left, bottom right, centre, then the same five mirrored left to
   * right.
   */
  TEN(10);

  private final int count;

  Crops(int count) {
    this.count = count;
  }

  /** {@return how many places one image gives} */
  public int count() {
    return count;
  }

  /**
   * {@return the places, in their order}
   *
   * @param p says the sizes of the resized image and of the crops
   */
  public List<Crop> of(Preprocessing p) {
    Crop centre = Crop.centre(p);
    if (this == CENTRE) {
      return List.of(centre);
    }
    int right = p.width() - p.cropWidth();
    int bottom = p.height() - p.cropHeight();
    List<Crop> five =
        List.of(
            new Crop(0, 0, false),
            new Crop(right, 0, false),
            new Crop(0, bottom, false),
            new Crop(right, bottom, false),
            centre);
    return Stream.concat(five.stream(), five.stream().map(Crop::mirror)).toList();
  }
}
