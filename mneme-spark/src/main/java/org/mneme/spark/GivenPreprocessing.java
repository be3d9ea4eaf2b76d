package org.mneme.spark;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mneme.image.ChannelOrder;
import org.mneme.image.Preprocessing;
import org.mneme.image.PreprocessingText;
import org.mneme.image.PreprocessingText.Channels;
import org.mneme.image.PreprocessingText.Size;
import org.mneme.image.Resizing;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The preprocessing for a model file that does not state its own, with the options of predict. */
final class GivenPreprocessing {
  static final String HEADING = "%nPreprocessing, for an ONNX file that does not state its own:%n";

  @Option(
      names = "--size",
      required = true,
      paramLabel = "WxH",
      converter = SizeConverter.class,
      description = "Resize images to this size, in pixels.")
  private Size size = new Size(0, 0);

  @Option(
      names = "--crop",
      paramLabel = "N|WxH",
      converter = CropConverter.class,
      description = "Then crop N x N or W x H pixels. Default: the largest square.")
  private @Nullable Size crop;

  @Option(
      names = "--resize",
      paramLabel = "FIT",
      description =
          "How images come to --size: stretch them, or resize until the shorter side fits and take"
              + " the middle (shorter), as CLIP and DINOv2 do. Default: stretch.")
  private Resizing.Fit fit = Resizing.USUAL.fit();

  @Option(
      names = "--filter",
      paramLabel = "FILTER",
      description = "Interpolation: bilinear or bicubic, both antialiased. Default: bilinear.")
  private Resizing.Filter filter = Resizing.USUAL.filter();

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      description = "Channel order: rgb, bgr, or gray for a model of one channel. Default: rgb.")
  private ChannelOrder order = ChannelOrder.RGB;

  @Option(
      names = "--divisor",
      paramLabel = "N",
      description = "Divide pixel values by N: 255 for a model that takes 0..1. Default: 255.")
  private float divisor = 255;

  @Option(
      names = "--mean",
      paramLabel = "M[,M,M]",
      converter = ChannelsConverter.class,
      description = "Then subtract one number, or one for each channel. Default: 0.")
  private Channels mean = Channels.of(0);

  @Option(
      names = "--std",
      paramLabel = "S[,S,S]",
      converter = ChannelsConverter.class,
      description = "Then divide by one number, or one for each channel. Default: 1.")
  private Channels std = Channels.of(1);

  @Option(
      names = "--override-preprocessing",
      description = "Use these options even if the model file states other preprocessing.")
  private boolean override;

  boolean override() {
    return override;
  }

  /**
   * What was given.
   *
   * @throws IllegalArgumentException if the numbers do not fit together
   */
  Preprocessing preprocessing() {
    return PreprocessingText.preprocessing(
        size, crop, order, divisor, mean, std, new Resizing(fit, filter));
  }

  static final class SizeConverter implements ITypeConverter<Size> {
    @Override
    public Size convert(String value) {
      return read(Size::of, value);
    }
  }

  static final class CropConverter implements ITypeConverter<Size> {
    @Override
    public Size convert(String value) {
      return read(Size::ofCrop, value);
    }
  }

  static final class ChannelsConverter implements ITypeConverter<Channels> {
    @Override
    public Channels convert(String value) {
      return read(Channels::of, value);
    }
  }

  private static <T> T read(Function<String, T> reader, String value) {
    try {
      return reader.apply(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
