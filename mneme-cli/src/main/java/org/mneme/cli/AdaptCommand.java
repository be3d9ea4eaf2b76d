package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.data.DataSet;
import org.mneme.data.Split;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mneme adapt --data DIR -o OUT.onnx}. */
@Command(
    name = "adapt",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Fits a model to your own scored images in seconds: what frozen networks see in them, and",
      "ridge regression in closed form. Says by cross-validation how good it will be on others."
    })
final class AdaptCommand implements Callable<Integer> {
  private final Catalog catalog;
  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR|CSV",
      description = "LaMem, MemCat, both, or a CSV file with images/ beside it.")
  private Path data;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT.onnx",
      description = "The model file. OUT.scores.csv gets the cross-validation's scores.")
  private Path output;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "A frozen network: a published model or a file; may be repeated. Default: resmem and"
              + " efficientnet-lite2.")
  private List<String> models = List.of("resmem", "efficientnet-lite2");

  @Option(
      names = "--layer",
      paramLabel = "MODEL:LAYER[:STATISTIC]",
      description =
          "What to look at: mean (the default), std, max, values, grid2, rows3, columns3 of a"
              + " layer's output; may be repeated. Default: those of docs/recipes/lnsim.md.")
  private List<String> layers = List.of();

  @Option(
      names = "--views",
      paramLabel = "VIEWS",
      description =
          "centre, mirror (its features averaged with its mirror image's) or ten crops; scoring"
              + " takes as many times as long. Default: mirror.")
  private AdaptSource.Views views = AdaptSource.Views.MIRROR;

  @Option(
      names = "--head",
      paramLabel = "HEAD",
      description =
          "kernel (likeness to your images) or linear. Default: kernel up to 8,000 images.")
  private AdaptRun.@Nullable Kind head;

  @Option(
      names = "--components",
      paramLabel = "N",
      description = "Principal components of the kernel head. Default: ${DEFAULT-VALUE}.")
  private int components = 512;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = "Of the cross-validation; 0 for none. Default: ${DEFAULT-VALUE}.")
  private int folds = 5;

  @Option(
      names = "--repeated",
      paramLabel = "N",
      description = "Rounds of it, each with other folds. Default: ${DEFAULT-VALUE}.")
  private int repeated = 1;

  @Option(names = "--seed", paramLabel = "N", description = "Of the folds. Default: 1.")
  private long seed = 1;

  @Option(names = "--threads", paramLabel = "N", description = "Default: all.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Mixin private final DataFlags flags = new DataFlags();

  AdaptCommand(Catalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (folds == 1 || folds < 0 || repeated < 1) {
      throw new ParameterException(
          spec.commandLine(), "--folds must be 0 or at least 2, and --repeated at least 1");
    }
    DataSet set = DataSet.read(data, flags.options());
    boolean parted = set.items().stream().anyMatch(item -> item.part() != null);
    Split split = parted ? set.official() : new Split(set.items(), List.of(), List.of());
    try (Interruption interruption = Interruption.watch()) {
      AdaptRun run =
          new AdaptRun(
              AdaptSource.open(models, layers, views, catalog, console),
              catalog.features(),
              threads,
              console,
              interruption);
      AdaptRun.Kind kind = head == null ? AdaptRun.Kind.usual(split.train().size()) : head;
      AdaptRun.Settings settings =
          new AdaptRun.Settings(kind, components, folds, repeated, seed, CommandText.of(spec));
      run.fit(set.name(), split, settings, output);
    }
    console.err().println(String.format(Locale.ROOT, "Model: %s", output));
    return 0;
  }
}
