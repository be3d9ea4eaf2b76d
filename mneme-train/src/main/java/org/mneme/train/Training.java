package org.mneme.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.cluster.Machines;
import org.mneme.data.DataSet;
import org.mneme.data.ScoreRange;
import org.mneme.data.Split;
import org.mneme.features.FeatureCache;
import org.mneme.image.DecodeMode;
import org.mneme.image.Preprocessing;
import org.mneme.network.Network;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;
import org.mneme.track.CommandText;
import org.mneme.track.Identity;
import org.mneme.track.NewRun;
import org.mneme.track.Run;
import org.mneme.track.RunStatus;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;

/**
 * Trains a network on images with human scores: from a request to a run's folder with a model file,
 * figures and the test set's scores.
 *
 * <p>What a request asks for is checked before a run's folder is made. A run that was interrupted
 * or failed, and left a checkpoint or nothing yet, is taken up again by the same request on the
 * same data; its final weights are, bit for bit, those of a run that was never interrupted, on the
 * same machine with as many threads. Human scores that are not 0..1 are learnt as fractions of
 * their range, and the model file gives scores of that range. Images are prepared as for the
 * published ResMem. For one thread.
 */
public final class Training {
  /** Which facts a run's identity is made of; another version is another form. */
  private static final String IDENTITY = "training1";

  private final TrainRequest request;
  private final Catalog catalog;
  private final NetworkChoice.Made network;
  private final TrainSettings settings;
  private final @Nullable Machines machines;

  private Training(
      TrainRequest request,
      Catalog catalog,
      NetworkChoice.Made network,
      TrainSettings settings,
      @Nullable Machines machines) {
    this.machines = machines;
    this.request = request;
    this.catalog = catalog;
    this.network = network;
    this.settings = settings;
  }

  /**
   * Makes the network and checks all that needs no image.
   *
   * @param request what is trained, on what, and how
   * @param catalog published models, and the folder of kept outputs of frozen layers
   * @return ready to be run
   * @throws IllegalArgumentException if what is asked for does not fit together
   * @throws TrainingException if the device cannot be used
   * @throws IOException if a segmentation network cannot be read
   */
  public static Training of(TrainRequest request, Catalog catalog) throws IOException {
    NetworkChoice.Made network = request.network().make();
    TrainSettings settings = settings(request, network.network());
    Trainer.check(network.network(), settings);
    Native.load(settings.machine().device());
    return new Training(request, catalog, network, settings, null);
  }

  /** {@return whether there are layers that no trained one comes before, and that are run once} */
  public boolean hasFrozenLayers() {
    return FrozenPart.of(network.network(), settings).inputs().keySet().stream()
        .anyMatch(name -> !name.equals(Network.INPUT));
  }

  /**
   * {@return the same training, whose frozen layers the machines of a cluster run} What they give
   * is kept where a training on one machine finds it, and the other way round.
   *
   * @param others see the images, and the catalog's folder, under the same names; null for this
   *     machine alone
   */
  public Training on(@Nullable Machines others) {
    return new Training(request, catalog, network, settings, others);
  }

  /** A request's settings with what is frozen. */
  static TrainSettings settings(TrainRequest request, Network network) {
    List<NamePattern> frozen =
        request.frozen().orElseGet(() -> request.start().usuallyFrozen(network));
    return request.settings().toBuilder()
        .freeze(frozen.stream().map(NamePattern::glob).toArray(String[]::new))
        .build();
  }

  /** {@return the network that is trained} */
  public Network network() {
    return network.network();
  }

  /**
   * About how much memory it takes, in bytes, outside the Java heap: weights, gradients and the
   * optimiser's figures, a frozen part's weights, and a batch's activations.
   *
   * @return bytes
   */
  public long memoryBytes() {
    return MemoryNeed.of(network.network(), settings);
  }

  /**
   * Trains on the request's data: once, or once for each fold.
   *
   * @param store of the runs
   * @param name of the run, to which a fold adds its number
   * @param keepFinished whether a finished run of the same request and data is taken instead of
   *     training again
   * @param listener hears of every stage, step and epoch, and can end the training
   * @return one training, or one for each fold
   * @throws CancelledException if the listener does not want it any longer; the same call continues
   * @throws TrainingException when a loss is no number, or memory or disk run out; the same call
   *     continues from the last checkpoint
   */
  public List<FinishedTraining> run(
      RunStore store, String name, boolean keepFinished, TrainingListener listener)
      throws IOException {
    DataSet data = request.data().read();
    List<Split> splits = request.data().splits(data);
    List<FinishedTraining> finished = new ArrayList<>();
    for (int i = 0; i < splits.size(); i++) {
      int fold = request.data().firstFold() == 0 ? 0 : request.data().firstFold() + i;
      TrainData one = fold == 0 ? request.data() : request.data().withFold(fold);
      Map<String, Object> settings = TrainCodec.write(request.withData(one));
      NewRun about =
          NewRun.of(name + (fold > 0 ? "-fold" + fold : ""), settings)
              .withCommand(CommandText.of(List.of("train"), settings));
      finished.add(run(store, about, data, splits.get(i), keepFinished, listener));
    }
    return finished;
  }

  /**
   * Trains on one split.
   *
   * @param store of the runs
   * @param about the run's name, settings and command; seed, data and identity are added
   * @param data the whole data set
   * @param split of the data set
   * @param keepFinished as for {@link #run(RunStore, String, boolean, TrainingListener)}
   * @param listener hears of every stage, step and epoch, and can end the training
   * @return the model file, its figures and the test set's scores
   * @throws IOException if the data, an image or a model cannot be read, or the run not written
   */
  public FinishedTraining run(
      RunStore store,
      NewRun about,
      DataSet data,
      Split split,
      boolean keepFinished,
      TrainingListener listener)
      throws IOException {
    ScoreRange range = ScoreRange.of(split.train());
    NewRun whole = identified(about, data, split, range);
    RunChoice choice = RunChoice.of(store, whole, keepFinished, listener);
    if (choice.finished().isPresent()) {
      RunSummary run = choice.finished().get();
      Path folder = store.folder().resolve(run.id());
      FinishedTraining kept =
          FinishedTraining.of(run, folder, network.network().name(), split.test());
      listener.say("%s: trained already, %s".formatted(about.name(), kept.model()));
      return kept;
    }
    StartWeights.Given weights = weights(split, range, listener);
    try (Run run = choice.open(store, whole)) {
      try {
        Prepared prepared = prepare(weights, split, run.folder(), listener);
        RunLog log = new RunLog(run, listener);
        Trained trained = train(prepared, split, range, run.folder(), log);
        TrainedModel model =
            new TrainedModel(request, prepared.task(), weights, data, split, range, run.summary());
        FinishedTraining finished = model.finish(trained, prepared.images(), run.folder(), log);
        run.finish(finished.metrics());
        checkpoints(run.folder()).forget();
        return finished;
      } catch (CancelledException e) {
        throw e;
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        fail(run, e);
        throw e;
      }
    }
  }

  /** A full disk may have no room for the reason either. */
  private static void fail(Run run, Throwable e) {
    try {
      run.fail(
          e.getMessage() == null
              ? e.getClass().getSimpleName()
              : e.getMessage().strip().replaceAll("\\s*\\R\\s*", " "));
    } catch (IOException second) {
      e.addSuppressed(second);
    }
  }

  private NewRun identified(NewRun about, DataSet data, Split split, ScoreRange range) {
    Map<String, Object> facts = new LinkedHashMap<>();
    about.settings().forEach((name, value) -> facts.put("setting " + name, value));
    facts.put("name", about.name());
    facts.put("seed", settings.seed());
    facts.put("split", split.fingerprint());
    if (!range.isFractions()) {
      facts.put("range", range.low() + ".." + range.high());
    }
    return about
        .withSeed(settings.seed())
        .withDataHash(data.fingerprint())
        .withSplitHash(split.fingerprint())
        .withIdentity(Identity.of(IDENTITY, facts));
  }

  /**
   * Trains as far as figures, without a model file, in a folder whose run is the caller's. What is
   * in the folder already is gone on with.
   */
  Trained figures(Path folder, Split split, TrainingListener listener) throws IOException {
    ScoreRange range = ScoreRange.of(split.train());
    Prepared prepared = prepare(weights(split, range, listener), split, folder, listener);
    return train(prepared, split, range, folder, listener);
  }

  /** Deletes the checkpoints that {@link #figures} left in a folder: they are no longer needed. */
  static void forgetCheckpoints(Path folder) throws IOException {
    checkpoints(folder).forget();
  }

  /**
   * Looks whether {@link #figures} left a checkpoint in a folder that can be gone on from.
   *
   * @param folder where a trial's checkpoints are
   * @return true if there is one that can be read
   */
  public static boolean hasCheckpoint(Path folder) {
    return checkpoints(folder).look() instanceof Checkpoints.Usable;
  }

  static Checkpoints checkpoints(Path folder) {
    return Checkpoints.in(folder.resolve("checkpoints"));
  }

  /** Ready to train. */
  private record Prepared(TrainingTask task, ImageTraining images) {}

  private StartWeights.Given weights(Split split, ScoreRange range, Progress progress)
      throws IOException {
    double mean =
        split.train().stream()
            .mapToDouble(item -> range.fraction(item.score()))
            .average()
            .orElseThrow(() -> new IllegalArgumentException("there is no image to train on"));
    return request.start().of(network.network(), settings.seed(), mean, catalog, progress);
  }

  private Prepared prepare(
      StartWeights.Given weights, Split split, Path folder, TrainingListener listener) {
    TrainingTask task =
        new TrainingTask(
            network.network(),
            network.foreign(),
            weights.tensors(),
            weights.fitted(),
            Preprocessing.RESMEM,
            DecodeMode.NATURAL,
            request.augmentation(),
            request.views(),
            settings);
    ImageTraining images =
        new ImageTraining(
            task,
            new FeatureCache(catalog.features(), machines),
            folder,
            settings.machine().threads());
    listener.onBegin(
        new TrainingListener.Begin(
            folder, network.network(), split, weights.said(), images.frozenOutputs()));
    return new Prepared(task, images);
  }

  /**
   * Trains on fractions of the scores' range, which every network can give.
   *
   * @throws DivergedException if it gives every validation image the same
   */
  private static Trained train(
      Prepared prepared, Split split, ScoreRange range, Path folder, TrainingListener listener)
      throws IOException {
    try {
      Trained trained =
          prepared
              .images()
              .run(
                  range.fractions(split.train()),
                  range.fractions(split.val()),
                  checkpoints(folder),
                  listener);
      requireDistinguished(trained.predictions());
      return trained;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Refuses a network that learnt nothing. */
  static void requireDistinguished(float[] fractions) throws DivergedException {
    double[] all = new double[fractions.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = fractions[i];
    }
    if (!ScoreRange.FRACTIONS.distinguishes(all)) {
      throw new DivergedException(
          ("the trained network gives every image the same score: it learnt nothing. Train with"
              + " another learning rate or for longer, or start from other weights"));
    }
  }

  /** Which run a training is: a finished one, one to be taken up again, or a new one. */
  private record RunChoice(Optional<RunSummary> finished, Optional<RunSummary> open) {
    static RunChoice of(RunStore store, NewRun about, boolean keepFinished, Progress progress)
        throws IOException {
      Optional<RunSummary> finished = Optional.empty();
      Optional<RunSummary> open = Optional.empty();
      Optional<RunSummary> older = Optional.empty();
      for (RunSummary run : store.list()) {
        if (about.identity() != null && about.identity().equals(run.about().identity())) {
          if (keepFinished && run.status() == RunStatus.FINISHED) {
            finished = Optional.of(run);
          }
          if (canBeTakenUp(run, store.folder().resolve(run.id()), progress)) {
            open = Optional.of(run);
          }
        } else if (isOfAnOlderForm(run, about)) {
          older = Optional.of(run);
        }
      }
      if (open.isEmpty() && older.isPresent()) {
        progress.say(
            ("Run %s was begun by an earlier version of Mneme, whose runs cannot be resumed; a new"
                    + " run begins")
                .formatted(older.get().id()));
      }
      return new RunChoice(finished, finished.isPresent() ? Optional.empty() : open);
    }

    private static boolean canBeTakenUp(RunSummary run, Path folder, Progress progress) {
      boolean failed = run.status() == RunStatus.FAILED;
      if (!failed && run.status() != RunStatus.INTERRUPTED) {
        return false;
      }
      Checkpoints.State state = checkpoints(folder).look();
      if (state instanceof Checkpoints.Unusable unusable) {
        progress.say("Run %s cannot be resumed: %s".formatted(run.id(), unusable.reason()));
        return false;
      }
      return !failed || state instanceof Checkpoints.Usable;
    }

    /** Runs of 0.1's first form have no identity, so that none can be compared with theirs. */
    private static boolean isOfAnOlderForm(RunSummary run, NewRun about) {
      return run.about().identity() == null
          && run.about().name().equals(about.name())
          && run.about().parent() == null
          && run.about().kind() == NewRun.Kind.RUN
          && run.status() == RunStatus.INTERRUPTED;
    }

    Run open(RunStore store, NewRun about) throws IOException {
      return open.isPresent() ? store.resume(open.get().id()) : store.create(about);
    }
  }
}
