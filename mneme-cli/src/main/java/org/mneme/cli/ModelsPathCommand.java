package org.mneme.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.mneme.catalog.CachedModel;
import org.mneme.catalog.PublishedModel;
import org.mneme.onnx.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme models path NAME}, for scripts. */
@Command(
    name = "path",
    mixinStandardHelpOptions = true,
    description = {"Prints where your copy of a published model is."},
    footerHeading = HelpText.EXAMPLES,
    footer = {"  mneme models path resmem"})
final class ModelsPathCommand implements Callable<Integer> {
  @ParentCommand private ModelsCommand models;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = ModelsCommand.NAMES)
  private String name;

  @Option(
      names = "--int8",
      description = "Print the path of the int8 file instead of the fp32 file.")
  private boolean int8;

  @Override
  public Integer call() throws IOException {
    PublishedModel model = models.published(name, spec);
    CachedModel copy =
        models
            .catalog()
            .cached(model, int8 ? Precision.INT8 : Precision.FP32)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no copy of %s here. Make it with: mneme models %s %s"
                            .formatted(model.title(), int8 ? "quantize" : "fetch", model.name())));
    models.console().out().println(copy.file());
    return 0;
  }
}
