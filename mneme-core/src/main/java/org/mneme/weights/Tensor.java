package org.mneme.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.mneme.network.Shape;

/**
 * Numbers of one type in C order (the last dimension runs fastest), little-endian, read only.
 *
 * <p>The bytes may lie in a mapped file, so a tensor costs no heap until {@link #floats} copies it.
 */
public final class Tensor {
  private final DType type;
  private final Shape shape;
  private final ByteBuffer bytes;

  /**
   * Takes a view of {@code bytes} from its position to its limit.
   *
   * @param type what the bytes are
   * @param shape how many values along each dimension
   * @param bytes little-endian, in C order; not copied
   * @throws IllegalArgumentException if these are not exactly the bytes that the shape needs
   */
  public Tensor(DType type, Shape shape, ByteBuffer bytes) {
    if (bytes.remaining() != Math.multiplyExact(shape.size(), (long) type.bytes())) {
      throw new IllegalArgumentException(
          "%s %s takes %d bytes, not %d"
              .formatted(type, shape, shape.size() * type.bytes(), bytes.remaining()));
    }
    this.type = type;
    this.shape = shape;
    this.bytes = bytes.slice().asReadOnlyBuffer();
  }

  /**
   * {@return a float32 tensor of a copy of these values}
   *
   * @param shape how many values along each dimension
   * @param values in C order; copied
   * @throws IllegalArgumentException if they are not as many as the shape needs
   */
  public static Tensor of(Shape shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, 4)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new Tensor(DType.FLOAT32, shape, bytes);
  }

  /** {@return what its bytes are} */
  public DType type() {
    return type;
  }

  /** {@return how many values there are along each dimension} */
  public Shape shape() {
    return shape;
  }

  /** {@return a read-only, little-endian view of the values' bytes} */
  public ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * {@return a copy of the values as float32; wider types are rounded to nearest, booleans are 0
   * and 1}
   *
   * @throws ArithmeticException if there are 2^31 or more
   */
  public float[] floats() {
    float[] values = new float[Math.toIntExact(shape.size())];
    ByteBuffer from = bytes();
    if (type == DType.FLOAT32) {
      FloatBuffer floats = from.asFloatBuffer();
      floats.get(values);
      return values;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case FLOAT64 -> (float) from.getDouble();
            case FLOAT32 -> from.getFloat();
            case FLOAT16 -> halfToFloat(from.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(from.getShort() << 16);
            case INT64 -> from.getLong();
            case INT32 -> from.getInt();
            case INT16 -> from.getShort();
            case INT8 -> from.get();
            case UINT8 -> from.get() & 0xff;
            case BOOL -> from.get() == 0 ? 0f : 1f;
          };
    }
    return values;
  }

  /** Widens an IEEE 754 binary16 value; exact. (Java has this from 20 on.) */
  private static float halfToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >> 10) & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wide = exponent == 31 ? 0xff : exponent + 112;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }

  @Override
  public String toString() {
    return type + " " + shape;
  }
}
