package org.mneme.onnx;

import java.util.Locale;

/** The arithmetic that most of a model file's layers run in. */
public enum Precision {
  /** Single precision, as the networks were trained in. */
  FP32,
  /** Eight-bit integers in convolutions and fully connected layers; the rest is fp32. */
  INT8;

  /**
   * The name that people and files write: "fp32", "int8".
   *
   * @return the constant's name in lower case
   */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
