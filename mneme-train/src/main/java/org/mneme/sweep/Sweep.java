package org.mneme.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mneme.progress.CancelledException;
import org.mneme.track.Identity;
import org.mneme.track.NewRun;
import org.mneme.track.Run;
import org.mneme.track.RunStatus;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;

/**
 * Runs a plan's trials and records them. All state is in the run store: the same call continues
 * where an earlier one ended or was killed, with no finished trial lost or repeated. The sweep is a
 * run of its own, whose id follows from the plan's name, what it searches, the seed and the data;
 * its trials are runs that name it as parent.
 *
 * <p>With one trial at a time, the same plan, seed and data give the same trials in the same order,
 * also over calls that were killed between; with several, what a search knows depends on which
 * trials end first.
 *
 * <p>One thread may call {@link #run}, once.
 */
public final class Sweep {
  /** Which facts a sweep's identity is made of; another version is another form. */
  private static final String IDENTITY = "sweep1";

  private static final int MOST_MINUTES = 1;

  private final SweepPlan plan;
  private final RunStore store;
  private final TrialRunner runner;
  private final SweepOptions options;
  private final Search search;
  private final String identity;
  private final String id;
  private final SweepListener listener;

  private final Object lock = new Object();
  private final Map<Integer, Long> runningBytes = new LinkedHashMap<>();
  private final List<Duration> durations = new ArrayList<>();
  private Ledger ledger;
  private long startedNanos;
  private volatile boolean pausing;

  /**
   * A sweep to be run.
   *
   * @param plan what is tried
   * @param store where the sweep and its trials are recorded
   * @param runner does the trials
   * @param options limits, seed and more
   * @param listener is told of every step, and can end the sweep
   * @throws IllegalArgumentException if the sweep would never end
   */
  public Sweep(
      SweepPlan plan,
      RunStore store,
      TrialRunner runner,
      SweepOptions options,
      SweepListener listener) {
    this.plan = plan;
    this.store = store;
    this.runner = runner;
    this.options = options;
    this.listener = listener;
    this.search = Search.of(plan, options.seed());
    this.ledger = new Ledger(plan.objective());
    this.identity = identity(plan, options);
    this.id =
        RunStore.folderName(plan.name())
            + "-"
            + identity.substring(IDENTITY.length() + 1, IDENTITY.length() + 9);
    if (planned().isEmpty() && options.maxTime().isEmpty() && plan.objective().target().isEmpty()) {
      throw new IllegalArgumentException(
          "a %s search has no end of its own: limit its trials or time"
              .formatted(plan.method().name().toLowerCase(Locale.ROOT)));
    }
  }

  /** {@return the id of the sweep's own run} */
  public String id() {
    return id;
  }

  private static String identity(SweepPlan plan, SweepOptions options) {
    Map<String, Object> facts = plan.facts();
    facts.put("seed", options.seed());
    facts.put("data", String.valueOf(options.dataHash()));
    return Identity.of(IDENTITY, facts);
  }

  private OptionalLong planned() {
    OptionalLong all = plan.trials();
    OptionalInt most = options.maxTrials();
    if (most.isEmpty()) {
      return all;
    }
    return OptionalLong.of(Math.min(all.orElse(Long.MAX_VALUE), most.getAsInt()));
  }

  /**
   * Runs trials until all are done, or a limit is reached. Every value that the plan may draw is
   * checked before the first one begins.
   *
   * @return all trials, and why no more are begun
   * @throws IllegalArgumentException if a trial could not run with one of them, or none reports the
   *     plan's metric
   * @throws CancelledException if the listener does not want it any longer; trials that ran are
   *     left to be continued
   * @throws IOException if the store cannot be read or written, or another process runs this sweep
   */
  public SweepResult run() throws IOException {
    SweepCheck.check(plan, runner);
    startedNanos = System.nanoTime();
    try (Run own = open()) {
      ledger = Ledger.read(store, id, plan.objective());
      SweepResult.End end = runTrials();
      SweepResult result = new SweepResult(id, plan.objective(), ledger.all(), end);
      if (end != SweepResult.End.MAX_TIME) {
        own.finish(bestMetrics(result));
      }
      return result;
    }
  }

  private static Map<String, Double> bestMetrics(SweepResult result) {
    return result
        .best()
        .map(best -> Map.of(result.objective().metric(), result.objective().of(best).orElseThrow()))
        .orElse(Map.of());
  }

  private Run open() throws IOException {
    if (store.exists(id)) {
      return store.resume(id);
    }
    for (RunSummary other : store.list()) {
      NewRun about = other.about();
      if (about.kind() == NewRun.Kind.SWEEP
          && about.identity() == null
          && about.name().equals(plan.name())) {
        listener.say(
            ("Sweep %s was begun by an earlier version of Mneme, whose sweeps cannot be continued;"
                    + " a new one begins")
                .formatted(other.id()));
      }
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("method", plan.method().name().toLowerCase(Locale.ROOT));
    settings.put("metric", plan.objective().metric());
    settings.put("goal", plan.objective().goal().name().toLowerCase(Locale.ROOT));
    settings.put("parameters", plan.parameters().stream().map(SweepParameter::name).toList());
    Run own =
        store.create(
            id,
            NewRun.of(plan.name(), settings)
                .withKind(NewRun.Kind.SWEEP)
                .withCommand(options.command())
                .withSeed(options.seed())
                .withDataHash(options.dataHash())
                .withIdentity(identity));
    if (!plan.text().isEmpty()) {
      Files.writeString(own.folder().resolve("sweep.yaml"), plan.text());
    }
    return own;
  }

  private SweepResult.End runTrials() throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(options.parallel());
    try {
      CompletionService<Void> ended = new ExecutorCompletionService<>(threads);
      Deque<Integer> half =
          new ArrayDeque<>(
              ledger.unfinished(
                  trial -> runner.resumes() && runner.canGoOn(store.folder().resolve(trial.id()))));
      while (true) {
        SweepResult.@Nullable End end = listener.isCancelled() ? null : begin(ended, half);
        if (runningCount() == 0) {
          listener.check();
          return end == null ? SweepResult.End.ALL_TRIED : end;
        }
        await(ended);
      }
    } finally {
      pausing = true;
      threads.shutdownNow();
      awaitEnd(threads);
    }
  }

  /** Trials close their runs before the sweep ends. */
  private static void awaitEnd(ExecutorService threads) {
    try {
      boolean unused = threads.awaitTermination(MOST_MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins what may run now; says why no more will, if so. */
  private SweepResult.@Nullable End begin(CompletionService<Void> ended, Deque<Integer> half)
      throws IOException {
    while (runningCount() < options.parallel()) {
      synchronized (lock) {
        if (timeIsUp()) {
          pausing = true;
          return SweepResult.End.MAX_TIME;
        }
        if (ledger.targetReached()) {
          return SweepResult.End.TARGET_REACHED;
        }
        Integer number = half.peek();
        if (number == null && ledger.size() >= planned().orElse(Long.MAX_VALUE)) {
          boolean all = ledger.size() >= plan.trials().orElse(Long.MAX_VALUE);
          return all ? SweepResult.End.ALL_TRIED : SweepResult.End.MAX_TRIALS;
        }
        Map<String, Object> settings;
        int chosen = number == null ? ledger.next() : number;
        if (number != null) {
          settings = ledger.get(number).about().settings();
        } else {
          Optional<Map<String, Object>> proposed =
              search.propose(chosen, ledger.triedBefore(chosen));
          if (proposed.isEmpty()) {
            return SweepResult.End.ALL_TRIED;
          }
          settings = proposed.get();
        }
        long bytes = runner.memoryBytes(settings);
        long taken = runningBytes.values().stream().mapToLong(b -> b).sum();
        if (!runningBytes.isEmpty() && taken + bytes > options.memoryBytes()) {
          return null; // until another one ends
        }
        RunningTrial trial = trial(chosen, settings, number != null);
        half.poll();
        runningBytes.put(chosen, bytes);
        ended.submit(
            () -> {
              long began = System.nanoTime();
              trial.run(runner);
              synchronized (lock) {
                durations.add(Duration.ofNanos(System.nanoTime() - began));
                runningBytes.remove(chosen);
                tell();
              }
              return null;
            });
        tell();
      }
    }
    return null;
  }

  private RunningTrial trial(int number, Map<String, Object> settings, boolean begunBefore)
      throws IOException {
    String trialId = Ledger.id(id, number);
    boolean resumed = begunBefore && runner.resumes();
    Trial trial =
        new Trial(
            trialId, number, settings, options.seed(), store.folder().resolve(trialId), resumed);
    Run run;
    if (begunBefore) {
      run = resumed ? store.resume(trialId) : store.restart(trialId);
    } else {
      run =
          store.create(
              trialId,
              NewRun.of(plan.name() + " " + number, settings)
                  .withParent(id)
                  .withCommand(runner.command(trial))
                  .withSeed(options.seed())
                  .withDataHash(options.dataHash()));
    }
    ledger.put(number, run.summary());
    if (resumed) {
      ledger.forget(number);
      run.rows().forEach(row -> ledger.measured(number, row));
    }
    return new RunningTrial(trial, run, this);
  }

  /** What a trial has just measured: whether it continues. */
  RunningTrial.Standing measured(int number, Map<String, Double> metrics) {
    synchronized (lock) {
      boolean counts = ledger.measured(number, metrics);
      tell();
      if (counts
          && plan.earlyTermination().isPresent()
          && plan.earlyTermination()
              .get()
              .stops(ledger.losses(number), ledger.lossesOfOthers(number))) {
        return RunningTrial.Standing.BEATEN;
      }
      return pausing || timeIsUp() || listener.isCancelled()
          ? RunningTrial.Standing.PAUSED
          : RunningTrial.Standing.GOING;
    }
  }

  /** A trial's losses up to a step that it continues from. */
  void resumed(int number, Run run) throws IOException {
    synchronized (lock) {
      ledger.forget(number);
      run.rows().forEach(row -> ledger.measured(number, row));
    }
  }

  void ended(int number, RunSummary trial) {
    synchronized (lock) {
      ledger.put(number, trial);
    }
  }

  boolean isCancelled() {
    return listener.isCancelled();
  }

  void say(String line) {
    synchronized (lock) {
      listener.say(line);
    }
  }

  Objective objective() {
    return plan.objective();
  }

  private boolean timeIsUp() {
    return options.maxTime().isPresent() && elapsed().compareTo(options.maxTime().get()) >= 0;
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  private int runningCount() {
    synchronized (lock) {
      return runningBytes.size();
    }
  }

  private static void await(CompletionService<Void> ended) throws IOException {
    try {
      ended.take().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted; the same call continues from here", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException("a trial ended unexpectedly: " + e.getCause(), e.getCause());
    }
  }

  private void tell() {
    List<RunSummary> all = ledger.all();
    List<String> running =
        runningBytes.keySet().stream().map(number -> Ledger.id(id, number)).toList();
    int over = (int) all.stream().filter(trial -> trial.status().isOver()).count();
    listener.onTrials(
        new SweepProgress(
            over,
            (int) ledger.count(RunStatus.STOPPED),
            (int) ledger.count(RunStatus.FAILED),
            planned(),
            running,
            SweepResult.ranked(plan.objective(), all).stream().findFirst(),
            left(over)));
  }

  private Optional<Duration> left(int over) {
    Optional<Duration> byTime = options.maxTime().map(most -> most.minus(elapsed()));
    OptionalLong planned = planned();
    if (planned.isEmpty() || durations.isEmpty()) {
      return byTime;
    }
    Duration sum = durations.stream().reduce(Duration.ZERO, Duration::plus);
    Duration byTrials =
        sum.multipliedBy(Math.max(0, planned.getAsLong() - over))
            .dividedBy((long) durations.size() * options.parallel());
    return Optional.of(byTime.filter(time -> time.compareTo(byTrials) < 0).orElse(byTrials));
  }
}
