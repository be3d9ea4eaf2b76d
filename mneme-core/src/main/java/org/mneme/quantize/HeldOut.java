package org.mneme.quantize;

import org.mneme.evaluate.Figure;
import org.mneme.onnx.Fidelity;

/**
 * Images of one kind that an int8 file is not fitted to, to measure its fidelity on.
 *
 * @param pictures what they are, such as the folder's name
 * @param images at least one
 */
record HeldOut(String pictures, CalibrationImages images) {
  /** The fidelity of these scores, one for each image. */
  Fidelity fidelity(double[] fp32, double[] int8) {
    double mean32 = mean(fp32);
    double mean8 = mean(int8);
    double squares32 = 0;
    double squares8 = 0;
    double products = 0;
    for (int i = 0; i < fp32.length; i++) {
      squares32 += (fp32[i] - mean32) * (fp32[i] - mean32);
      squares8 += (int8[i] - mean8) * (int8[i] - mean8);
      products += (fp32[i] - mean32) * (int8[i] - mean8);
    }
    return new Fidelity(
        pictures,
        fp32.length,
        Figure.SPEARMAN.of(fp32, int8),
        products / squares32,
        mean8 - mean32,
        Math.sqrt(squares8 / squares32));
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
