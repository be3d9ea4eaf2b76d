package org.mneme.image;

/** The colour planes in a network's input, in their order. Caffe networks take BGR. */
public enum ChannelOrder {
  /** Red first: what networks of PyTorch take. */
  RGB(3),
  /** Blue first: what networks of Caffe take. */
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

  /** {@return how many planes there are} */
  public int channels() {
    return channels;
  }
}
