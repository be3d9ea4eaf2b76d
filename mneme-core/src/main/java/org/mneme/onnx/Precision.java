package org.mneme.onnx;

import java.util.Locale;

/** The arithmetic that most of a model file's layers run in. */
public enum Precision {
  FP32,
  INT8;

  /** As people and files write it: "fp32", "int8". */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
