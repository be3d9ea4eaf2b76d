package org.mneme.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mneme.image.ChannelOrder;
import picocli.CommandLine.Option;

/** How images are prepared for a model file that does not say so itself; as of mneme predict. */
final class GivenPreprocessing {
  static final String HEADING =
      "%nFor an ONNX file that does not say how images are prepared, or to override what it says:%n";

  @Option(
      names = "--size",
      required = true,
      paramLabel = "WxH",
      description = "Stretch images to this size first, in pixels.")
  private String size = "";

  @Option(
      names = "--crop",
      paramLabel = "N|WxH",
      description = "Then cut out N x N or W x H pixels. Default: the largest square.")
  private @Nullable String crop;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      description = "Of the colours: rgb or bgr; gray for a model of one channel. Default: rgb.")
  private ChannelOrder order = ChannelOrder.RGB;

  @Option(
      names = "--divisor",
      paramLabel = "N",
      description = "Divide 0..255 by it: 255 for a model that takes 0..1. Default: 255.")
  private float divisor = 255;

  @Option(
      names = "--mean",
      paramLabel = "M[,M,M]",
      description = "Then subtract, one number or one a colour. Default: 0.")
  private String mean = "0";

  @Option(
      names = "--std",
      paramLabel = "S[,S,S]",
      description = "Then divide, one number or one a colour. Default: 1.")
  private String std = "1";

  @Option(
      names = "--override-preprocessing",
      description = "Let these options take the place of what the model file says.")
  private boolean override;

  boolean override() {
    return override;
  }

  /**
   * @throws IllegalArgumentException if a value is none
   */
  WorkerOptions.Given given() {
    int[] stretched = size("--size", size);
    int side = Math.min(stretched[0], stretched[1]);
    int[] cut = {side, side};
    if (crop != null) {
      cut = size("--crop", crop.matches("\\d+") ? crop + "x" + crop : crop);
    }
    return new WorkerOptions.Given(
        stretched[0],
        stretched[1],
        cut[0],
        cut[1],
        order,
        divisor,
        channels("--mean", mean),
        channels("--std", std));
  }

  private static int[] size(String option, String value) {
    if (!value.matches("[1-9]\\d{0,5}[xX][1-9]\\d{0,5}")) {
      throw new IllegalArgumentException(
          "%s: '%s' is not a size such as 256x256".formatted(option, value));
    }
    String[] sides = value.split("[xX]", -1);
    return new int[] {Integer.parseInt(sides[0]), Integer.parseInt(sides[1])};
  }

  private List<Float> channels(String option, String value) {
    List<Float> values = new ArrayList<>();
    try {
      for (String part : value.split(",", -1)) {
        values.add(Float.valueOf(part.strip()));
      }
    } catch (NumberFormatException e) {
      values.clear();
    }
    if ((values.size() != 3 && values.size() != 1)
        || values.stream().anyMatch(v -> !Float.isFinite(v))) {
      throw new IllegalArgumentException(
          "%s: '%s' is not one number or three: .5,.4,.4".formatted(option, value));
    }
    return values.size() == 1
        ? new ArrayList<>(Collections.nCopies(order.channels(), values.get(0)))
        : values;
  }
}
