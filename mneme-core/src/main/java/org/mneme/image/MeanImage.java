package org.mneme.image;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.mneme.files.Sha256;

/**
 * The mean of a training set's images, which is subtracted from every image before it is cropped.
 * Immutable; two are equal when their values are, to the bit.
 *
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Error Prone does not know @serial on a class
public final class MeanImage implements Serializable {
  private static final long serialVersionUID = 1;

  private final int channels;
  private final int width;
  private final int height;
  private final float[] planes;

  /**
   * The mean image of these values.
   *
   * @param width pixels
   * @param height pixels
   * @param planes {@code [3, height, width]} values in the network's colour order, or {@code [1,
   *     height, width]} of gray images, in the units of {@link Preprocessing#divisor}; copied
   * @throws IllegalArgumentException if they are not as many as that, or not all finite
   */
  public MeanImage(int width, int height, float[] planes) {
    long plane = (long) width * height;
    if (width < 1 || height < 1 || (planes.length != 3 * plane && planes.length != plane)) {
      throw new IllegalArgumentException(
          "a mean image of 3 x %d x %d needs %d values, and of one channel %d, not %d"
              .formatted(height, width, 3 * plane, plane, planes.length));
    }
    for (float value : planes) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("a mean image holds the value " + value);
      }
    }
    this.channels = (int) (planes.length / plane);
    this.width = width;
    this.height = height;
    this.planes = planes.clone();
  }

  /**
   * {@return the image in these float32 values, as {@link #toBytes} gives them}
   *
   * @param width pixels
   * @param height pixels
   * @param bytes little-endian float32, {@code [channels, height, width]}
   * @throws IllegalArgumentException if they are not as many as 3 planes or 1 need, or not all
   *     finite
   */
  public static MeanImage ofBytes(int width, int height, byte[] bytes) {
    float[] planes = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(planes);
    return new MeanImage(width, height, planes);
  }

  /** {@return the values as little-endian float32, {@code [channels, height, width]}} */
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(4 * planes.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(planes);
    return bytes.array();
  }

  /**
   * 3, or 1 for the mean of gray images.
   *
   * @return 1 or 3
   */
  public int channels() {
    return channels;
  }

  /** {@return pixels in a row} */
  public int width() {
    return width;
  }

  /** {@return rows} */
  public int height() {
    return height;
  }

  /** The value at a place of a plane. */
  float at(int plane, int y, int x) {
    return planes[(plane * height + y) * width + x];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MeanImage image
        && image.width == width
        && image.height == height
        && Arrays.equals(image.planes, planes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(planes);
  }

  /** Size and a hash of the values, so that two settings differ in writing when their images do. */
  @JsonValue
  @Override
  public String toString() {
    byte[] hash = Sha256.digest().digest(toBytes());
    return "%d x %d, SHA-256 %s".formatted(width, height, HexFormat.of().formatHex(hash));
  }
}
