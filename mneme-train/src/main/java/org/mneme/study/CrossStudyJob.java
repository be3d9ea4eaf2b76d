package org.mneme.study;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mneme.catalog.Catalog;
import org.mneme.data.DataSet;
import org.mneme.data.Item;
import org.mneme.data.Shares;
import org.mneme.data.Split;
import org.mneme.data.SplitPlan;
import org.mneme.evaluate.HeldOutScores;
import org.mneme.evaluate.UnscoredImages;
import org.mneme.files.Release;
import org.mneme.score.CachedScoring;
import org.mneme.score.ScorerOptions;
import org.mneme.score.ScoringModel;
import org.mneme.study.CrossStudy.StudySet;
import org.mneme.track.CommandText;
import org.mneme.track.MetricRow;
import org.mneme.track.NewRun;
import org.mneme.track.RunStore;
import org.mneme.train.EpochFigures;
import org.mneme.train.FinishedTraining;
import org.mneme.train.TrainCodec;
import org.mneme.train.TrainData;
import org.mneme.train.TrainRequest;
import org.mneme.train.Training;
import org.mneme.train.TrainingListener;

/**
 * Trains a network on each of several data sets and on all together, and evaluates every model on
 * each. For each seed, a fifth of each set is held out; the training images of all together are
 * those of the sets, so that no model sees an image that any is evaluated on. What a call before
 * this one finished is not trained again. For one thread.
 */
public final class CrossStudyJob {
  private static final Shares SHARES = new Shares(.8, .2, 0);

  private final CrossStudySettings settings;
  private final RunStore store;
  private final Catalog catalog;
  private final CachedScoring scoring;
  private final TrainingListener listener;

  private CrossStudyJob(
      CrossStudySettings settings,
      RunStore store,
      Catalog catalog,
      CachedScoring scoring,
      TrainingListener listener) {
    this.settings = settings;
    this.store = store;
    this.catalog = catalog;
    this.scoring = scoring;
    this.listener = listener;
  }

  /**
   * Trains and evaluates.
   *
   * @param settings which sets, which network and how often
   * @param store of the trainings' runs
   * @param catalog published models, and the folder of kept outputs of frozen layers
   * @param scores the folder in which the finished models' scores are kept from call to call
   * @param command what repeats the study, as its provenance tells it
   * @param listener hears of every stage, step and epoch, and can end the study
   * @return every training's scores on every set
   * @throws org.mneme.settings.SettingException if two sets have one name, or one that of all
   *     together
   * @throws IllegalArgumentException if a set is too small to hold images out, or the training's
   *     settings do not fit together
   * @throws org.mneme.progress.CancelledException if the listener does not want it any longer; the
   *     same call continues
   * @throws IOException if the data, an image or a model cannot be read, or a run not written
   */
  public static CrossStudy run(
      CrossStudySettings settings,
      RunStore store,
      Catalog catalog,
      Path scores,
      String command,
      TrainingListener listener)
      throws IOException {
    CachedScoring scoring = new CachedScoring(Optional.of(scores), threads(settings), listener);
    return new CrossStudyJob(settings, store, catalog, scoring, listener).run(command);
  }

  private static int threads(CrossStudySettings settings) {
    return settings.training().settings().machine().threads();
  }

  private CrossStudy run(String command) throws IOException {
    List<DataSet> read = new ArrayList<>();
    for (CrossStudySettings.Source set : settings.sets()) {
      read.add(read(set));
    }
    CrossStudySettings.checkNames(read.stream().map(DataSet::name).toList());
    long first = settings.training().settings().seed();
    List<Long> seeds = new ArrayList<>();
    List<CrossStudy.Training> trainings = new ArrayList<>();
    List<StudySet> sets = List.of();
    for (long seed = first; seed < first + settings.seeds(); seed++) {
      seeds.add(seed);
      Round round = new Round(read, seed);
      sets = round.studySets();
      trainings.addAll(round.trainings());
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Command", command);
    facts.put("Mneme", Release.version());
    facts.put("Java", Runtime.version().toString());
    facts.put("Date", LocalDate.now(ZoneId.systemDefault()).toString());
    for (int i = 0; i < read.size(); i++) {
      DataSet set = read.get(i);
      facts.put(
          "Data " + set.name(),
          "%s (%s), %s images, fingerprint %s"
              .formatted(
                  settings.sets().get(i).place(),
                  set.format().title(),
                  set.items().size(),
                  set.fingerprint()));
    }
    facts.put("Runs", store.folder().toString());
    return new CrossStudy(network(), sets, seeds, trainings, facts);
  }

  private String network() {
    return settings.training().network().name().label();
  }

  private DataSet read(CrossStudySettings.Source set) throws IOException {
    DataSet read = DataSet.read(set.place(), settings.training().data().reading());
    if (read.skipped() > 0) {
      listener.say("%s: %s bad rows were left out".formatted(read.name(), read.skipped()));
    }
    return new DataSet(
        set.name().orElse(read.name()), read.format(), read.items(), read.problems());
  }

  /** All trainings with one seed. */
  private final class Round {
    private final TrainRequest request;
    private final long seed;

    /** Each with its sides; all together last. */
    private final List<DataSet> sets = new ArrayList<>();

    private final List<Item> evaluated;

    Round(List<DataSet> read, long seed) throws IOException {
      this.seed = seed;
      TrainRequest given = settings.training();
      this.request = given.withSettings(given.settings().toBuilder().seed(seed).build());
      for (DataSet data : read) {
        sets.add(data.withSplit(SplitPlan.random(seed).split(data.items(), SHARES)));
      }
      sets.add(DataSet.combine(CrossStudySettings.COMBINED, List.copyOf(sets)));
      evaluated = sets.get(sets.size() - 1).official().val();
    }

    List<StudySet> studySets() throws IOException {
      List<StudySet> all = new ArrayList<>();
      for (DataSet set : sets) {
        Split split = set.official();
        all.add(new StudySet(set.name(), split.train().size(), split.val().size()));
      }
      return all;
    }

    List<CrossStudy.Training> trainings() throws IOException {
      List<CrossStudy.Training> trainings = new ArrayList<>();
      for (int i = 0; i < sets.size(); i++) {
        FinishedTraining finished = trained(i);
        double[] scores = scores(finished.model(), sets.get(i).name());
        trainings.add(
            new CrossStudy.Training(
                sets.get(i).name(),
                seed,
                finished.run(),
                finished.command(),
                curve(finished),
                evaluate(scores)));
      }
      return trainings;
    }

    /** The model's scores of all held-out images, in their order. */
    private double[] scores(Path model, String name) throws IOException {
      List<Path> images = evaluated.stream().map(Item::image).toList();
      CachedScoring.FailureListener failed = UnscoredImages.refused().among(evaluated);
      ScoringModel scored =
          ScoringModel.of(
              model, ScorerOptions.defaults().withThreads(threads(settings)), catalog.hashes());
      return scoring.score(name, scored, images, scoring.hashes(images, failed), failed);
    }

    /** The finished run, be it of an earlier call. */
    private FinishedTraining trained(int set) throws IOException {
      boolean one = set < settings.sets().size();
      TrainRequest each = request.withData(data(one ? set : 0));
      Map<String, Object> values = TrainCodec.write(each);
      if (!one) {
        values.put("data", settings.sets().stream().map(s -> s.place().toString()).toList());
      }
      NewRun about =
          NewRun.of("%s-%s-seed%s".formatted(network(), sets.get(set).name(), seed), values)
              .withCommand(one ? CommandText.of(List.of("train"), values) : command());
      return Training.of(each, catalog)
          .run(store, about, sets.get(set), sets.get(set).official(), true, listener);
    }

    private TrainData data(int set) {
      return new TrainData(
          settings.sets().get(set).place(),
          request.data().reading(),
          Optional.of(SHARES),
          seed,
          Optional.empty(),
          Optional.empty());
    }

    /** A study of this seed alone: a training takes one data set. */
    private String command() {
      Map<String, Object> study = new LinkedHashMap<>();
      List<String> labelled = new ArrayList<>();
      for (int i = 0; i < settings.sets().size(); i++) {
        labelled.add(settings.sets().get(i).place() + "=" + sets.get(i).name());
      }
      study.put("data", labelled);
      study.putAll(TrainCodec.writeReading(request));
      study.putAll(TrainCodec.writeButData(request));
      study.put("seeds", 1L);
      study.put("output", String.valueOf(store.folder().resolveSibling("").normalize()));
      return CommandText.of(List.of("study", "cross"), study);
    }

    private List<Double> curve(FinishedTraining training) throws IOException {
      List<Double> curve = new ArrayList<>();
      for (MetricRow row : store.rows(training.run())) {
        Double spearman = row.metrics().get(EpochFigures.SPEARMAN);
        if (spearman != null) {
          curve.add(spearman);
        }
      }
      return curve;
    }

    /** The sets' images come one set after the other. */
    private List<HeldOutScores> evaluate(double[] scores) throws IOException {
      List<HeldOutScores> all = new ArrayList<>();
      int from = 0;
      for (DataSet set : sets) {
        boolean together = set.name().equals(CrossStudySettings.COMBINED);
        int start = together ? 0 : from;
        int end = start + set.official().val().size();
        List<Item> items = evaluated.subList(start, end);
        all.add(
            new HeldOutScores(
                items.stream().map(Item::id).toList(),
                items.stream().mapToDouble(Item::score).toArray(),
                Arrays.copyOfRange(scores, start, end)));
        from = end;
      }
      return all;
    }
  }
}
