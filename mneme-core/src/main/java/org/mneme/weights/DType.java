package org.mneme.weights;

/** What the bytes of a tensor are, little-endian. */
public enum DType {
  /** Double precision. */
  FLOAT64(8),
  /** Single precision. */
  FLOAT32(4),
  /** Half precision (IEEE 754). */
  FLOAT16(2),
  /** The upper half of a {@link #FLOAT32}. */
  BFLOAT16(2),
  /** Signed, 64 bits. */
  INT64(8),
  /** Signed, 32 bits. */
  INT32(4),
  /** Signed, 16 bits. */
  INT16(2),
  /** Signed, 8 bits. */
  INT8(1),
  /** Unsigned, 8 bits. */
  UINT8(1),
  /** A byte: 0 for false, else true. */
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** {@return how many bytes a value takes} */
  public int bytes() {
    return bytes;
  }
}
