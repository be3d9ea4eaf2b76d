package org.mneme.golden;

import java.util.List;
import java.util.Map;
import org.mneme.image.ChannelOrder;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.Precision;

/** Cards for the small models that tests make. */
public final class TestCards {
  private TestCards() {}

  /** An fp32 card with ResMem's preprocessing. */
  public static ModelCard fp32(String name) {
    return fp32(name, Preprocessing.RESMEM);
  }

  /**
   * An fp32 card for a network that takes {@code crop} x {@code crop} pixels from a slightly larger
   * image.
   */
  public static ModelCard fp32(String name, int crop) {
    Preprocessing resmem = Preprocessing.RESMEM;
    return fp32(
        name,
        new Preprocessing(
            crop + 13,
            crop + 13,
            crop,
            ChannelOrder.RGB,
            resmem.divisor(),
            resmem.mean(),
            resmem.std()));
  }

  /** An fp32 card with this preprocessing. */
  public static ModelCard fp32(String name, Preprocessing preprocessing) {
    return new ModelCard(
        name,
        preprocessing,
        "memorability: 0..1, higher is more memorable",
        "none\nmade by a test",
        "made by a test",
        "",
        Precision.FP32,
        List.of(),
        Map.of());
  }
}
