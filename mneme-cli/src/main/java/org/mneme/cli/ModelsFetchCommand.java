package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mneme.catalog.CachedModel;
import org.mneme.catalog.Catalog;
import org.mneme.catalog.PublishedModel;
import org.mneme.onnx.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme models fetch NAME}. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description = {
      "Downloads a published model with your own pip.",
      "It is checked and cached for all later runs."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme models fetch resmem",
      "  mneme models fetch resmem --wheel resmem-1.1.6-py3-none-any.whl"
    })
final class ModelsFetchCommand implements Callable<Integer> {
  @ParentCommand private ModelsCommand models;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = ModelsCommand.NAMES)
  private String name;

  @Option(
      names = "--wheel",
      paramLabel = "FILE.whl",
      description = "Use this wheel, downloaded elsewhere, instead of pip and the network.")
  private Optional<Path> wheel = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Catalog catalog = models.catalog();
    PublishedModel model = models.published(name, spec);
    Optional<CachedModel> there = catalog.cached(model, Precision.FP32);
    if (there.isPresent()) {
      models.console().err().printf("%s is there already: %s%n", model.title(), there.get().file());
      return 0;
    }
    ProgressView view = ProgressView.of(models.console());
    if (wheel.isPresent()) {
      catalog.fetch(model, wheel.get(), view);
    } else {
      catalog.fetch(model, view);
    }
    return 0;
  }
}
