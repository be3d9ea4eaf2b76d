package org.mneme.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mneme.caffe.CaffeImport;
import org.mneme.caffe.Rescale;
import org.mneme.image.PreprocessingText;
import org.mneme.network.Shape;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What only a Caffe network is imported with. */
final class CaffeFlags {
  @Option(
      names = "--weights",
      paramLabel = "X.caffemodel",
      description = "Weights of the Caffe network that FILE (.prototxt) defines.")
  private @Nullable Path weights;

  @Option(
      names = "--mean",
      paramLabel = "MEAN",
      description = "Mean image that is subtracted first (.binaryproto or .npy).")
  private @Nullable Path mean;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      converter = PreprocessingFlags.SizeConverter.class,
      description =
          "Resize images to this size before the crop. Default: the mean image's size, or 256x256"
              + " for networks of 224 or 227 pixels.")
  private PreprocessingText.@Nullable Size size;

  @Option(
      names = "--input",
      paramLabel = "CxHxW",
      converter = InputConverter.class,
      description = "Channels, rows and columns of the input, if FILE does not state them.")
  private @Nullable Shape input;

  @Option(
      names = "--rescale",
      paramLabel = "FROM,FACTOR,TO",
      converter = RescaleConverter.class,
      description =
          "Return (y - FROM) * FACTOR + TO, clipped to 0..1, instead of y. 'memnet' stands for"
              + " what MemNet's authors do: .7626,2,.65.")
  private @Nullable Rescale rescale;

  @Option(
      names = "--model-output",
      paramLabel = "NAME",
      description = "Blob that is the score, for a network with several outputs.")
  private @Nullable String output;

  @Option(
      names = "--override-preprocessing",
      description = "Use --input and --mean even if the definition states others.")
  private boolean override;

  Optional<Path> weights() {
    return Optional.ofNullable(weights);
  }

  Optional<Rescale> rescale() {
    return Optional.ofNullable(rescale);
  }

  CaffeImport.Settings settings() {
    return new CaffeImport.Settings(
        Optional.ofNullable(input),
        Optional.ofNullable(mean),
        Optional.ofNullable(size).map(s -> Shape.of(s.height(), s.width())),
        rescale(),
        Optional.ofNullable(output),
        override);
  }

  /** The flags that were given, for a network that takes none of them. */
  List<String> given() {
    List<String> names = new ArrayList<>();
    add(names, "--weights", weights);
    add(names, "--mean", mean);
    add(names, "--size", size);
    add(names, "--input", input);
    add(names, "--rescale", rescale);
    add(names, "--model-output", output);
    add(names, "--override-preprocessing", override ? true : null);
    return names;
  }

  private static void add(List<String> names, String name, @Nullable Object value) {
    if (value != null) {
      names.add(name);
    }
  }

  static final class InputConverter implements ITypeConverter<Shape> {
    private static final Pattern SHAPE =
        Pattern.compile("([1-9]\\d{0,3})x([1-9]\\d{0,3})x([1-9]\\d{0,3})");

    @Override
    public Shape convert(String value) {
      Matcher matcher = SHAPE.matcher(value);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'" + value + "' is not channels, rows and columns such as 3x227x227");
      }
      return Shape.of(
          Integer.parseInt(matcher.group(1)),
          Integer.parseInt(matcher.group(2)),
          Integer.parseInt(matcher.group(3)));
    }
  }

  static final class RescaleConverter implements ITypeConverter<Rescale> {
    @Override
    public Rescale convert(String value) {
      if (value.equals("memnet")) {
        return Rescale.MEMNET;
      }
      try {
        String[] numbers = value.split(",", -1);
        if (numbers.length == 3) {
          return new Rescale(
              Double.parseDouble(numbers[0]),
              Double.parseDouble(numbers[1]),
              Double.parseDouble(numbers[2]));
        }
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(wrong(value) + ": " + e.getMessage());
      }
      throw new TypeConversionException(wrong(value));
    }

    private static String wrong(String value) {
      return "'" + value + "' is neither 'memnet' nor three numbers such as .7626,2,.65";
    }
  }
}
