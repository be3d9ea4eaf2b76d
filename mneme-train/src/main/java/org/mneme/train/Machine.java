package org.mneme.train;

/**
 * What training runs on.
 *
 * @param threads of libtorch
 * @param device {@code cpu}, or {@code cuda} in a build with {@code -Pcuda}
 * @param precision of convolutions and fully connected layers; weights, their changes and
 *     validation are float32 always
 * @param layout of images in memory
 */
public record Machine(int threads, String device, Precision precision, Layout layout) {

  /** What convolutions and fully connected layers compute in. */
  public enum Precision {
    /** The fastest by a measurement at the start. */
    AUTO,
    /** Single precision. */
    FLOAT32,
    /** Half the bits, with the exponent of single precision; fast on processors that have it. */
    BFLOAT16
  }

  /** How images lie in memory. */
  public enum Layout {
    /** The fastest by a measurement at the start. */
    AUTO,
    /** Each channel by itself. */
    PLANES,
    /** A pixel's channels together. */
    CHANNELS_LAST
  }

  /**
   * Checks threads and device.
   *
   * @param threads of libtorch
   * @param device {@code cpu}, or {@code cuda} in a build with {@code -Pcuda}
   * @param precision of convolutions and fully connected layers
   * @param layout of images in memory
   * @throws IllegalArgumentException if {@code threads} is below 1, or {@code device} neither cpu
   *     nor cuda
   */
  public Machine {
    Checks.positive(threads, "threads");
    if (!device.equals("cpu") && !device.equals("cuda")) {
      throw new IllegalArgumentException("the device must be cpu or cuda, not " + device);
    }
  }

  /** {@return a setting of all this machine's processors; precision and layout by measurement} */
  public static Machine measured() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new Machine(processors, "cpu", Precision.AUTO, Layout.AUTO);
  }

  /**
   * {@return a setting of float32 and planes, nothing measured}
   *
   * @param threads 1 or more
   */
  public static Machine plain(int threads) {
    return new Machine(threads, "cpu", Precision.FLOAT32, Layout.PLANES);
  }
}
