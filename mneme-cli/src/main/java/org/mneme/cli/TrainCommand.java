package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.cluster.Machines;
import org.mneme.track.MlflowMirror;
import org.mneme.track.RunStore;
import org.mneme.train.FinishedTraining;
import org.mneme.train.TrainCodec;
import org.mneme.train.TrainRequest;
import org.mneme.train.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mneme train --data DIR --network NAME}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a network on images with human scores.",
      "The trained model is a file in the run's folder. An interrupted run resumes from its last"
          + " checkpoint when the same command is given again, and ends with the same weights."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme train --data my-study/ --network resmem",
      "  mneme train --data lamem/ --network memnet --epochs 20 --flip"
    })
final class TrainCommand implements Callable<Integer> {
  private final Catalog catalog;
  private final Console console;

  @Spec private CommandSpec spec;

  @Mixin private final SettingFlags settings = new SettingFlags(TrainCodec.groups());

  @Option(
      names = {"-o", "--output"},
      order = 1,
      paramLabel = "DIR",
      description = "Folder of the runs. Default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("runs");

  @Option(
      names = "--name",
      order = 1,
      paramLabel = "NAME",
      description = "Name of the run. Default: the network's name.")
  private @Nullable String name;

  @Option(
      names = "--resume",
      order = 1,
      description =
          "Keep folds that this command has finished and train the rest. Without it, finished"
              + " folds are trained again.")
  private boolean resume;

  @Option(
      names = "--cluster",
      order = 1,
      paramLabel = "MASTER",
      description =
          "Run frozen layers on Apache Spark: spark://HOST:PORT, yarn, k8s://..., or"
              + " local-cluster[WORKERS,CORES,MB] to try it on this machine; training itself stays"
              + " here. Images and Mneme's cache must lie where all machines see them.")
  private @Nullable String cluster;

  @Mixin private final MlflowFlags mlflow = new MlflowFlags();

  TrainCommand(Catalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  @SuppressWarnings("try") // the mirror acts by being there
  public Integer call() throws IOException {
    TrainRequest request = UsageErrors.checked(spec, () -> TrainCodec.read(settings.given()));
    settings.refuseUnused(spec);
    DataFlags.refuseUnused(spec, List.of(request.data().place()));
    Training training = Training.of(request, catalog);
    Ignored.of(spec)
        .refuse(
            !training.hasFrozenLayers(),
            "all layers are trained, which stays on this machine",
            "--cluster");
    String label = name == null ? request.network().name().label() : name;
    RunStore store = mlflow.store(output);
    List<FinishedTraining> finished;
    try (Interruption interruption = Interruption.watch();
        MlflowMirror mirror = mlflow.mirror(store, console.err()::println);
        TrainView view = new TrainView(console, interruption);
        Machines machines = OnCluster.connect(cluster, "mneme train", view)) {
      finished = training.on(machines).run(store, label, resume, view);
    }
    if (finished.size() > 1) {
      Path csv = output.resolve(label + "-folds.csv");
      FinishedTraining.writeScores(finished, csv);
      console.out().println(summary(finished));
      console.out().println("Their scores: " + csv);
    }
    return 0;
  }

  /** Each image is scored by the model that did not see it. */
  private static String summary(List<FinishedTraining> folds) {
    DoubleSummaryStatistics each =
        folds.stream().mapToDouble(fold -> fold.figures().spearman()).summaryStatistics();
    return String.format(
        Locale.ROOT,
        "%d folds, %,d images, each scored by the model that did not see it: %s."
            + " Spearman within the folds %.4f to %.4f",
        folds.size(),
        folds.stream().mapToLong(fold -> fold.test().size()).sum(),
        FinishedTraining.ofFolds(folds).describe(),
        each.getMin(),
        each.getMax());
  }
}
