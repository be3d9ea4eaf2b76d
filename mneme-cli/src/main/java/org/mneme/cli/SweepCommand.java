package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mneme.files.WholeFile;
import org.mneme.report.RunsPage;
import org.mneme.report.RunsReport;
import org.mneme.sweep.Objective;
import org.mneme.sweep.Sweep;
import org.mneme.sweep.SweepOptions;
import org.mneme.sweep.SweepPlan;
import org.mneme.sweep.SweepResult;
import org.mneme.sweep.TrialRunner;
import org.mneme.track.MlflowMirror;
import org.mneme.track.RunStatus;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;
import org.mneme.train.TrainingCluster;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code mneme sweep FILE.yaml}. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    subcommands = SweepReportCommand.class,
    description = {
      "Searches for the best training settings.",
      "Grid, random or Bayesian search, described in a file in the format of Weights & Biases. An interrupted sweep resumes when the same command is given again; finished trials are kept."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme sweep sweep.yaml --data my-study/",
      "  mneme sweep sweep.yaml --data my-study/ --max-trials 50 --max-time 8h",
      "  mneme sweep sweep.yaml --data my-study/ --max-trials 50 --cluster spark://master:7077"
    })
@SuppressWarnings("try") // a mirror acts by being there
final class SweepCommand implements Callable<Integer> {
  private static final int SHOWN = 10;

  private final Console console;
  private final SweepTrials trials;
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FILE.yaml",
      arity = "0..1",
      description = "Sweep file: the method, the metric and the settings to try.")
  private @Nullable Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR|CSV",
      description = "Images with human scores, as for mneme train.")
  private @Nullable Path data;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "RUNS",
      description = "Folder of the runs. Default: runs.")
  private Path output = Path.of("runs");

  @Option(
      names = "--max-trials",
      paramLabel = "N",
      description = "Number of trials in total, earlier calls included.")
  private @Nullable Integer maxTrials;

  @Option(
      names = "--max-time",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "Time limit of this call, such as 90s, 45m or 2h. Unfinished trials resume in the next call.")
  private @Nullable Duration maxTime;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description =
          "Trials that run at the same time, if memory allows. Default: 1; with --cluster as many as"
              + " the cluster can run.")
  private @Nullable Integer parallel;

  @Option(
      names = "--cluster",
      paramLabel = "MASTER",
      description =
          "Run the trials on Apache Spark: spark://HOST:PORT, yarn, k8s://..., or"
              + " local-cluster[WORKERS,CORES,MB] to try it on this machine. Data and runs must lie where"
              + " all machines see them.")
  private @Nullable String cluster;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the search. Default: 1.")
  private long seed = 1;

  @Mixin private final MlflowFlags mlflow = new MlflowFlags();

  @Option(
      names = {"-q", "--quiet"},
      description = "Print no progress and no messages, only the table.")
  private boolean quiet;

  SweepCommand(Console console, SweepTrials trials) {
    this.console = console;
    this.trials = trials;
  }

  Console console() {
    return console;
  }

  @Override
  public Integer call() throws IOException {
    if (file == null || data == null) {
      throw usage("a sweep needs FILE.yaml and --data", null);
    }
    SweepPlan plan = SweepPlan.read(file);
    if (!plan.ignored().isEmpty()) {
      say(
          "%s: ignored, since every trial is a mneme train: %s"
              .formatted(file, String.join(", ", plan.ignored())));
    }
    if (plan.metricIsAssumed()) {
      say(
          "%s: names no metric; trials are ranked by %s, the highest first"
              .formatted(file, plan.objective().metric()));
    }
    SweepTrials.Prepared prepared = of(file, () -> trials.on(data, plan));
    RunStore store = mlflow.store(output);
    SweepResult result;
    try (MlflowMirror mirror = mlflow.mirror(store, this::say);
        Interruption interruption = Interruption.watch();
        SweepView view = new SweepView(console, quiet, plan.objective(), interruption);
        TrainingCluster.Trials machines =
            cluster == null ? null : SweepTrials.onCluster(cluster, prepared, output, view)) {
      TrialRunner runner = machines == null ? prepared.runner() : machines;
      int atOnce = machines == null ? 1 : machines.atOnce();
      Sweep sweep;
      try {
        sweep = new Sweep(plan, store, runner, options(prepared.dataHash(), atOnce), view);
      } catch (IllegalArgumentException e) {
        throw usage(Messages.of(e) + ": --max-trials, --max-time or run_cap in the file", e);
      }
      say("Sweep %s in %s".formatted(sweep.id(), output));
      result = of(file, sweep::run);
    }
    console.out().print(table(result));
    Path page = store.folder().resolve(result.id()).resolve("report.html");
    RunsReport report = RunsReport.ofSweep(store, store.summary(result.id()));
    WholeFile.writeText(page, text -> text.append(RunsPage.of(report, Optional.empty())));
    say(ending(result) + " Charts: " + page);
    if (!result.trials().isEmpty() && failed(result).size() == result.trials().size()) {
      console
          .err()
          .println(
              Messages.oneLine(
                  "mneme: every trial failed; the first: " + reason(failed(result).get(0))));
      return CommandLine.ExitCode.SOFTWARE;
    }
    return 0;
  }

  private static List<RunSummary> failed(SweepResult result) {
    return result.trials().stream().filter(run -> run.status() == RunStatus.FAILED).toList();
  }

  private static String reason(RunSummary run) {
    return run.reason() == null ? "no reason is known" : run.reason();
  }

  /** A step of the sweep, which may read files. */
  @FunctionalInterface
  private interface Job<T> {
    T run() throws IOException;
  }

  /** What the file asks for and cannot be is told with its name. */
  private static <T> T of(Path file, Job<T> job) throws IOException {
    try {
      return job.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private SweepOptions options(@Nullable String dataHash, int atOnce) {
    try {
      SweepOptions options =
          SweepOptions.defaults()
              .withParallel(parallel == null ? atOnce : parallel)
              .withSeed(seed)
              .withDataHash(dataHash)
              .withCommand(CommandText.of(Objects.requireNonNull(spec)));
      if (maxTrials != null) {
        options = options.withMaxTrials(maxTrials);
      }
      return maxTime == null ? options : options.withMaxTime(maxTime);
    } catch (IllegalArgumentException e) {
      throw usage(Messages.of(e), e);
    }
  }

  private static TextTable table(SweepResult result) {
    Objective objective = result.objective();
    List<RunSummary> failed = failed(result);
    List<String> header =
        new ArrayList<>(
            List.of("TRIAL", "STATUS", "STEPS", objective.metric().toUpperCase(Locale.ROOT)));
    if (!failed.isEmpty()) {
      header.add("REASON");
    }
    header.add("SETTINGS");
    TextTable table = new TextTable(header);
    List<RunSummary> shown =
        Stream.concat(result.ranked().stream().limit(SHOWN), failed.stream().limit(SHOWN)).toList();
    for (RunSummary run : shown) {
      StringBuilder settings = new StringBuilder();
      run.about()
          .settings()
          .forEach(
              (name, value) ->
                  settings.append(name).append('=').append(TextTable.value(value)).append(' '));
      List<String> row =
          new ArrayList<>(
              List.of(
                  run.id(),
                  run.status().label(),
                  String.valueOf(run.rows()),
                  objective.of(run).isPresent()
                      ? TextTable.value(objective.of(run).getAsDouble())
                      : "-"));
      if (!failed.isEmpty()) {
        row.add(run.status() == RunStatus.FAILED ? reason(run) : "");
      }
      row.add(settings.toString().strip());
      table.add(row);
    }
    return table;
  }

  private String ending(SweepResult result) {
    String why =
        switch (result.end()) {
          case ALL_TRIED -> "All is tried";
          case MAX_TRIALS -> "The number of trials is reached; a larger --max-trials continues";
          case MAX_TIME -> "The time is up; the same command continues";
          case TARGET_REACHED -> "The target is reached";
        };
    return String.format(
        Locale.ROOT,
        "%s. %s, %,d failed; %s run, %,d saved by early termination.",
        why,
        Counted.of(result.trials().size(), "trial"),
        failed(result).size(),
        Counted.of(result.steps(), "step"),
        result.savedSteps());
  }

  private void say(String line) {
    if (!quiet) {
      console.err().println(Rows.printable(line));
    }
  }

  private ParameterException usage(String message, @Nullable Throwable cause) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message, cause);
  }

  static final class TimeConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("\\d{1,9}[smh]")) {
        throw new TypeConversionException("'" + text + "' is no time; such are 90s, 45m and 2h");
      }
      return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }
  }
}
