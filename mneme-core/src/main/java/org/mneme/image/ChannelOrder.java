package org.mneme.image;

/** The colour planes in a network's input, in their order. Caffe networks take BGR. */
public enum ChannelOrder {
  RGB(3),
  BGR(3),
  /**
   * One plane: the luminance of ITU-R 601, as Pillow's {@code convert("L")} gives it to the bit,
   * taken before the image is resized.
   */
  GRAY(1);

  private final int channels;

  ChannelOrder(int channels) {
    this.channels = channels;
  }

  /** How many planes there are. */
  public int channels() {
    return channels;
  }
}
