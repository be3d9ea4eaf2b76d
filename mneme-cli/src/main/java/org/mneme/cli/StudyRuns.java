package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.data.DataSet;
import org.mneme.data.Item;
import org.mneme.data.Shares;
import org.mneme.data.Split;
import org.mneme.data.SplitPlan;
import org.mneme.evaluate.Bootstrap;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.Evaluation;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.Missing;
import org.mneme.evaluate.ScoreTable;
import org.mneme.evaluate.UnscoredImages;
import org.mneme.report.CrossStudy;
import org.mneme.report.CrossStudy.JudgedSet;
import org.mneme.report.CrossStudy.Training;
import org.mneme.score.CachedScoring;
import org.mneme.score.ScorerOptions;
import org.mneme.score.ScoringModel;
import org.mneme.track.MetricRow;
import org.mneme.track.NewRun;
import org.mneme.track.RunStatus;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;

/** Trains on each of several data sets and on all together, and judges every model on each. */
final class StudyRuns {
  /** The combination's name. */
  static final String ALL = "combined";

  private static final Shares SHARES = new Shares(.8, .2, 0);
  private static final String SPEARMAN = "val_spearman";

  private final Catalog catalog;
  private final Console console;
  private final RunStore store;
  private final CachedScoring scoring;
  private final Interruption interruption;

  /**
   * A data set.
   *
   * @param place as the user named it
   * @param data under the name that it has in the study
   */
  record Source(String place, DataSet data) {}

  StudyRuns(
      Catalog catalog,
      Console console,
      RunStore store,
      CachedScoring scoring,
      Interruption interruption) {
    this.catalog = catalog;
    this.console = console;
    this.store = store;
    this.scoring = scoring;
    this.interruption = interruption;
  }

  /**
   * Trains and judges. For each seed, a fifth of each set is held out; the combination's training
   * images are those of the sets, so that no model sees an image that any is judged on.
   *
   * @param settings of {@code mneme train}, but for data and seed
   * @param first the first of so many seeds
   * @throws IllegalArgumentException if two sets have one name, or one the combination's, or a set
   *     is too small to hold images out
   */
  CrossStudy cross(
      String network,
      List<Source> sources,
      Map<String, Object> settings,
      long first,
      int seeds,
      Map<String, String> provenance)
      throws IOException {
    if (sources.stream().anyMatch(source -> source.data().name().equals(ALL))) {
      throw new IllegalArgumentException(
          "'%s' is what all sets together are called; name the set otherwise: --data DIR=NAME"
              .formatted(ALL));
    }
    List<Long> all = new ArrayList<>();
    List<Training> trainings = new ArrayList<>();
    List<JudgedSet> sets = List.of();
    for (long seed = first; seed < first + seeds; seed++) {
      all.add(seed);
      Round round = new Round(network, sources, settings, seed);
      sets = round.sets();
      trainings.addAll(round.trainings());
    }
    Map<String, String> facts = new LinkedHashMap<>(provenance);
    for (Source source : sources) {
      facts.put(
          "Data " + source.data().name(),
          "%s (%s), %d images"
              .formatted(
                  source.place(), source.data().format().title(), source.data().items().size()));
    }
    facts.put("Runs", store.folder().toString());
    return new CrossStudy(network, sets, all, trainings, facts);
  }

  /** All trainings with one seed. */
  private final class Round {
    private final String network;
    private final List<String> places;
    private final List<String> labelled;
    private final Map<String, Object> settings;
    private final long seed;

    /** Each with its sides; the combination last. */
    private final List<DataSet> sets = new ArrayList<>();

    private final List<Item> judged;

    Round(String network, List<Source> sources, Map<String, Object> settings, long seed)
        throws IOException {
      this.network = network;
      this.places = sources.stream().map(Source::place).toList();
      this.labelled =
          sources.stream().map(each -> each.place() + "=" + each.data().name()).toList();
      this.settings = settings;
      this.seed = seed;
      for (Source source : sources) {
        DataSet data = source.data();
        sets.add(data.withSplit(SplitPlan.random(seed).split(data.items(), SHARES)));
      }
      sets.add(DataSet.combine(ALL, List.copyOf(sets)));
      judged = sets.get(sets.size() - 1).official().val();
    }

    List<JudgedSet> sets() throws IOException {
      List<JudgedSet> all = new ArrayList<>();
      for (DataSet set : sets) {
        Split split = set.official();
        all.add(new JudgedSet(set.name(), split.train().size(), split.val().size()));
      }
      return all;
    }

    List<Training> trainings() throws IOException {
      List<Path> images = judged.stream().map(Item::image).toList();
      CachedScoring.FailureListener failed = UnscoredImages.refused().among(judged);
      List<@Nullable String> hashes = scoring.hashes(images, failed);
      List<Training> trainings = new ArrayList<>();
      for (int i = 0; i < sets.size(); i++) {
        DataSet set = sets.get(i);
        List<String> own = i < places.size() ? List.of(places.get(i)) : places;
        RunSummary run = trained(set, own);
        Path file = store.folder().resolve(run.id()).resolve(TrainRun.MODEL);
        ScorerOptions options = ScorerOptions.defaults().withThreads(threads());
        ScoringModel model = ScoringModel.of(file, options, catalog.hashes());
        trainings.add(
            new Training(
                set.name(),
                seed,
                run.id(),
                run.about().command(),
                curve(run),
                judge(scoring.score(set.name(), model, images, hashes, failed))));
      }
      return trainings;
    }

    private int threads() {
      return ((Number) settings.getOrDefault("threads", 1)).intValue();
    }

    /** The finished run, be it of an earlier call. */
    private RunSummary trained(DataSet set, List<String> from) throws IOException {
      Split split = set.official();
      Map<String, Object> each = settings(from);
      boolean one = from.size() == 1;
      NewRun about =
          NewRun.of("%s-%s-seed%d".formatted(network, set.name(), seed), each)
              .withCommand(one ? TrainCommand.command(each) : command())
              .withSeed(seed)
              .withDataHash(TrainRun.dataHash(split));
      Optional<RunSummary> finished = TrainCommand.latest(store, about, RunStatus.FINISHED);
      if (finished.isPresent()) {
        console.err().println("%s: trained already".formatted(about.name()));
        return finished.get();
      }
      console.err().println("%s:".formatted(about.name()));
      // How a network is trained does not depend on the data, of which train takes one.
      TrainCommand command =
          TrainCommand.parsed(
              catalog, console, TrainCommand.arguments(settings(List.of(from.get(0)))));
      TrainRun training = new TrainRun(catalog, console, interruption);
      String run =
          TrainCommand.train(store, about, training, command.plan(), set.name(), split).run();
      return store.summary(run);
    }

    private Map<String, Object> settings(List<String> from) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("data", from.size() == 1 ? from.get(0) : from);
      each.putAll(settings);
      each.put("seed", seed);
      each.put("shares", "%s,%s,%s".formatted(SHARES.train(), SHARES.val(), SHARES.test()));
      each.put("split_seed", seed);
      return each;
    }

    /** A study of this seed alone: {@code mneme train} takes one data set. */
    private String command() {
      Map<String, Object> study = new LinkedHashMap<>();
      study.put("data", labelled);
      study.putAll(settings);
      study.put("seed", seed);
      study.put("seeds", 1);
      study.put("output", String.valueOf(store.folder().resolveSibling("").normalize()));
      List<String> all = new ArrayList<>(List.of("study", "cross"));
      all.addAll(TrainCommand.arguments(study));
      return CommandText.of(all);
    }

    private List<Double> curve(RunSummary run) throws IOException {
      List<Double> curve = new ArrayList<>();
      for (MetricRow row : store.rows(run.id())) {
        if (row.metrics().containsKey(SPEARMAN)) {
          curve.add(row.metrics().getOrDefault(SPEARMAN, Double.NaN));
        }
      }
      return curve;
    }

    /** The sets' images come one set after the other. */
    private List<Estimate> judge(double[] scores) throws IOException {
      List<Estimate> estimates = new ArrayList<>();
      int from = 0;
      for (DataSet set : sets) {
        boolean all = set.name().equals(ALL);
        int start = all ? 0 : from;
        int end = start + set.official().val().size();
        double[] truth = judged.subList(start, end).stream().mapToDouble(Item::score).toArray();
        ScoreTable table =
            ScoreTable.of(truth).withModel("trained", Arrays.copyOfRange(scores, start, end));
        estimates.add(
            Evaluation.of(table, Missing.REFUSE, Bootstrap.DEFAULT)
                .models()
                .get(0)
                .figure(Figure.SPEARMAN));
        from = end;
      }
      return estimates;
    }
  }
}
