package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mneme.catalog.Catalog;
import org.mneme.data.DataSet;
import org.mneme.data.Item;
import org.mneme.data.ReadOptions;
import org.mneme.data.Split;
import org.mneme.sweep.Parameter;
import org.mneme.sweep.SweepPlan;
import org.mneme.sweep.Trial;
import org.mneme.sweep.TrialReporter;
import org.mneme.sweep.TrialRunner;
import org.mneme.train.EpochFigures;
import org.mneme.train.Trained;
import org.mneme.train.TrainingListener.Start;
import org.mneme.train.TrainingListener.Step;
import picocli.CommandLine;

/**
 * A sweep's trials as trainings: a parameter {@code learning_rate} is {@code mneme train}'s {@code
 * --learning-rate}. A trial leaves figures and no model file; the command that repeats it makes
 * one.
 */
record TrainTrials(Catalog catalog, Console console) implements SweepTrials {
  /** ResMem with its ResNet frozen took 3.4 GB resident, MemNet 1.7 GB, batches of 32. */
  private static final long LARGE_TRIAL_BYTES = 4L << 30;

  private static final long SMALL_TRIAL_BYTES = 2L << 30;

  @Override
  public Prepared on(Path data, SweepPlan plan) throws IOException {
    for (String name : plan.parameters().stream().map(Parameter::name).toList()) {
      String option = "--" + name.replace('_', '-');
      if (new CommandLine(new TrainCommand(catalog, console)).getCommandSpec().findOption(option)
          == null) {
        throw new IllegalArgumentException(
            "parameter '%s': mneme train has no option %s. They are listed by: mneme train --help"
                .formatted(name, option));
      }
    }
    ReadOptions lenient =
        ReadOptions.STRICT.withSkipBad(true).withAnyScore(true).withNeedImages(false);
    List<Item> items = DataSet.read(data, lenient).items();
    return new Prepared(
        new Runner(data), TrainRun.dataHash(new Split(items, List.of(), List.of())));
  }

  /** Trains once for each trial. */
  private final class Runner implements TrialRunner {
    private final Path data;

    Runner(Path data) {
      this.data = data;
    }

    private List<String> arguments(Trial trial) {
      Map<String, Object> settings = new LinkedHashMap<>();
      settings.put("data", data.toString());
      // What is measured could fall out otherwise in a repeated sweep.
      settings.put("precision", "float32");
      settings.put("layout", "planes");
      settings.putAll(trial.settings());
      return TrainCommand.arguments(settings);
    }

    @Override
    public String command(Trial trial) {
      List<String> all = new ArrayList<>(List.of("train"));
      all.addAll(arguments(trial));
      return CommandText.of(all);
    }

    @Override
    public boolean resumes() {
      return true;
    }

    @Override
    public Map<String, Double> run(Trial trial, TrialReporter reporter) throws IOException {
      TrainCommand command = TrainCommand.parsed(catalog, console, arguments(trial));
      Split split = command.onlySplit();
      AtomicBoolean paused = new AtomicBoolean();
      try (Interruption interruption = Interruption.watch()) {
        Trained trained =
            new TrainRun(catalog, console, interruption)
                .trial(
                    command.plan(),
                    split,
                    new TrialRecord(trial, this, reporter, command.epochs(), paused));
        EpochFigures best = trained.history().get(trained.bestEpoch());
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(TrainOutcome.BEST_SPEARMAN, best.spearman());
        metrics.put(TrainOutcome.BEST_EPOCH, best.epoch() + 1.0);
        TrainRun.checkpoints(trial.folder()).forget();
        return metrics;
      } catch (TrainView.NotWanted e) {
        if (!paused.get()) {
          TrainRun.checkpoints(trial.folder()).forget();
        }
        return Map.of();
      }
    }

    /** Weights, gradients and the optimiser's two figures for each, and room for activations. */
    @Override
    public long memoryBytes(Map<String, Object> settings) {
      String network = String.valueOf(settings.getOrDefault("network", "resmem"));
      boolean large = !network.startsWith("memnet");
      return large ? LARGE_TRIAL_BYTES : SMALL_TRIAL_BYTES;
    }
  }

  /** A trial's figures go to its sweep, which counts epochs. */
  private record TrialRecord(
      Trial trial, Runner runner, TrialReporter reporter, int epochs, AtomicBoolean paused)
      implements TrainRecord {
    @Override
    public Path folder() {
      return trial.folder();
    }

    @Override
    public String id() {
      return trial.id();
    }

    @Override
    public String command() {
      return runner.command(trial);
    }

    @Override
    public void resumed(Start start) throws IOException {
      reporter.resumedAfter(start.step() * epochs / Math.max(1, start.steps()));
    }

    @Override
    public void step(Step step) {}

    @Override
    public boolean epoch(long step, EpochFigures epoch) throws IOException {
      TrialReporter.Verdict verdict =
          reporter.report(epoch.epoch() + 1, epoch.epoch() + 1, TrainRecord.metrics(epoch));
      paused.set(verdict == TrialReporter.Verdict.PAUSE);
      return verdict == TrialReporter.Verdict.GO_ON;
    }
  }
}
