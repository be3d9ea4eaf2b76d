package org.mneme.cli;

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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.mneme.data.Item;
import org.mneme.data.Split;
import org.mneme.data.SplitPlan;
import org.mneme.features.FeatureCache;
import org.mneme.features.FeatureTable;
import org.mneme.files.WholeFile;
import org.mneme.head.AdaptedModel;
import org.mneme.head.FrozenSamples;
import org.mneme.head.Head;
import org.mneme.head.KernelRidge;
import org.mneme.head.LinearRidge;
import org.mneme.head.Samples;
import org.mneme.head.Source;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageLimits;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.score.Scorer;

/** From scored images to an adapted model: features, cross-validation, fit, file. */
final class AdaptRun {
  /** Images whose scores by the finished file are compared with the fit's own. */
  private static final int CHECKED = 4;

  /** Between float32 in the file and double precision in the fit. */
  private static final double TOLERANCE = 1e-3;

  private final List<Source> sources;
  private final FeatureCache cache;
  private final int threads;
  private final Console console;
  private final Interruption interruption;

  /** The regression on top. */
  enum Kind {
    KERNEL,
    LINEAR;

    static Kind usual(int images) {
      return images <= KernelRidge.MOST_SAMPLES ? KERNEL : LINEAR;
    }
  }

  /**
   * How the head is fitted and judged.
   *
   * @param command that repeats it
   */
  record Settings(Kind kind, int components, int folds, int repeated, long seed, String command) {}

  AdaptRun(
      List<Source> sources, Path cache, int threads, Console console, Interruption interruption) {
    this.sources = List.copyOf(sources);
    this.cache = new FeatureCache(cache);
    this.threads = threads;
    this.console = console;
    this.interruption = interruption;
  }

  void fit(String data, Split split, Settings settings, Path out) throws IOException {
    List<Item> items = new ArrayList<>(split.train());
    items.addAll(split.val());
    List<Item> all = new ArrayList<>(items);
    all.addAll(split.test());
    List<FeatureTable> tables = tables(all);
    try {
      Samples samples = new FrozenSamples(tables, IntStream.range(0, items.size()).toArray());
      say("%,d images, %,d features of %d layers", items.size(), samples.columns(), layers());
      Map<String, String> notes = new LinkedHashMap<>();
      if (settings.folds() > 0) {
        crossValidate(items, samples, settings, out, notes);
      }
      Head head = head(samples, scores(items), settings);
      say("Fitted to all: %s", head.describe());
      notes.put("training.head", head.describe());
      write(data, split, settings, head, notes, out);
      if (!split.test().isEmpty()) {
        int[] judged = IntStream.range(items.size(), all.size()).toArray();
        double[] predicted = predict(head, new FrozenSamples(tables, judged));
        say(
            "On the %,d images to judge with: %s",
            judged.length, TrainFigures.of(scores(split.test()), predicted));
      }
      check(out, items, predict(head, samples.rows(IntStream.range(0, checked(items)).toArray())));
    } finally {
      for (FeatureTable table : tables) {
        table.close();
      }
    }
  }

  private int layers() {
    return sources.stream().mapToInt(source -> source.features().size()).sum();
  }

  private static int checked(List<Item> items) {
    return Math.min(CHECKED, items.size());
  }

  private List<FeatureTable> tables(List<Item> items) throws IOException {
    List<Path> images = items.stream().map(Item::image).toList();
    List<FeatureTable> tables = new ArrayList<>();
    for (Source source : sources) {
      try (FeatureBar bar = new FeatureBar(source.name(), console, true, interruption)) {
        FeatureTable table =
            cache.features(
                source.network(),
                source.features(),
                source.views(),
                images,
                new FeatureCache.Settings(DecodeMode.NATURAL, ImageLimits.DEFAULT, threads, 8),
                bar);
        tables.add(table);
        table.requireAll();
      }
    }
    return tables;
  }

  private static Head head(Samples samples, double[] scores, Settings settings) throws IOException {
    return settings.kind() == Kind.KERNEL
        ? KernelRidge.fit(samples, scores, settings.components())
        : LinearRidge.fit(samples, scores);
  }

  private static double[] scores(List<Item> items) {
    return items.stream().mapToDouble(Item::score).toArray();
  }

  /** The head's scores, clamped to 0..1 as in the file. */
  private static double[] predict(Head head, Samples samples) throws IOException {
    List<float[]> features = new ArrayList<>();
    samples.lengths().forEach(length -> features.add(new float[length]));
    double[] predicted = new double[samples.count()];
    for (int i = 0; i < predicted.length; i++) {
      for (int group = 0; group < features.size(); group++) {
        samples.read(i, group, features.get(group));
      }
      predicted[i] = Math.max(0, Math.min(1, head.predict(features)));
    }
    return predicted;
  }

  /**
   * Each image is scored by heads that were fitted without it; rounds are averaged for the file.
   */
  private void crossValidate(
      List<Item> items, Samples samples, Settings settings, Path out, Map<String, String> notes)
      throws IOException {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      places.put(items.get(i).id(), i);
    }
    double[] truth = scores(items);
    double[] mean = new double[items.size()];
    List<Split> splits =
        SplitPlan.random(settings.seed())
            .repeatedFolds(items, settings.folds(), settings.repeated());
    for (int round = 0; round < settings.repeated(); round++) {
      double[] left = new double[items.size()];
      for (Split fold : splits.subList(round * settings.folds(), (round + 1) * settings.folds())) {
        interruption.check();
        int[] train = fold.train().stream().mapToInt(item -> places.get(item.id())).toArray();
        int[] test = fold.test().stream().mapToInt(item -> places.get(item.id())).toArray();
        Head head = head(samples.rows(train), scores(fold.train()), settings);
        double[] predicted = predict(head, samples.rows(test));
        for (int i = 0; i < test.length; i++) {
          left[test[i]] = predicted[i];
          mean[test[i]] += predicted[i] / settings.repeated();
        }
      }
      TrainFigures figures = TrainFigures.of(truth, left);
      String line =
          String.format(
              Locale.ROOT,
              "%d-fold cross-validation, round %d: %s",
              settings.folds(),
              round + 1,
              figures);
      console.out().println(line);
      notes.put("training.cross-validation." + (round + 1), line);
    }
    Path csv = Path.of(out.toString().replaceFirst("(\\.onnx)?$", ".scores.csv"));
    WholeFile.writeText(
        csv,
        text -> {
          CSVPrinter rows =
              new CSVPrinter(text, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
          rows.printRecord("image", "score");
          for (int i = 0; i < mean.length; i++) {
            rows.printRecord(items.get(i).id(), mean[i]);
          }
          rows.flush();
        });
    say("The scores of images left out: %s", csv);
  }

  private void write(
      String data, Split split, Settings settings, Head head, Map<String, String> notes, Path out)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("training.command", settings.command());
    all.put(
        "training.data",
        "%s: %d images, SHA-256 of names and scores %s"
            .formatted(data, split.train().size() + split.val().size(), TrainRun.dataHash(split)));
    for (Source source : sources) {
      all.put(
          "training.layers." + source.name(),
          "%s in %d views"
              .formatted(
                  source.features().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                  source.views().size()));
    }
    all.putAll(notes);
    List<ModelCard> cards =
        sources.stream().map(source -> source.network().card().orElseThrow()).toList();
    ModelCard card =
        new ModelCard(
            "adapted-" + sources.stream().map(Source::name).collect(Collectors.joining("-")),
            AdaptedModel.preprocessing(sources),
            "memorability: 0..1, higher is more memorable",
            ModelCard.licences(cards),
            "adapted by Mneme from "
                + cards.stream().map(ModelCard::origin).collect(Collectors.joining("; ")),
            cards.get(0).sourceSha256(),
            Precision.FP32,
            Optional.empty(),
            all);
    OnnxFile.write(OnnxFile.withCard(AdaptedModel.of(sources, head, threads), card), out);
  }

  /** The file must score as the fit does. */
  private static void check(Path model, List<Item> items, double[] expected) throws IOException {
    try (Scorer scorer = Scorer.open(model)) {
      for (int i = 0; i < expected.length; i++) {
        float score = scorer.score(items.get(i).image());
        if (!(Math.abs(score - expected[i]) <= TOLERANCE)) {
          throw new IllegalStateException(
              "%s: scores %s as %s, but the fit gives %s"
                  .formatted(model, items.get(i).id(), score, Arrays.toString(expected)));
        }
      }
    }
  }

  private void say(String format, Object... values) {
    console.err().println(String.format(Locale.ROOT, format, values));
  }
}
