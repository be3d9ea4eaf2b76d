package org.mneme.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.mneme.catalog.PublishedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme models remove NAME}. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = {"Deletes your copies of a published model, fp32 and int8."},
    footerHeading = HelpText.EXAMPLES,
    footer = {"  mneme models remove resmem"})
final class ModelsRemoveCommand implements Callable<Integer> {
  @ParentCommand private ModelsCommand models;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = ModelsCommand.NAMES)
  private String name;

  @Override
  public Integer call() throws IOException {
    PublishedModel model = models.published(name, spec);
    int removed = models.catalog().remove(model);
    models
        .console()
        .err()
        .println(
            removed == 0
                ? "There was no copy of %s.".formatted(model.title())
                : "Deleted your copy of %s.".formatted(model.title()));
    return 0;
  }
}
