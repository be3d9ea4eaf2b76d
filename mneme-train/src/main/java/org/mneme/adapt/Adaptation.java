package org.mneme.adapt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.certainty.ScoreIntervals;
import org.mneme.cluster.Machines;
import org.mneme.data.DataSet;
import org.mneme.data.Item;
import org.mneme.data.ScoreRange;
import org.mneme.data.Split;
import org.mneme.data.SplitPlan;
import org.mneme.evaluate.HeldOutFigures;
import org.mneme.evaluate.HeldOutScores;
import org.mneme.features.FeatureCache;
import org.mneme.files.WholeFile;
import org.mneme.head.CorrectedHead;
import org.mneme.head.FeatureRows;
import org.mneme.head.Head;
import org.mneme.head.KernelRidge;
import org.mneme.head.LinearRidge;
import org.mneme.head.Summing;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.score.PreprocessingChoice;
import org.mneme.score.Scorer;

/**
 * Fits a model to scored images in closed form: what frozen networks give for them, and ridge
 * regression on top. Ends with a model file that scores any image in the range of the scores that
 * it was fitted to, and was checked to score as the fit does; cross-validation says how good it
 * will be on other images. What the networks give is kept in the catalog's folder. For one thread.
 */
public final class Adaptation {
  /** Images whose scores by the finished file are compared with the fit's own. */
  private static final int CHECKED = 4;

  /** Images whose scores show whether a fit distinguishes images. */
  private static final int LOOKED_AT = 1000;

  /** Between float32 in the file and double precision in the fit. */
  private static final double TOLERANCE = 1e-3;

  private final AdaptSettings settings;
  private final List<Source> sources;

  /** Which group of features is a published model's score, if the fit begins with one. */
  private final OptionalInt published;

  private final Catalog catalog;
  private final AdaptListener listener;
  private final @Nullable Machines machines;

  /** The range of the scores of the images that are fitted to. */
  private final ScoreRange range;

  private Adaptation(
      AdaptSettings settings,
      List<Source> sources,
      OptionalInt published,
      Catalog catalog,
      ScoreRange range,
      AdaptListener listener,
      @Nullable Machines machines) {
    this.machines = machines;
    this.range = range;
    this.settings = settings;
    this.sources = sources;
    this.published = published;
    this.catalog = catalog;
    this.listener = listener;
  }

  /**
   * Fits, and writes the model file.
   *
   * @param settings what is fitted to what, and how
   * @param out the model file; {@code OUT.scores.csv} beside it gets the cross-validation's scores
   * @param command that repeats it, for the model's card; may be empty
   * @param catalog published models, and the folder of kept features
   * @param listener hears of every stage and round, and can end the adaptation
   * @return the model file and its figures
   * @throws IllegalArgumentException if a model or layer is unknown, or the images are too few
   * @throws org.mneme.progress.CancelledException if the listener does not want it any longer;
   *     features that were extracted are kept
   * @throws IOException if the data, an image or a model cannot be read
   */
  public static Adapted run(
      AdaptSettings settings, Path out, String command, Catalog catalog, AdaptListener listener)
      throws IOException {
    return run(settings, out, command, catalog, listener, null);
  }

  /**
   * Fits, and writes the model file. The machines of a cluster extract the features, and make the
   * sums of a linear head; images and the catalog's folder must be where they see them. The rest
   * stays on this machine: solving the sums, what cross-validation predicts, and the kernel head.
   * The model is that of one machine but for the order of sums.
   *
   * @param settings what is fitted to what, and how
   * @param out the model file; {@code OUT.scores.csv} beside it gets the cross-validation's scores
   * @param command that repeats it, for the model's card; may be empty
   * @param catalog published models, and the folder of kept features
   * @param listener hears of every stage and round, and can end the adaptation
   * @param machines of a cluster; null for this machine alone
   * @return the model file and its figures
   * @throws IllegalArgumentException if a model or layer is unknown, or the images are too few
   * @throws org.mneme.progress.CancelledException if the listener does not want it any longer
   * @throws IOException if the data, an image or a model cannot be read
   */
  public static Adapted run(
      AdaptSettings settings,
      Path out,
      String command,
      Catalog catalog,
      AdaptListener listener,
      @Nullable Machines machines)
      throws IOException {
    DataSet data = DataSet.read(settings.data(), settings.reading());
    boolean hasSplit = data.items().stream().anyMatch(item -> item.part() != null);
    Split split = hasSplit ? data.official() : new Split(data.items(), List.of(), List.of());
    List<Item> fitted = new ArrayList<>(split.train());
    fitted.addAll(split.val());
    ScoreRange range = ScoreRange.of(fitted);
    List<Source> sources = new ArrayList<>();
    OptionalInt published = OptionalInt.empty();
    int groups = 0;
    for (SourceChoice choice : settings.sources()) {
      boolean corrected =
          settings.correcting()
              && published.isEmpty()
              && PublishedScores.memorability(choice, catalog).isPresent();
      Source source = choice.open(catalog, corrected, settings.threads(), listener);
      sources.add(source.withName(nameUnlike(sources, source.name())));
      groups += source.features().size();
      if (corrected) {
        published = OptionalInt.of(groups - 1);
      }
    }
    checkPreprocessing(settings.sources(), sources);
    return new Adaptation(settings, sources, published, catalog, range, listener, machines)
        .fit(data, split, command, out);
  }

  private static String nameUnlike(List<Source> sources, String name) {
    String unlike = name;
    for (int i = 2; contains(sources, unlike); i++) {
      unlike = name + "-" + i;
    }
    return unlike;
  }

  private static boolean contains(List<Source> sources, String name) {
    return sources.stream().anyMatch(source -> source.name().equals(name));
  }

  /** Preprocessing that was given is not ignored where every model says its own. */
  private static void checkPreprocessing(List<SourceChoice> choices, List<Source> sources)
      throws IOException {
    if (sources.stream().allMatch(source -> source.network().card().isPresent())) {
      for (int i = 0; i < sources.size(); i++) {
        SourceChoice choice = choices.get(i);
        PreprocessingChoice.of(
            Path.of(choice.model()),
            Optional.of(sources.get(i).card().preprocessing()),
            choice.preprocessing(),
            choice.override());
      }
    }
  }

  private Adapted fit(DataSet data, Split split, String command, Path out) throws IOException {
    List<Item> items = new ArrayList<>(split.train());
    items.addAll(split.val());
    List<Item> all = new ArrayList<>(items);
    all.addAll(split.test());
    HeadKind kind = settings.head().orElseGet(() -> HeadKind.usual(split.train().size()));
    List<Path> images = all.stream().map(Item::image).toList();
    FeatureCache cache = new FeatureCache(catalog.features(), machines);
    try (SourceTables tables =
        SourceTables.of(sources, images, cache, settings.threads(), listener)) {
      FeatureRows rows = tables.rows(IntStream.range(0, items.size()).toArray());
      say("%,d images, %,d features of %d layers", items.size(), rows.columns(), layers());
      if (items.size() < AgainstPublished.FEW_IMAGES) {
        say(
            "%d images are few: with fewer than %d, it is uncertain how good the adapted model is",
            items.size(), AgainstPublished.FEW_IMAGES);
      }
      Map<String, String> notes = new LinkedHashMap<>();
      List<AdaptListener.Round> rounds = new ArrayList<>();
      Optional<Path> scores = Optional.empty();
      List<AgainstPublished> comparisons = List.of();
      double[] strangeness = {};
      Head head = head(rows, scores(items), kind);
      int looked = Math.min(LOOKED_AT, items.size());
      requireDistinguished(predict(head, rows.rows(IntStream.range(0, looked).toArray())));
      if (settings.folds() > 0) {
        LeftOut left = crossValidate(items, rows, kind, rounds);
        rounds.forEach(
            round -> notes.put("training.cross-validation." + round.number(), round.describe()));
        scores = Optional.of(writeScores(items, left.scores, out));
        say("The scores of images left out: %s", scores.get());
        comparisons = comparePublished(items, left.scores);
        comparisons.forEach(
            each -> notes.put("training.against." + each.published(), each.describe()));
        strangeness = left.strangeness;
        intervals(items, left.scores).ifPresent(each -> notes.put(ScoreIntervals.NOTE, each));
      }
      say("Fitted to all: %s", head.describe());
      Map<String, String> allNotes = new LinkedHashMap<>();
      allNotes.put("training.head", head.describe());
      allNotes.putAll(notes);
      write(data, split, command, head, allNotes, strangeness, out);
      Optional<HeldOutFigures> test = Optional.empty();
      if (!split.test().isEmpty()) {
        int[] evaluated = IntStream.range(items.size(), all.size()).toArray();
        double[] predicted = predict(head, tables.rows(evaluated));
        test = Optional.of(HeldOutFigures.of(scores(split.test()), predicted));
        say("Test set (%,d images): %s", evaluated.length, test.get().describe());
      }
      int checked = Math.min(CHECKED, items.size());
      check(out, items, predict(head, rows.rows(IntStream.range(0, checked).toArray())));
      return new Adapted(out, rounds, scores, comparisons, test);
    }
  }

  private int layers() {
    return sources.stream().mapToInt(source -> source.features().size()).sum();
  }

  private Head head(FeatureRows rows, double[] scores, HeadKind kind) throws IOException {
    CorrectedHead.Regression regression =
        kind == HeadKind.KERNEL
            ? (samples, wanted) -> KernelRidge.fit(samples, wanted, settings.components())
            : (samples, wanted) -> LinearRidge.fit(samples, wanted, summing());
    return published.isPresent()
        ? CorrectedHead.fit(rows, scores, published.getAsInt(), regression)
        : regression.fit(rows, scores);
  }

  private Summing summing() {
    return machines == null ? Summing.HERE : new SpreadSums(machines, listener);
  }

  private static double[] scores(List<Item> items) {
    return items.stream().mapToDouble(Item::score).toArray();
  }

  /** Refuses a head that gives every image the same. */
  private void requireDistinguished(double[] predicted) {
    if (!range.distinguishes(predicted)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the fit gives every image the same score, %.6g: nothing in what these networks see"
                  + " goes with the scores. Are the scores those of these images?",
              predicted[0]));
    }
  }

  /** Intervals from the errors on images left out, as a note of the model's card. */
  private Optional<String> intervals(List<Item> items, double[] left) {
    if (items.size() < ScoreIntervals.FEWEST) {
      say(
          "%d images are too few for intervals around scores; at least %d are needed",
          items.size(), ScoreIntervals.FEWEST);
      return Optional.empty();
    }
    ScoreIntervals intervals =
        ScoreIntervals.fit(
            left,
            scores(items),
            ScoreIntervals.USUAL_LEVEL,
            range.isBounded() ? range.low() : Double.NEGATIVE_INFINITY,
            range.isBounded() ? range.high() : Double.POSITIVE_INFINITY,
            ScoreIntervals.Kind.CROSS);
    double middle = Arrays.stream(left).average().orElse(0);
    say(
        "90 %% intervals: %.3f to %.3f around the mean prediction of %.3f",
        intervals.low(middle), intervals.high(middle), middle);
    return Optional.of(intervals.toNote());
  }

  /** The head's scores, within a bounded range as in the file. */
  private double[] predict(Head head, FeatureRows rows) throws IOException {
    List<float[]> features = new ArrayList<>();
    rows.lengths().forEach(length -> features.add(new float[length]));
    double[] predicted = new double[rows.count()];
    for (int i = 0; i < predicted.length; i++) {
      for (int group = 0; group < features.size(); group++) {
        rows.read(i, group, features.get(group));
      }
      predicted[i] = range.clamp(head.predict(features));
    }
    return predicted;
  }

  /**
   * Scores each image by heads that were fitted without it.
   *
   * @param rounds gets the figures of each round
   * @return means over the rounds, in the items' order
   */
  private LeftOut crossValidate(
      List<Item> items, FeatureRows rows, HeadKind kind, List<AdaptListener.Round> rounds)
      throws IOException {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      places.put(items.get(i).id(), i);
    }
    double[] mean = new double[items.size()];
    double[] strange = new double[items.size()];
    boolean known = true;
    List<Split> splits =
        SplitPlan.random(settings.seed())
            .repeatedFolds(items, settings.folds(), settings.repeated());
    for (int round = 0; round < settings.repeated(); round++) {
      List<HeldOutScores> evaluated = new ArrayList<>();
      for (Split fold : splits.subList(round * settings.folds(), (round + 1) * settings.folds())) {
        listener.check();
        int[] train = fold.train().stream().mapToInt(item -> places.get(item.id())).toArray();
        int[] test = fold.test().stream().mapToInt(item -> places.get(item.id())).toArray();
        Head head = head(rows.rows(train), scores(fold.train()), kind);
        double[] predicted = predict(head, rows.rows(test));
        double[] unlike = strangeness(head, rows.rows(test));
        known &= unlike.length == test.length;
        for (int i = 0; i < test.length; i++) {
          mean[test[i]] += predicted[i] / settings.repeated();
          strange[test[i]] += known ? unlike[i] / settings.repeated() : 0;
        }
        evaluated.add(
            new HeldOutScores(
                fold.test().stream().map(Item::id).toList(), scores(fold.test()), predicted));
      }
      AdaptListener.Round found =
          new AdaptListener.Round(round + 1, settings.folds(), HeldOutFigures.ofFolds(evaluated));
      rounds.add(found);
      listener.onRound(found);
    }
    return new LeftOut(mean, known ? strange : new double[0]);
  }

  /**
   * Scores images by fits without them.
   *
   * @param strangeness empty where the head does not tell
   */
  @SuppressWarnings("ArrayRecordComponent") // private, and never compared
  private record LeftOut(double[] scores, double[] strangeness) {}

  /** Empty where the head does not tell. */
  private static double[] strangeness(Head head, FeatureRows rows) throws IOException {
    List<float[]> features = new ArrayList<>();
    rows.lengths().forEach(length -> features.add(new float[length]));
    double[] all = new double[rows.count()];
    for (int i = 0; i < all.length; i++) {
      for (int group = 0; group < features.size(); group++) {
        rows.read(i, group, features.get(group));
      }
      OptionalDouble one = head.strangeness(features);
      if (one.isEmpty()) {
        return new double[0];
      }
      all[i] = one.getAsDouble();
    }
    return all;
  }

  /** Says whether the adapted model is better than those that it began with. */
  private List<AgainstPublished> comparePublished(List<Item> items, double[] left)
      throws IOException {
    List<AgainstPublished> comparisons =
        new PublishedScores(catalog, settings.threads(), listener)
            .compare(settings.sources(), items, scores(items), left);
    comparisons.forEach(listener::onComparison);
    return comparisons;
  }

  private static Path writeScores(List<Item> items, double[] scores, Path out) throws IOException {
    Path csv = Path.of(out.toString().replaceFirst("(\\.onnx)?$", ".scores.csv"));
    WholeFile.writeText(
        csv,
        text -> {
          CSVPrinter rows =
              new CSVPrinter(text, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
          rows.printRecord("image", "score");
          for (int i = 0; i < scores.length; i++) {
            rows.printRecord(items.get(i).id(), scores[i]);
          }
          rows.flush();
        });
    return csv;
  }

  private void write(
      DataSet data,
      Split split,
      String command,
      Head head,
      Map<String, String> notes,
      double[] strangeness,
      Path out)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("training.command", command);
    all.put(
        "training.data",
        "%s: %s images, fingerprint %s, of the split %s"
            .formatted(
                data.name(),
                split.train().size() + split.val().size(),
                data.fingerprint(),
                split.fingerprint()));
    for (Source source : sources) {
      all.put(
          "training.layers." + source.name(),
          "%s in %s views"
              .formatted(
                  source.features().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                  source.views().size()));
    }
    all.putAll(notes);
    List<ModelCard> cards = sources.stream().map(Source::card).toList();
    ModelCard card =
        new ModelCard(
            "adapted-" + sources.stream().map(Source::name).collect(Collectors.joining("-")),
            AdaptedModel.preprocessing(sources),
            range.meaning(),
            ModelCard.licences(cards),
            "adapted by Mneme from "
                + cards.stream().map(ModelCard::origin).collect(Collectors.joining("; ")),
            cards.get(0).sourceSha256(),
            Precision.FP32,
            List.of(),
            all);
    OnnxFile.write(
        AdaptedModel.of(sources, head, range, strangeness, settings.threads()).withCard(card), out);
  }

  /** The file must score as the fit does. */
  private void check(Path model, List<Item> items, double[] expected) throws IOException {
    try (Scorer scorer = Scorer.open(model)) {
      for (int i = 0; i < expected.length; i++) {
        float score = scorer.score(items.get(i).image());
        if (!(Math.abs(score - expected[i]) <= range.tolerance(TOLERANCE))) {
          throw new IllegalStateException(
              "%s: scores %s as %s, but the fit gives %s"
                  .formatted(model, items.get(i).id(), score, Arrays.toString(expected)));
        }
      }
    }
  }

  private void say(String format, Object... values) {
    listener.say(String.format(Locale.ROOT, format, values));
  }
}
