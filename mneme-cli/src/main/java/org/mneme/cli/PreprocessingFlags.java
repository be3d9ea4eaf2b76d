package org.mneme.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mneme.image.ChannelOrder;
import org.mneme.image.Preprocessing;
import org.mneme.score.ScorerOptions;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How images are prepared for a model file that does not say so itself. */
final class PreprocessingFlags {
  static final String HEADING = "%nPreprocessing, for an ONNX file that does not state its own:%n";

  /** Pixels, written {@code 256x256}. */
  record Size(int width, int height) {}

  /** One number for all channels, or one a channel. */
  record Channels(List<Float> values) {
    List<Float> of(ChannelOrder order) {
      return values.size() == 1 ? Collections.nCopies(order.channels(), values.get(0)) : values;
    }
  }

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
  private Channels mean = new Channels(List.of(0f));

  @Option(
      names = "--std",
      paramLabel = "S[,S,S]",
      converter = ChannelsConverter.class,
      description = "Then divide by one number, or one for each channel. Default: 1.")
  private Channels std = new Channels(List.of(1f));

  @Option(
      names = "--override-preprocessing",
      description = "Use these options even if the model file states other preprocessing.")
  private boolean override;

  /** Whether the model's own preprocessing may be overridden. */
  boolean override() {
    return override;
  }

  /**
   * The options with these flags, if any were given.
   *
   * @throws IllegalArgumentException if the numbers do not fit together
   */
  static ScorerOptions onto(ScorerOptions options, @Nullable PreprocessingFlags flags) {
    return flags == null
        ? options
        : options
            .withPreprocessing(flags.preprocessing())
            .withOverridePreprocessing(flags.override());
  }

  /**
   * @throws IllegalArgumentException if the numbers do not fit together
   */
  Preprocessing preprocessing() {
    int side = Math.min(size.width(), size.height());
    return new Preprocessing(
        size.width(),
        size.height(),
        crop == null ? side : crop.width(),
        crop == null ? side : crop.height(),
        order,
        divisor,
        mean.of(order),
        std.of(order),
        null);
  }

  static final class SizeConverter implements ITypeConverter<Size> {
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,5})x([1-9]\\d{0,5})");

    @Override
    public Size convert(String value) {
      Matcher matcher = SIZE.matcher(value.toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        throw new TypeConversionException("'" + value + "' is not a size such as 256x256");
      }
      return new Size(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }
  }

  /** A size, or one number for a square. */
  static final class CropConverter implements ITypeConverter<Size> {
    @Override
    public Size convert(String value) {
      String size = value.matches("\\d+") ? value + "x" + value : value;
      try {
        return new SizeConverter().convert(size);
      } catch (TypeConversionException e) {
        throw new TypeConversionException("'" + value + "' is not a size such as 227 or 300x227");
      }
    }
  }

  static final class ChannelsConverter implements ITypeConverter<Channels> {
    @Override
    public Channels convert(String value) {
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
        throw new TypeConversionException("'" + value + "' is not one number or three: .5,.4,.4");
      }
      return new Channels(values);
    }
  }
}
