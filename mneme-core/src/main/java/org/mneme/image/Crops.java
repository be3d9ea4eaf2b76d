package org.mneme.image;

/** Which squares of a resized image are scored. */
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

  /** How many squares one image gives. */
  public int count() {
    return count;
  }
}
