package org.mneme.train;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mneme.catalog.Catalog;
import org.mneme.data.DataSet;
import org.mneme.data.Split;
import org.mneme.progress.CancelledException;
import org.mneme.sweep.Categorical;
import org.mneme.sweep.SweepParameter;
import org.mneme.sweep.SweepPlan;
import org.mneme.sweep.Trial;
import org.mneme.sweep.TrialReporter;
import org.mneme.sweep.TrialRunner;
import org.mneme.track.CommandText;

/**
 * A sweep's trials as trainings: a parameter {@code learning_rate} is the setting of that name in
 * {@link TrainCodec}. A trial leaves figures and no model file; the command that repeats it makes
 * one. Several threads may run trials at once.
 */
public final class TrainTrials implements TrialRunner {
  /** Settings that name files, and may also name a published model. */
  private static final Set<String> MODELS = Set.of("init", "init_backbone");

  /** Settings that name files and nothing else. */
  private static final Set<String> FILES = Set.of("data", "images", "segmentation");

  private final Catalog catalog;
  private final Map<String, Object> fixed;

  /** The fixed settings and the constants of the plan: what the data is read with. */
  private final Map<String, Object> constant;

  private final String dataHash;

  /** A network of many layers takes a while to make, and is only looked at. */
  private final Map<NetworkChoice, NetworkChoice.Made> networks = new ConcurrentHashMap<>();

  private TrainTrials(
      Catalog catalog, Map<String, Object> fixed, Map<String, Object> constant, String dataHash) {
    this.catalog = catalog;
    this.fixed = fixed;
    this.constant = constant;
    this.dataHash = dataHash;
  }

  /**
   * What another process needs to run a sweep's trials, on this machine or another one that sees
   * the same files under the same names.
   */
  public static final class Shared implements Serializable {
    private static final long serialVersionUID = 1;

    /** What all trials have in common, by name. */
    private final HashMap<String, Object> settings;

    /** The fingerprint of the data set. */
    private final String dataHash;

    /**
     * Keeps a copy.
     *
     * @param settings that all trials have in common, by name; files are named by absolute paths
     * @param dataHash the fingerprint of the data set
     */
    public Shared(Map<String, Object> settings, String dataHash) {
      this.settings = new HashMap<>(settings);
      this.dataHash = dataHash;
    }

    /** {@return what all trials have in common, by name} */
    public Map<String, Object> settings() {
      return Map.copyOf(settings);
    }

    /** {@return the fingerprint of the data set} */
    public String dataHash() {
      return dataHash;
    }
  }

  /**
   * Trials on a data set. Its images and scores are read once, as the plan's constant settings say.
   *
   * @param data a folder, or a CSV file
   * @param plan whose parameters are settings of a training
   * @param catalog published models, and the folder of kept outputs of frozen layers
   * @return runs the plan's trials
   * @throws IllegalArgumentException if the plan has a parameter that no training has
   * @throws IOException if the data cannot be read
   */
  public static TrainTrials on(Path data, SweepPlan plan, Catalog catalog) throws IOException {
    Map<String, Object> fixed = new LinkedHashMap<>();
    fixed.put("data", data.toString());
    // What is measured could fall out otherwise in a repeated sweep.
    fixed.put("precision", "float32");
    fixed.put("layout", "planes");
    Map<String, Object> constant = new LinkedHashMap<>(fixed);
    for (SweepParameter parameter : plan.parameters()) {
      if (TrainCodec.settings().stream().noneMatch(s -> s.name().equals(parameter.name()))
          || parameter.name().equals("data")) {
        throw new IllegalArgumentException(
            "parameter '%s': no training has such a setting; there are %s"
                .formatted(
                    parameter.name(),
                    String.join(
                        ", ",
                        TrainCodec.settings().stream()
                            .map(setting -> setting.name())
                            .filter(name -> !name.equals("data"))
                            .sorted()
                            .toList())));
      }
      if (parameter.distribution() instanceof Categorical choice && !choice.varies()) {
        constant.put(parameter.name(), choice.values().get(0));
      }
    }
    refuseUnused(plan);
    DataSet set = TrainCodec.data(constant).read();
    return new TrainTrials(catalog, fixed, constant, set.fingerprint());
  }

  /**
   * Trials of a sweep that another process checked and records. The data is read once, to see that
   * it is the same.
   *
   * @param shared what the sweep's process knows
   * @param catalog of this machine
   * @return runs the sweep's trials
   * @throws IOException if the data cannot be read, or is not the sweep's
   */
  public static TrainTrials of(Shared shared, Catalog catalog) throws IOException {
    Map<String, Object> settings = shared.settings();
    String found = TrainCodec.data(settings).read().fingerprint();
    if (!found.equals(shared.dataHash())) {
      throw new IOException(
          ("%s: these images and scores (fingerprint %s) are not those that the sweep was begun on"
                  + " (%s); give every machine the same files")
              .formatted(settings.get("data"), found, shared.dataHash()));
    }
    return new TrainTrials(catalog, settings, settings, found);
  }

  /**
   * {@return what another process needs to run these trials}
   *
   * @param threads of a trial, unless the plan says how many
   */
  public Shared shared(int threads) {
    Map<String, Object> settings = located(constant);
    settings.putIfAbsent("threads", (long) threads);
    return new Shared(settings, dataHash);
  }

  /**
   * {@return a trial's settings for another process: files are named by absolute paths}
   *
   * @param settings of a trial
   */
  public static Map<String, Object> located(Map<String, Object> settings) {
    Map<String, Object> located = new HashMap<>(settings);
    located.replaceAll(
        (name, value) ->
            value instanceof String text
                    && (FILES.contains(name)
                        || (MODELS.contains(name) && Files.isRegularFile(Path.of(text))))
                ? Path.of(text).toAbsolutePath().toString()
                : value);
    return located;
  }

  /** Refuses a parameter that has no effect in any trial. */
  private static void refuseUnused(SweepPlan plan) {
    Map<String, List<?>> possible = new LinkedHashMap<>();
    for (SweepParameter parameter : plan.parameters()) {
      possible.put(
          parameter.name(),
          parameter.distribution() instanceof Categorical choice ? choice.values() : List.of());
    }
    UnusedSettings.of(possible)
        .forEach(
            (name, reason) -> {
              throw new IllegalArgumentException(
                  "parameter '%s' would be ignored in every trial: it %s".formatted(name, reason));
            });
  }

  /** {@return the fingerprint of the data set, which tells this sweep from others} */
  public String dataHash() {
    return dataHash;
  }

  private Map<String, Object> whole(Map<String, Object> settings) {
    Map<String, Object> whole = new LinkedHashMap<>(fixed);
    whole.putAll(settings);
    return whole;
  }

  private NetworkChoice.Made network(TrainRequest request) throws IOException {
    try {
      return networks.computeIfAbsent(
          request.network(),
          choice -> {
            try {
              return choice.make();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void check(Map<String, Object> settings) throws IOException {
    TrainRequest request = TrainCodec.read(whole(settings));
    if (request.data().folds().isPresent() && request.data().fold().isEmpty()) {
      throw new IllegalArgumentException("a trial is one training; name one fold of the folds");
    }
    NetworkChoice.Made network = network(request);
    Trainer.check(network.network(), Training.settings(request, network.network()));
  }

  @Override
  public Set<String> metrics() {
    Set<String> metrics = new LinkedHashSet<>(EpochFigures.NAMES);
    metrics.add(FinishedTraining.BEST_SPEARMAN);
    metrics.add(FinishedTraining.BEST_EPOCH);
    return metrics;
  }

  @Override
  public String command(Trial trial) {
    Map<String, Object> whole = whole(trial.settings());
    Map<String, List<?>> single = new LinkedHashMap<>();
    whole.forEach((name, value) -> single.put(name, List.of(value)));
    whole.keySet().removeAll(UnusedSettings.of(single).keySet());
    return CommandText.of(List.of("train"), whole);
  }

  @Override
  public boolean resumes() {
    return true;
  }

  @Override
  public boolean canGoOn(Path folder) {
    return Training.hasCheckpoint(folder);
  }

  @Override
  public long memoryBytes(Map<String, Object> settings) {
    try {
      TrainRequest request = TrainCodec.read(whole(settings));
      NetworkChoice.Made network = network(request);
      return MemoryNeed.of(network.network(), Training.settings(request, network.network()));
    } catch (IOException e) {
      return 0; // the trial itself says what is wrong with the file
    }
  }

  @Override
  public Map<String, Double> run(Trial trial, TrialReporter reporter) throws IOException {
    TrainRequest request = TrainCodec.read(whole(trial.settings()));
    Split split = request.data().splits(request.data().read()).get(0);
    TrialListener listener = new TrialListener(reporter, request.settings().epochs());
    try {
      Trained trained = Training.of(request, catalog).figures(trial.folder(), split, listener);
      EpochFigures best = trained.history().get(trained.bestEpoch());
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put(FinishedTraining.BEST_SPEARMAN, best.spearman());
      metrics.put(FinishedTraining.BEST_EPOCH, best.epoch() + 1.0);
      Training.forgetCheckpoints(trial.folder());
      return metrics;
    } catch (DivergedException e) {
      // It would diverge again from the same checkpoint.
      Training.forgetCheckpoints(trial.folder());
      throw e;
    } catch (CancelledException e) {
      if (listener.verdict == TrialReporter.Verdict.GO_ON) {
        throw e;
      }
      if (listener.verdict == TrialReporter.Verdict.STOP) {
        Training.forgetCheckpoints(trial.folder());
      }
      return Map.of();
    }
  }

  /** A trial's figures go to its sweep, which counts epochs. */
  private static final class TrialListener implements TrainingListener {
    private final TrialReporter reporter;
    private final int epochs;
    private TrialReporter.Verdict verdict = TrialReporter.Verdict.GO_ON;

    TrialListener(TrialReporter reporter, int epochs) {
      this.reporter = reporter;
      this.epochs = epochs;
    }

    @Override
    public void onStart(Start start) {
      try {
        reporter.resumedAfter(start.step() * epochs / Math.max(1, start.steps()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void onEpoch(EpochFigures epoch) {
      try {
        verdict = reporter.report(epoch.epoch() + 1, epoch.epoch() + 1, epoch.metrics());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void begin(String stage, long total, String unit) {
      reporter.say("%s: %s %s".formatted(stage, total, unit));
    }

    @Override
    public void say(String line) {
      reporter.say(line);
    }

    @Override
    public boolean isCancelled() {
      return verdict != TrialReporter.Verdict.GO_ON || reporter.isCancelled();
    }
  }
}
