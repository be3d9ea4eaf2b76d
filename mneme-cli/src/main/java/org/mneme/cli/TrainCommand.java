package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.data.DataSet;
import org.mneme.data.Shares;
import org.mneme.data.Split;
import org.mneme.track.MlflowMirror;
import org.mneme.track.NewRun;
import org.mneme.track.Run;
import org.mneme.track.RunStatus;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mneme train --data DIR --network NAME}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Trains a network on images with human scores. Ends with a model file in the run's folder.",
      "A run that was killed goes on when the same command is given again, to the same weights."
    })
@SuppressWarnings("try") // a mirror acts by being there
final class TrainCommand implements Callable<Integer> {
  private static final String RESUME = "--resume";

  /** Options that say nothing of how the weights come about. */
  private static final Set<String> NO_SETTINGS = Set.of(MlflowFlags.OPTION, RESUME);

  private final Catalog catalog;
  private final Console console;

  @Spec private CommandSpec spec;

  @Mixin private final TrainSplit split = new TrainSplit();

  @Mixin private final NetworkChoice network = new NetworkChoice();

  @Mixin private final TrainStart start = new TrainStart();

  @Mixin private final TrainFlags flags = new TrainFlags();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The folder of runs. Default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("runs");

  @Option(names = "--name", paramLabel = "NAME", description = "Of the run. Default: the network.")
  private @Nullable String name;

  @Option(
      names = RESUME,
      description =
          "Keep what this command has finished already (folds, or all of it) and train the rest."
              + " Without it, what is finished is trained anew.")
  private boolean resume;

  @Mixin private final MlflowFlags mlflow = new MlflowFlags();

  TrainCommand(Catalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  @SuppressWarnings("try") // the mirror acts by being there
  public Integer call() throws IOException {
    DataSet data = split.read();
    List<Split> splits = split.splits(data);
    List<TrainOutcome> outcomes = new ArrayList<>();
    RunStore store = mlflow.store(output);
    try (Interruption interruption = Interruption.watch();
        MlflowMirror mirror = mlflow.mirror(store, console.err()::println)) {
      for (int i = 0; i < splits.size(); i++) {
        int fold = split.firstFold() == 0 ? 0 : split.firstFold() + i;
        outcomes.add(train(store, data, splits.get(i), fold, interruption));
      }
    }
    if (outcomes.size() > 1) {
      FoldsSummary summary = new FoldsSummary(outcomes);
      Path csv = output.resolve((name == null ? network.name() : name) + "-folds.csv");
      TrainOutcome.writeScores(outcomes, csv);
      summary.print(console);
      console.out().println("Their scores: " + csv);
    }
    return 0;
  }

  private TrainOutcome train(
      RunStore store, DataSet data, Split part, int fold, Interruption interruption)
      throws IOException {
    Map<String, Object> settings = new TreeMap<>(settings()); // a fold asked for alone is the same
    if (fold > 0) {
      settings.put("fold", fold);
    }
    String label = (name == null ? network.name() : name) + (fold > 0 ? "-fold" + fold : "");
    NewRun about =
        NewRun.of(label, settings)
            .withCommand(command(settings))
            .withSeed(flags.seed())
            .withDataHash(TrainRun.dataHash(part));
    Optional<RunSummary> finished =
        resume ? latest(store, about, RunStatus.FINISHED) : Optional.empty();
    if (finished.isPresent()) {
      Path run = store.folder().resolve(finished.get().id());
      TrainOutcome outcome = TrainOutcome.of(finished.get(), run, part.test());
      console.err().println("%s: trained already, %s".formatted(label, outcome.model()));
      return outcome;
    }
    TrainRun training = new TrainRun(catalog, console, interruption);
    return train(store, about, training, plan(), data.name(), part);
  }

  /**
   * Trains as a run of the store: a new one, or the one of the same settings on the same data that
   * was killed or interrupted. The run ends as finished or failed.
   */
  static TrainOutcome train(
      RunStore store, NewRun about, TrainRun training, TrainPlan plan, String data, Split part)
      throws IOException {
    Optional<String> open = latest(store, about, RunStatus.INTERRUPTED).map(RunSummary::id);
    try (Run run = open.isPresent() ? store.resume(open.get()) : store.create(about)) {
      try {
        TrainRecord record = TrainRecord.of(run);
        TrainOutcome outcome = training.train(plan, data, part, record, false);
        run.finish(metrics(outcome));
        TrainRun.checkpoints(record.folder()).forget();
        return outcome;
      } catch (Interruption.Stopped e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        run.fail(Messages.of(e));
        throw e;
      }
    }
  }

  private static Map<String, Double> metrics(TrainOutcome outcome) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(TrainOutcome.BEST_SPEARMAN, outcome.bestSpearman());
    metrics.put(TrainOutcome.BEST_EPOCH, outcome.bestEpoch() + 1.0);
    if (!outcome.judged().isEmpty()) {
      metrics.putAll(TrainFigures.of(List.of(outcome)).values("test_"));
    }
    return metrics;
  }

  /** The latest run of the same settings on the same data in this state. */
  static Optional<RunSummary> latest(RunStore store, NewRun about, RunStatus status)
      throws IOException {
    return store.list().stream()
        .filter(run -> run.status() == status)
        .filter(run -> run.about().equals(about))
        .reduce((first, last) -> last);
  }

  /** The {@code mneme train} of these settings, as one would type it. */
  static String command(Map<String, Object> settings) {
    List<String> all = new ArrayList<>(List.of("train"));
    all.addAll(arguments(settings));
    return CommandText.of(all);
  }

  /**
   * The command with these arguments, not run.
   *
   * @throws IllegalArgumentException if they are not its arguments
   */
  static TrainCommand parsed(Catalog catalog, Console console, List<String> arguments) {
    TrainCommand command = new TrainCommand(catalog, console);
    try {
      new CommandLine(command)
          .setCaseInsensitiveEnumValuesAllowed(true)
          .parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return command;
  }

  int epochs() {
    return flags.epochs();
  }

  /**
   * The one split of a training that is not a cross-validation.
   *
   * @throws IllegalArgumentException if there are several
   */
  Split onlySplit() throws IOException {
    List<Split> splits = split.splits(split.read());
    if (splits.size() != 1) {
      throw new IllegalArgumentException("a trial is one training; name one --fold of the folds");
    }
    return splits.get(0);
  }

  TrainPlan plan() throws IOException {
    return new TrainPlan(network.read(), start, flags);
  }

  private Map<String, Object> settings() {
    return settings(spec);
  }

  /**
   * Every option that has a value, by its name with underscores; as a sweep's file has them. Not
   * where the run is copied to, nor whether finished ones are kept: that makes it no other run.
   */
  static Map<String, Object> settings(CommandSpec spec) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      Object value = option.getValue();
      boolean absent = value == null || (value instanceof Map<?, ?> map && map.isEmpty());
      boolean sets =
          !option.usageHelp()
              && !option.versionHelp()
              && !NO_SETTINGS.contains(option.longestName());
      if (sets && !absent) {
        settings.put(option.longestName().substring(2).replace('-', '_'), plain(value));
      }
    }
    return settings;
  }

  private static Object plain(Object value) {
    if (value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Enum<?> each) {
      return each.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    if (value instanceof Shares shares) {
      return "%s,%s,%s".formatted(shares.train(), shares.val(), shares.test());
    }
    return value.toString();
  }

  /** The options that give these settings. */
  static List<String> arguments(Map<String, Object> settings) {
    List<String> arguments = new ArrayList<>();
    settings.forEach(
        (key, value) -> {
          String option = "--" + key.replace('_', '-');
          if (value instanceof List<?> list) {
            list.forEach(each -> arguments.add(option + "=" + each));
          } else {
            arguments.add(option + "=" + value);
          }
        });
    return arguments;
  }
}
