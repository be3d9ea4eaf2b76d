package org.mneme.explain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.mneme.golden.TestCards;
import org.mneme.image.ChannelOrder;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.onnx.OnnxExport;
import org.mneme.weights.Tensor;

/** Networks of which it is known where the score comes from, and pictures for them. */
final class Models {
  /** Pixels of a side of what the networks see; the resized picture has 4 more on each side. */
  static final int SIDE = 24;

  static final int MARGIN = 4;

  static final Preprocessing PREPROCESSING =
      new Preprocessing(
          SIDE + 2 * MARGIN,
          SIDE + 2 * MARGIN,
          SIDE,
          ChannelOrder.RGB,
          255,
          List.of(0f, 0f, 0f),
          List.of(1f, 1f, 1f));

  private Models() {}

  /** A weight for each pixel of what the network sees, the same for all three channels. */
  interface Weights {
    double at(int x, int y);
  }

  /** The score is the sum of the weighted values 0..1, or the sigmoid of it. */
  static Path linear(Path file, Weights weights, boolean sigmoid) throws IOException {
    Network.Builder builder =
        Network.builder("linear", Shape.of(3, SIDE, SIDE))
            .then("flatten", new Flatten())
            .then("score", new Linear(3 * SIDE * SIDE, 1));
    Network network = (sigmoid ? builder.then("sigmoid", new Sigmoid()) : builder).build();
    float[] values = new float[3 * SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      int pixel = i % (SIDE * SIDE);
      values[i] = (float) weights.at(pixel % SIDE, pixel / SIDE);
    }
    OnnxExport.write(
        network,
        Map.of(
            "score.weight", Tensor.of(Shape.of(1, values.length), values),
            "score.bias", Tensor.of(Shape.of(1), new float[] {.1f})),
        TestCards.fp32("linear", PREPROCESSING),
        file);
    return file;
  }

  /** A picture of the resized size whose gray values follow the place. */
  static Rgb picture(Weights gray) {
    int side = SIDE + 2 * MARGIN;
    byte[] pixels = new byte[3 * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.round(gray.at(i / 3 % side, i / 3 / side));
    }
    return Rgb.wrap(side, side, pixels);
  }
}
