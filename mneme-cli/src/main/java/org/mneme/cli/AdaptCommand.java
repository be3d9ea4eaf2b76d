package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.adapt.AdaptSettings;
import org.mneme.adapt.Adaptation;
import org.mneme.adapt.HeadKind;
import org.mneme.adapt.SourceChoice;
import org.mneme.adapt.Views;
import org.mneme.catalog.Catalog;
import org.mneme.cluster.Machines;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mneme adapt --data DIR -o OUT.onnx}. */
@Command(
    name = "adapt",
    mixinStandardHelpOptions = true,
    description = {
      "Fits a model to your own scored images, in seconds.",
      "Features of frozen networks are extracted once; a ridge regression on them predicts the"
          + " human scores. Cross-validation estimates how well it will predict new images."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme adapt --data my-study/ -o mine.onnx",
      "  mneme adapt --data my-study/ --model efficientnet-lite2 -o mine.onnx",
      "  mneme adapt --data my-study/ --model clip.onnx --size 224x224 --resize shorter --filter bicubic --mean .481,.458,.408 --std .269,.261,.276 -o mine.onnx",
      "  mneme adapt --data large/ --folds 0 -o mine.onnx --cluster spark://master:7077"
    })
final class AdaptCommand implements Callable<Integer> {
  private final Catalog catalog;
  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR|CSV",
      description = "Images with human scores: LaMem, MemCat, both, or a CSV file.")
  private Path data;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT.onnx",
      description = "Model file to write. Cross-validated scores are written to OUT.scores.csv.")
  private Path output;

  @Option(
      names = "--cluster",
      paramLabel = "MASTER",
      description =
          "Extract features and sum the linear head on Apache Spark: spark://HOST:PORT, yarn,"
              + " k8s://..., or local-cluster[WORKERS,CORES,MB] to try it on this machine. Data and"
              + " Mneme's cache must lie where all machines see them.")
  private @Nullable String cluster;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "Frozen network: a published model or any ONNX file of an image network, such as CLIP's."
              + " May be repeated. Default: resmem and efficientnet-lite2.")
  private List<String> models = AdaptSettings.USUAL_MODELS;

  @Option(
      names = "--layer",
      paramLabel = "MODEL:LAYER[:STATISTIC]",
      description =
          "Features: mean, std, max, share, values, grid2, rows3 or columns3 of a layer's output; cls or"
              + " patches of a transformer's tokens. May be repeated. Default: the layers of"
              + " docs/recipes/lnsim.md; of other files, the only output.")
  private List<String> layers = List.of();

  @Option(
      names = "--views",
      paramLabel = "VIEWS",
      description =
          "Crops that features are averaged over: centre, mirror (centre and its mirror image) or"
              + " ten. Scoring takes that many times as long. Default: mirror.")
  private Views views = Views.MIRROR;

  @Option(
      names = "--head",
      paramLabel = "HEAD",
      description =
          "Head: kernel ridge or linear ridge regression. Default: kernel up to 8,000 images.")
  private @Nullable HeadKind head;

  @Option(
      names = "--no-correction",
      description =
          "Do not begin with ResMem's own score, which the regression otherwise corrects. With few"
              + " images the result then loses what ResMem knows.")
  private boolean uncorrected;

  @Option(
      names = "--components",
      paramLabel = "N",
      description =
          "Principal components of the kernel head, which it implies. Default: ${DEFAULT-VALUE}.")
  private int components = AdaptSettings.USUAL_COMPONENTS;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = "Folds of the cross-validation; 0 for none. Default: ${DEFAULT-VALUE}.")
  private int folds = AdaptSettings.USUAL_FOLDS;

  @Option(
      names = "--repeated",
      paramLabel = "N",
      description = "Rounds of cross-validation, each with other folds. Default: ${DEFAULT-VALUE}.")
  private int repeated = 1;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the folds. Default: ${DEFAULT-VALUE}.")
  private long seed = AdaptSettings.USUAL_SEED;

  @Option(names = "--threads", paramLabel = "N", description = "Processor threads. Default: all.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @ArgGroup(exclusive = false, heading = PreprocessingFlags.HEADING)
  private @Nullable PreprocessingFlags preprocessing;

  @Mixin private final DataFlags flags = new DataFlags();

  AdaptCommand(Catalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path model = OnnxOutput.of(output, spec);
    Ignored ignored = Ignored.of(spec);
    ignored.refuse(folds == 0, "--folds 0 leaves the cross-validation out", "--repeated", "--seed");
    ignored.refuse(head == HeadKind.LINEAR, "needs --head kernel", "--components");
    AdaptSettings settings = UsageErrors.checked(spec, this::settings);
    DataFlags.refuseUnused(spec, List.of(data));
    try (Interruption interruption = Interruption.watch();
        AdaptView view = new AdaptView(console, interruption);
        Machines machines = OnCluster.connect(cluster, "mneme adapt", view)) {
      Adaptation.run(settings, model, CommandText.of(spec), catalog, view, machines);
    }
    console.err().println(String.format(Locale.ROOT, "Model: %s", output));
    return 0;
  }

  private AdaptSettings settings() {
    return new AdaptSettings(
        data,
        flags.options(),
        SourceChoice.of(
            models,
            layers,
            views,
            Optional.ofNullable(preprocessing).map(PreprocessingFlags::preprocessing),
            preprocessing != null && preprocessing.override()),
        // Components are of the kernel head: who names their number wants this one.
        head == null && Ignored.of(spec).isGiven("--components")
            ? Optional.of(HeadKind.KERNEL)
            : Optional.ofNullable(head),
        !uncorrected,
        components,
        folds,
        repeated,
        seed,
        threads);
  }
}
