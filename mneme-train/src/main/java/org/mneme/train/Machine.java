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
    FLOAT32,
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

  public Machine {
    Checks.positive(threads, "threads");
    if (!device.equals("cpu") && !device.equals("cuda")) {
      throw new IllegalArgumentException("the device must be cpu or cuda, not " + device);
    }
  }

  /** All of this machine's processors; precision and layout by measurement. */
  public static Machine measured() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new Machine(processors, "cpu", Precision.AUTO, Layout.AUTO);
  }

  /** Float32 and planes, nothing measured. */
  public static Machine plain(int threads) {
    return new Machine(threads, "cpu", Precision.FLOAT32, Layout.PLANES);
  }
}
