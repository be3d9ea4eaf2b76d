package org.mneme.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.mneme.network.Network;

/** One run's loop, from where its files say it stands to its end. For one thread. */
@SuppressWarnings("try") // a scope acts by being there
final class TrainingRun {
  /** How many examples a message names. */
  private static final int NAMED = 5;

  private final Network network;
  private final Map<String, org.mneme.weights.Tensor> weights;
  private final Examples train;
  private final Examples validation;
  private final TrainSettings settings;
  private final Checkpoints checkpoints;
  private final RunFiles files;
  private final TrainingListener listener;

  private final List<EpochFigures> history = new ArrayList<>();
  private long step;
  private int epoch;
  private int stepOfEpoch;
  private double lossSum;
  private long savedAtStep;
  private long savedAtNanos;

  TrainingRun(
      Network network,
      Map<String, org.mneme.weights.Tensor> weights,
      Examples train,
      Examples validation,
      TrainSettings settings,
      Checkpoints checkpoints,
      RunFiles files,
      TrainingListener listener) {
    this.network = network;
    this.weights = weights;
    this.train = train;
    this.validation = validation;
    this.settings = settings;
    this.checkpoints = checkpoints;
    this.files = files;
    this.listener = listener;
  }

  List<EpochFigures> history() {
    return history;
  }

  /**
   * Trains to the end.
   *
   * @param origin what the run is begun with, by what it is called
   */
  RunFiles.Result finish(Map<String, String> origin) throws IOException {
    Native.threads(settings.machine().threads());
    try {
      if (files.hasState()) {
        RunFiles.Saved saved = files.read();
        takeUp(saved.state(), origin);
        if (!saved.state().finished()) {
          TorchNetwork.Compute compute =
              new TorchNetwork.Compute(
                  saved.state().bfloat16(),
                  saved.state().channelsLast(),
                  settings.machine().device());
          try (Learner learner = learner(compute)) {
            learner.restore(saved.tensors(), files.stateFile());
            train(learner, new ComputeChoice(compute, Map.of()), origin);
          }
        }
      } else {
        ComputeChoice choice = ComputeChoice.of(network, weights, train, settings);
        try (Learner learner = learner(choice.compute())) {
          train(learner, choice, origin);
        }
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      if (Native.outOfMemory(e)) {
        throw new TrainingException(
            "memory ran out at step %d (epoch %d) with batches of %d: %s. %s Take a smaller batch and accumulate more of them."
                .formatted(step + 1, epoch, settings.batch(), Native.oneLine(e), files.kept()),
            e);
      }
      throw e;
    }
    return files.readResult();
  }

  private Learner learner(TorchNetwork.Compute compute) {
    Set<String> given = train.inputs().keySet();
    return new Learner(network, weights, given, settings, compute);
  }

  private void takeUp(RunState state, Map<String, String> origin) throws TrainingException {
    Set<String> facts = new TreeSet<>(state.origin().keySet());
    facts.addAll(origin.keySet());
    for (String fact : facts) {
      String then = state.origin().getOrDefault(fact, "(none)");
      String now = origin.getOrDefault(fact, "(none)");
      if (!now.equals(then)) {
        throw new TrainingException(
            "%s: was begun with %s %s, not %s. Resume with the same, or start in another folder."
                .formatted(files.stateFile(), fact, then, now));
      }
    }
    step = state.step();
    epoch = state.epoch();
    stepOfEpoch = state.stepOfEpoch();
    lossSum = state.lossSum();
    history.addAll(state.history());
  }

  private void train(Learner learner, ComputeChoice choice, Map<String, String> origin)
      throws IOException {
    long stepsOfEpoch =
        BatchFeed.parts(new int[train.size()], settings.batch() * settings.accumulate()).size();
    listener.onStart(
        new TrainingListener.Start(
            choice.compute().bfloat16(),
            choice.compute().channelsLast(),
            choice.millisPerStep(),
            step,
            stepsOfEpoch * settings.epochs()));
    savedAtStep = step;
    savedAtNanos = System.nanoTime();
    boolean finished = false;
    while (!finished) {
      trainEpoch(learner, choice, origin);
      finished = isLast();
      epoch++;
      stepOfEpoch = 0;
      lossSum = 0;
      save(learner, choice, origin, finished);
    }
  }

  /** Whether training ends with the running epoch, whose figures are known. */
  private boolean isLast() {
    boolean impatient =
        settings.patience() > 0
            && validation.size() > 0
            && epoch - bestEpoch() >= settings.patience();
    return impatient || epoch + 1 == settings.epochs();
  }

  /** The first with the highest Spearman; one that is not defined is lowest. */
  private int bestEpoch() {
    int best = 0;
    for (int i = 1; i < history.size(); i++) {
      double rho = history.get(i).spearman();
      double highest = history.get(best).spearman();
      if (rho > highest || (Double.isNaN(highest) && !Double.isNaN(rho))) {
        best = i;
      }
    }
    return best;
  }

  private void trainEpoch(Learner learner, ComputeChoice choice, Map<String, String> origin)
      throws IOException {
    long start = System.nanoTime();
    List<List<int[]>> steps = new ArrayList<>();
    int[] order = Seeds.order(settings.seed(), epoch, train.size());
    for (int[] part : BatchFeed.parts(order, settings.batch() * settings.accumulate())) {
      steps.add(BatchFeed.parts(part, settings.batch()));
    }
    List<int[]> ahead =
        steps.subList(stepOfEpoch, steps.size()).stream().flatMap(List::stream).toList();
    int examples = ahead.stream().mapToInt(batch -> batch.length).sum();
    double rate = Double.NaN;
    try (BatchFeed feed = new BatchFeed(train, epoch, ahead)) {
      while (stepOfEpoch < steps.size()) {
        rate = makeStep(learner, feed, steps.get(stepOfEpoch), steps.size());
        if (checkpointIsDue() && stepOfEpoch < steps.size()) {
          save(learner, choice, origin, false);
        }
      }
    }
    double trainSeconds = (System.nanoTime() - start) / 1e9;
    learner.exchangeAverage();
    Validation validated = Validation.of(learner, validation, epoch, settings.batch());
    requireFinite(validated.predictions());
    EpochFigures figures =
        new EpochFigures(
            epoch,
            lossSum / train.size(),
            validated.loss(settings.loss()),
            validated.spearman(),
            rate,
            (System.nanoTime() - start) / 1e9,
            examples / trainSeconds);
    history.add(figures);
    listener.onEpoch(figures);
    listener.check();
    boolean keepBest = settings.keep() == TrainSettings.Keep.BEST && validation.size() > 0;
    if (keepBest ? bestEpoch() == epoch : isLast()) {
      files.writeResult(epoch, step, learner.changing(), validated.predictions());
    }
    learner.exchangeAverage();
  }

  /** Returns the learning rate. */
  private double makeStep(Learner learner, BatchFeed feed, List<int[]> batches, int stepsOfEpoch)
      throws IOException {
    long start = System.nanoTime();
    int examples = batches.stream().mapToInt(batch -> batch.length).sum();
    double loss = 0;
    for (int i = 0; i < batches.size(); i++) {
      try (PointerScope scope = new PointerScope()) {
        BatchFeed.Batch batch = feed.next();
        double share = (double) batch.indices().length / examples;
        double of = learner.learn(batch, share, Seeds.of(settings.seed(), step, i));
        requireFinite(of, "loss", batch.indices());
        loss += share * of;
      }
    }
    double norm = learner.clip();
    requireFinite(norm, "gradient", batches.get(0));
    double progress = epoch + (double) stepOfEpoch / stepsOfEpoch;
    List<Double> spearman = history.stream().map(EpochFigures::spearman).toList();
    double factor = settings.schedule().factor(progress, settings.epochs(), spearman);
    learner.update(factor, step);
    step++;
    stepOfEpoch++;
    lossSum += loss * examples;
    double rate = factor * settings.learningRate();
    double seconds = (System.nanoTime() - start) / 1e9;
    listener.onStep(
        new TrainingListener.Step(
            step, epoch, stepOfEpoch, stepsOfEpoch, loss, rate, norm, examples / seconds));
    listener.check();
    return rate;
  }

  private void requireFinite(double value, String what, int[] indices) throws TrainingException {
    if (!Double.isFinite(value)) {
      throw new DivergedException(
          "step %d (epoch %d): the %s is %s; its batch is %s. %s Lower the learning rate, or clip gradients."
              .formatted(
                  step + 1,
                  epoch,
                  what,
                  Double.isNaN(value) ? "no number (NaN)" : "infinite",
                  named(indices),
                  files.kept()));
    }
  }

  private String named(int[] indices) {
    String first =
        Arrays.stream(indices).limit(NAMED).mapToObj(train::name).collect(Collectors.joining(", "));
    int rest = indices.length - NAMED;
    return rest > 0 ? "%s and %d more".formatted(first, rest) : first;
  }

  private void requireFinite(float[] predictions) throws TrainingException {
    for (int i = 0; i < predictions.length; i++) {
      if (!Float.isFinite(predictions[i])) {
        throw new DivergedException(
            "epoch %d: the prediction for %s of the validation is %s. %s Lower the learning rate, or clip gradients."
                .formatted(epoch, validation.name(i), predictions[i], files.kept()));
      }
    }
  }

  private boolean checkpointIsDue() {
    long seconds = (System.nanoTime() - savedAtNanos) / 1_000_000_000;
    return (checkpoints.everySteps() > 0 && step - savedAtStep >= checkpoints.everySteps())
        || (checkpoints.everySeconds() > 0 && seconds >= checkpoints.everySeconds());
  }

  private void save(
      Learner learner, ComputeChoice choice, Map<String, String> origin, boolean finished)
      throws IOException {
    RunState state =
        new RunState(
            RunState.FORM,
            origin,
            choice.compute().bfloat16(),
            choice.compute().channelsLast(),
            step,
            epoch,
            stepOfEpoch,
            lossSum,
            history,
            finished);
    files.write(state, learner.state());
    savedAtStep = step;
    savedAtNanos = System.nanoTime();
  }
}
