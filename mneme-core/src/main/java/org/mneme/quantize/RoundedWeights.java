package org.mneme.quantize;

/**
 * Weights as signed 7-bit integers and a step for each row.
 *
 * @param values row after row, {@link #LOWEST} to {@link #HIGHEST}
 * @param scales one a row; a weight is about its value times its row's scale
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record RoundedWeights(byte[] values, float[] scales) {
  /**
   * Seven bits: older processors (AVX2 without VNNI) add two products of an unsigned activation and
   * a signed weight in 16 bits with saturation, and 2 * 255 * 64 still fits. So the file gives the
   * same scores everywhere.
   */
  static final int LOWEST = -64;

  static final int HIGHEST = 63;

  /** The same integers for weights that are so many times as large. */
  RoundedWeights times(float factor) {
    float[] scaled = scales.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return new RoundedWeights(values, scaled);
  }

  /** The weights that the integers stand for. */
  float[] dequantised() {
    float[] floats = new float[values.length];
    int columns = values.length / scales.length;
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values[i] * scales[i / columns];
    }
    return floats;
  }
}
