package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.explain.CropRanking;
import org.mneme.explain.Explainer;
import org.mneme.explain.Explanation;
import org.mneme.explain.Fill;
import org.mneme.explain.MapMethod;
import org.mneme.explain.MapSettings;
import org.mneme.explain.MethodName;
import org.mneme.explain.PictureScores;
import org.mneme.gradient.GradientMaps;
import org.mneme.image.Crops;
import org.mneme.image.ImageException;
import org.mneme.image.Rgb;
import org.mneme.input.Inputs;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.remedy.RefusedException;
import org.mneme.report.About;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code mneme explain IMAGE...}. Exits 1 when no picture was explained, 3 if one failed. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:an error, told in one line; also when no picture could be explained",
      "2:bad usage",
      "3:done, but a picture failed, told in one line each"
    },
    description = {
      "Maps what raises and what lowers a picture's score.",
      "For each picture: a page, the map over the picture as a PNG, its values as CSV or NPY in units of score, and a JSON file. What the maps say and when they mislead is in docs/explain.md."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme explain photo.jpg --output maps/",
      "  mneme explain photos/ --method occlusion,sweep --crops-suggest 16:9 --output maps/"
    })
final class ExplainCommand implements Callable<Integer> {
  private static final int IMAGES_FAILED = 3;

  private final Catalog catalog;
  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "IMAGE",
      arity = "1..*",
      description =
          "Files, folders (with all subfolders), globs, or - for a list on standard input.")
  private List<String> arguments = List.of();

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "Published model or ONNX file; see mneme models list. Default: resmem.")
  private String model = "resmem";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      required = true,
      description = "Folder for the pages and maps; made if it is not there.")
  private Path output = Path.of("");

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      split = ",",
      converter = MethodConverter.class,
      description =
          "One or several, with commas: halves, two-sided, occlusion, rise or sweep for every model; combined"
              + " (halves with gradients), grad-cam, integrated-gradients or smooth-grad for networks that Mneme"
              + " defines, in fp32. Default: combined where the network allows it, else halves.")
  private List<MethodName> methods = List.of();

  @Option(
      names = "--fill",
      paramLabel = "FILL",
      description =
          "What hides a part: blur (the picture blurred), mean (its mean colour) or noise (the"
              + " colours around, with noise). Default: blur.")
  private Fill fill = MapSettings.defaults().fill();

  @Option(
      names = "--grid",
      paramLabel = "N",
      description =
          "Windows of two-sided and occlusion along a side; N x N pictures are scored, for two-sided twice as many. Default: ${DEFAULT-VALUE}.")
  private int grid = MapSettings.defaults().grid();

  @Option(
      names = "--halvings",
      paramLabel = "N",
      description =
          "How finely halves and combined halve the picture, 1 to 8: 2 halves it in 5 ways, 3 in"
              + " 9, 4 in 14; two pictures are scored for each way. Default: ${DEFAULT-VALUE}.")
  private int halvings = MapSettings.defaults().halvings();

  @Option(
      names = "--masks",
      paramLabel = "N",
      description = "Masks of rise, a picture scored for each. Default: ${DEFAULT-VALUE}.")
  private int masks = MapSettings.defaults().masks();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Pictures of integrated-gradients and smooth-grad. Default: ${DEFAULT-VALUE}.")
  private int steps = MapSettings.defaults().steps();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Decides the masks of rise and the noise of smooth-grad. Default: ${DEFAULT-VALUE}.")
  private long seed = MapSettings.defaults().seed();

  @Option(
      names = "--crops-suggest",
      paramLabel = "W:H",
      converter = AspectConverter.class,
      description =
          "Also list the crops of this aspect ratio with the highest and the lowest score. The"
              + " model ranks them; nobody was shown them.")
  private @Nullable Double aspect;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "How values are written: csv or npy. Default: csv.")
  private MapFormat format = MapFormat.CSV;

  @Option(
      names = "--crops",
      paramLabel = "CROPS",
      description = "Crops that are scored: centre, or ten for the mean of ten. Default: centre.")
  private Crops crops = Crops.CENTRE;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description = "fp32 or int8, for a published model that has both. Default: fp32.")
  private @Nullable Precision precision;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress and no summary.")
  private boolean quiet;

  @Mixin private final ScoringFlags scoringFlags = new ScoringFlags();

  /** How a map's values are written. */
  enum MapFormat {
    CSV,
    NPY
  }

  ExplainCommand(Catalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec);
    MapSettings settings = UsageErrors.checked(command, this::settings);
    ScorerOptions options =
        UsageErrors.checked(command, () -> scoringFlags.options().withCrops(crops));
    Inputs inputs = UsageErrors.checked(command, () -> new Inputs(arguments));
    List<String> missing = inputs.missing();
    if (!missing.isEmpty()) {
      throw new IOException(
          "%s: no such file or folder; check the name".formatted(String.join(", ", missing)));
    }
    Iterator<Path> pictures = inputs.images(console.in());
    if (!pictures.hasNext()) {
      throw new IOException(NamedImages.none(arguments));
    }
    if (Files.exists(output) && !Files.isDirectory(output)) {
      throw new ParameterException(
          command.commandLine(), "--output %s: is a file; a folder is needed".formatted(output));
    }
    Files.createDirectories(output);
    Path file = catalog.resolve(model, Optional.ofNullable(precision), ProgressView.of(console));
    try (Scorer scorer = Scorer.open(file, options)) {
      scorer.preprocessingChoice().note().ifPresent(this::say);
      if (!settings.needGradients()) {
        return explain(scorer, settings.forwardMethods(), pictures);
      }
      try (GradientMaps gradients = gradients(file, scorer)) {
        if (gradients == null) {
          MapSettings others = settings.withMethods(List.of(MapSettings.USUAL_FORWARD));
          return explain(scorer, others.forwardMethods(), pictures);
        }
        List<MapMethod> drawing = settings.methods(name -> gradients.method(name, settings));
        return explain(scorer, drawing, pictures);
      }
    }
  }

  /** Null where the usual method has to do without. */
  private @Nullable GradientMaps gradients(Path file, Scorer scorer) throws IOException {
    GradientMaps opened = null;
    try {
      opened = GradientMaps.open(file, scorer.options().threads());
      opened.check(PictureScores.of(scorer));
      return opened;
    } catch (RefusedException e) {
      if (opened != null) {
        opened.close();
      }
      if (!methods.isEmpty()) {
        throw e;
      }
      say("Maps are drawn by halves alone, without Grad-CAM: %s".formatted(e.found()));
      return null;
    }
  }

  private MapSettings settings() {
    Ignored ignored = Ignored.of(Objects.requireNonNull(spec));
    boolean rises = methods.contains(MethodName.RISE);
    boolean smooths = methods.contains(MethodName.SMOOTH_GRAD);
    boolean steps = smooths || methods.contains(MethodName.INTEGRATED_GRADIENTS);
    boolean occludes =
        methods.contains(MethodName.OCCLUSION) || methods.contains(MethodName.TWO_SIDED);
    boolean halves =
        methods.isEmpty()
            || methods.contains(MethodName.HALVES)
            || methods.contains(MethodName.COMBINED);
    ignored.refuse(!occludes, "it is for the methods two-sided and occlusion", "--grid");
    ignored.refuse(!halves, "it is for the methods halves and combined", "--halvings");
    ignored.refuse(!rises, "it is for the method rise", "--masks");
    ignored.refuse(!steps, "it is for the methods integrated-gradients and smooth-grad", "--steps");
    ignored.refuse(!rises && !smooths, "it is for the methods rise and smooth-grad", "--seed");
    ignored.refuse(
        !halves && !occludes && !rises && !steps, "the methods chosen hide nothing", "--fill");
    return MapSettings.defaults()
        .withMethods(methods.isEmpty() ? List.of(MapSettings.USUAL) : methods)
        .withFill(fill)
        .withGrid(grid)
        .withHalvings(halvings)
        .withMasks(masks)
        .withSteps(this.steps)
        .withSeed(seed);
  }

  private int explain(Scorer scorer, List<MapMethod> drawing, Iterator<Path> pictures)
      throws IOException {
    Explainer explainer = new Explainer(PictureScores.of(scorer), drawing);
    About about = About.of(model, scorer, scorer.options(), LocalDate.now(ZoneId.systemDefault()));
    ExplainFiles files = new ExplainFiles(output, about, format);
    List<String> failed = new ArrayList<>();
    try (Interruption interruption = Interruption.watch();
        ProgressView view = ProgressView.onTerminal(console).until(interruption::isStopped)) {
      Progress progress = quiet ? silent(interruption) : view;
      while (pictures.hasNext()) {
        progress.check();
        Path picture = pictures.next();
        try {
          Rgb decoded = scorer.decode(picture);
          Explanation found = explainer.explain(picture.toString(), decoded, progress);
          Optional<CropRanking> ranking = ranking(scorer, picture, decoded, progress);
          String line = files.write(picture, found, decoded, ranking);
          if (!quiet) {
            view.say(Messages.oneLine(line));
          }
          for (Explanation.Drawn drawn : found.maps()) {
            drawn.note().ifPresent(note -> say("%s: %s".formatted(picture, note)));
          }
        } catch (ImageException e) {
          failed.add(picture.toString());
          view.say(Messages.oneLine("mneme: " + Messages.of(e)));
        }
      }
      files.finish().ifPresent(this::say);
    }
    if (files.count() == 0) {
      throw new IOException("no picture could be explained; the lines above say why");
    }
    return failed.isEmpty() ? 0 : IMAGES_FAILED;
  }

  private Optional<CropRanking> ranking(Scorer scorer, Path picture, Rgb decoded, Progress progress)
      throws IOException {
    if (aspect == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(CropRanking.of(PictureScores.of(scorer), decoded, aspect, progress));
    } catch (IllegalArgumentException e) {
      say("%s: %s".formatted(picture, e.getMessage()));
      return Optional.empty();
    }
  }

  private static Progress silent(Interruption interruption) {
    return new Progress() {
      @Override
      public boolean isCancelled() {
        return interruption.isStopped();
      }
    };
  }

  private void say(String line) {
    if (!quiet) {
      console.err().println(Messages.oneLine(line));
    }
  }

  /** A method's name. */
  static final class MethodConverter implements ITypeConverter<MethodName> {
    @Override
    public MethodName convert(String value) {
      try {
        return MethodName.of(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Two numbers with a colon, as width over height. */
  static final class AspectConverter implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      String[] sides = value.split(":", -1);
      try {
        double aspect = Double.parseDouble(sides[0]) / Double.parseDouble(sides[1]);
        return CropRanking.checkedAspect(aspect);
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new TypeConversionException(
            "'%s' is not an aspect ratio; write width:height, such as 16:9".formatted(value));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            String.format(Locale.ROOT, "'%s': %s", value, e.getMessage()));
      }
    }
  }
}
