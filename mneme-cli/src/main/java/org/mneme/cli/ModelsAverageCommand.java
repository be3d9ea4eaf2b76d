package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mneme.adapt.AveragedModel;
import org.mneme.certainty.ScoreIntervals;
import org.mneme.features.FrozenNetwork;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme models average MODEL MODEL... -o OUT.onnx}. */
@Command(
    name = "average",
    mixinStandardHelpOptions = true,
    description = {
      "Makes one model file whose score is the mean of several.",
      "Scoring takes as long as with all of them."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme models average a.onnx b.onnx -o both.onnx",
      "  mneme models average a.onnx b.onnx --weights .7,.3 -o both.onnx"
    })
final class ModelsAverageCommand implements Callable<Integer> {
  @ParentCommand private ModelsCommand models;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "2..*",
      paramLabel = "MODEL",
      description = "Model files made by Mneme, or names of published models.")
  private List<String> names = List.of();

  @Option(
      names = "--weights",
      split = ",",
      paramLabel = "W",
      description = "Weight of each model, separated by commas, such as .7,.3. Default: equal.")
  private List<Double> weights = List.of();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT.onnx",
      description = "Model file to write.")
  private Path output;

  @Override
  public Integer call() throws IOException {
    OnnxOutput.of(output, spec);
    List<FrozenNetwork> networks = new ArrayList<>();
    for (String name : names) {
      ProgressView view = ProgressView.of(models.console());
      networks.add(
          FrozenNetwork.open(models.catalog().resolve(name, Optional.of(Precision.FP32), view)));
    }
    List<Double> each =
        weights.isEmpty() ? Collections.nCopies(networks.size(), 1.0) : List.copyOf(weights);
    OnnxFile.write(AveragedModel.of(networks, each), output);
    for (FrozenNetwork network : networks) {
      network
          .card()
          .flatMap(card -> ScoreIntervals.lost("The averaged file", network.name(), card.notes()))
          .ifPresent(models.console().err()::println);
    }
    models.console().err().println("Model: " + output);
    return 0;
  }
}
