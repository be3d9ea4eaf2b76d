package org.mneme.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EfficientNetLiteTest {
  /** Counted with efficientnet_lite_pytorch 0.1.0 and torch 2.15.0. */
  @Test
  void lite2HasAsManyParametersAsItsPackage() {
    assertEquals(6_092_072L, EfficientNetLite.lite2().parameterCount());
  }

  /** Each of five strides of 2 halves the picture, as TensorFlow's "same" padding does. */
  @Test
  void thePictureIsHalvedFiveTimes() {
    Network network = EfficientNetLite.lite2();
    assertEquals(Shape.of(1280, 8, 8), network.shapeOf("_bn1.relu6"));
    assertEquals(Shape.of(3, 257, 257), network.shapeOf("_conv_stem.pad"));
  }
}
