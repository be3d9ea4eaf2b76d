package org.mneme.onnx;

/** The arithmetic that most of a model file's layers run in. */
public enum Precision {
  FP32,
  INT8
}
