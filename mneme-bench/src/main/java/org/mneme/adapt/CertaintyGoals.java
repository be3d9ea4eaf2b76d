package org.mneme.adapt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mneme.catalog.Catalog;
import org.mneme.certainty.ScoreIntervals;
import org.mneme.data.DataSet;
import org.mneme.data.Item;
import org.mneme.data.ReadOptions;
import org.mneme.features.CropView;
import org.mneme.features.Feature;
import org.mneme.features.FeatureCache;
import org.mneme.features.FeatureTable;
import org.mneme.features.FrozenNetwork;
import org.mneme.features.Statistic;
import org.mneme.head.FeatureRows;
import org.mneme.head.Head;
import org.mneme.head.KernelRidge;
import org.mneme.head.NearestImages;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageLimits;
import org.mneme.image.PictureFiles;
import org.mneme.progress.Progress;

/**
 * Measures what docs/certainty.md says of intervals and of familiarity, with ResMem's features.
 *
 * <p>Intervals: of ResMem as published, and of kernel regression on its features that scored each
 * picture by a fit without it, fitted to a random half of the pictures and tried on the other; and
 * of a kernel regression whose intervals are made as {@code mneme adapt} makes them, from
 * cross-validation, tried on pictures that it never saw. Familiarity: how many of several kinds of
 * pictures are flagged at a familiarity below .05, for several choices of layers.
 *
 * <p>Arguments: a folder of scored photographs of one kind (LNSIM's), a folder of other
 * photographs, an empty folder for pictures that are made, the number of random halvings (200), and
 * how many pictures of each other kind (80). Features are kept in the user's cache.
 */
public final class CertaintyGoals {
  private static final double LEVEL = ScoreIntervals.USUAL_LEVEL;
  private static final double FLAGGED = .05;
  private static final int FIFTHS = 5;
  private static final int BATCH = 8;

  private final FeatureRows features;
  private final double[] truth;

  private CertaintyGoals(FeatureRows features, double[] truth) {
    this.features = features;
    this.truth = truth;
  }

  public static void main(String[] arguments) throws IOException {
    Path data = Path.of(arguments[0]);
    int halvings = Integer.parseInt(arguments[3]);
    int each = Integer.parseInt(arguments[4]);
    List<Item> items = DataSet.read(data, ReadOptions.STRICT).items();
    double[] truth = items.stream().mapToDouble(Item::score).toArray();
    List<Path> images = new ArrayList<>(items.stream().map(Item::image).toList());
    Map<String, int[]> kinds = new LinkedHashMap<>();
    Map<String, List<Path>> others = new LinkedHashMap<>();
    others.put("other photographs", photographs(Path.of(arguments[1]), each));
    others.putAll(OtherPictures.write(Path.of(arguments[2]), each));
    others.forEach(
        (kind, files) -> {
          kinds.put(kind, IntStream.range(images.size(), images.size() + files.size()).toArray());
          images.addAll(files);
        });
    Catalog catalog = Catalog.ofUser();
    FrozenNetwork network =
        FrozenNetwork.open(catalog.resolve("resmem", Optional.empty(), Progress.SILENT));
    List<Feature> layers = new ArrayList<>(UsualLayers.of("resmem").orElseThrow());
    layers.add(new Feature(network.output(), Statistic.VALUES));
    int threads = Runtime.getRuntime().availableProcessors();
    try (FeatureTable table =
        new FeatureCache(catalog.features())
            .features(
                network,
                layers,
                List.of(CropView.centre(network.card().orElseThrow().preprocessing())),
                images,
                new FeatureCache.Settings(DecodeMode.NATURAL, ImageLimits.DEFAULT, threads, BATCH),
                Progress.SILENT)) {
      table.requireAll();
      FeatureRows all = new FrozenRows(List.of(table), IntStream.range(0, images.size()).toArray());
      int score = layers.size() - 1;
      CertaintyGoals goals = new CertaintyGoals(all.without(score), truth);
      goals.familiarity(kinds);
      goals.intervals(published(all, score, truth.length), halvings);
    }
  }

  private static List<Path> photographs(Path folder, int most) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = new ArrayList<>(files.filter(PictureFiles::isPicture).sorted().toList());
      Collections.shuffle(all, new Random(1));
      return all.subList(0, Math.min(most, all.size()));
    }
  }

  private static double[] published(FeatureRows all, int score, int count) throws IOException {
    double[] published = new double[count];
    float[] one = new float[1];
    for (int i = 0; i < count; i++) {
      all.read(i, score, one);
      published[i] = one[0];
    }
    return published;
  }

  private void intervals(double[] published, int halvings) throws IOException {
    System.out.println();
    System.out.println(
        "| intervals | fits | covered % | mean width | one width for all | covered % in fifths | one width: in fifths | 88 to 92 % |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    print("ResMem as published", halved(published, halvings));
    int[] all = IntStream.range(0, truth.length).toArray();
    print("kernel regression, halved", halved(leftOut(all), halvings));
    print("kernel regression, cross-validated", crossed());
  }

  /** Fitted to one half, tried on the other. */
  private List<Coverage> halved(double[] predicted, int halvings) {
    List<Coverage> found = new ArrayList<>();
    for (int halving = 0; halving < halvings; halving++) {
      List<Integer> places = shuffled(truth.length, 100 + halving);
      int half = places.size() / 2;
      int[] fitted = places.subList(0, half).stream().mapToInt(i -> i).toArray();
      int[] tried = places.subList(half, places.size()).stream().mapToInt(i -> i).toArray();
      found.add(
          Coverage.of(
              of(predicted, fitted), of(truth, fitted), of(predicted, tried), of(truth, tried)));
    }
    return found;
  }

  /** A fifth is never seen; the others make the regression and, by cross-validation, intervals. */
  private List<Coverage> crossed() throws IOException {
    List<Coverage> found = new ArrayList<>();
    List<Integer> places = shuffled(truth.length, 7);
    for (int fold = 0; fold < FIFTHS; fold++) {
      int own = fold;
      int[] fitted = places(places, k -> k % FIFTHS != own);
      int[] tried = places(places, k -> k % FIFTHS == own);
      double[] predicted = predicted(fitted, tried);
      found.add(Coverage.of(leftOut(fitted), of(truth, fitted), predicted, of(truth, tried)));
    }
    return found;
  }

  /** Each of some pictures scored by a fit to the other folds. */
  private double[] leftOut(int[] some) throws IOException {
    double[] predicted = new double[some.length];
    List<Integer> order = shuffled(some.length, 3);
    for (int fold = 0; fold < FIFTHS; fold++) {
      int own = fold;
      int[] fitted = places(order, k -> k % FIFTHS != own);
      int[] tried = places(order, k -> k % FIFTHS == own);
      double[] scores = predicted(of(some, fitted), of(some, tried));
      for (int i = 0; i < tried.length; i++) {
        predicted[tried[i]] = scores[i];
      }
    }
    return predicted;
  }

  private double[] predicted(int[] fitted, int[] tried) throws IOException {
    Head head =
        KernelRidge.fit(features.rows(fitted), of(truth, fitted), AdaptSettings.USUAL_COMPONENTS);
    double[] predicted = new double[tried.length];
    List<float[]> row = new ArrayList<>();
    features.lengths().forEach(length -> row.add(new float[length]));
    for (int i = 0; i < tried.length; i++) {
      for (int group = 0; group < row.size(); group++) {
        features.read(tried[i], group, row.get(group));
      }
      predicted[i] = Math.max(0, Math.min(1, head.predict(row)));
    }
    return predicted;
  }

  private static List<Integer> shuffled(int count, long seed) {
    List<Integer> places = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(places, new Random(seed));
    return places;
  }

  private static int[] places(List<Integer> order, IntPredicate wanted) {
    return IntStream.range(0, order.size()).filter(wanted).map(order::get).toArray();
  }

  private static double[] of(double[] values, int[] places) {
    return Arrays.stream(places).mapToDouble(i -> values[i]).toArray();
  }

  private static int[] of(int[] values, int[] places) {
    return Arrays.stream(places).map(i -> values[i]).toArray();
  }

  /**
   * What intervals cover of pictures that they were not fitted to, beside intervals of one width.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Coverage(
      double covered, double width, double oneWidth, double[] fifths, double[] oneWidthFifths) {
    static Coverage of(
        double[] predicted, double[] truth, double[] triedPredicted, double[] triedTruth) {
      ScoreIntervals intervals =
          ScoreIntervals.fit(predicted, truth, LEVEL, 0, 1, ScoreIntervals.Kind.SPLIT);
      double[] errors = new double[truth.length];
      Arrays.setAll(errors, i -> Math.abs(truth[i] - predicted[i]));
      Arrays.sort(errors);
      double one = errors[(int) Math.ceil((errors.length + 1) * LEVEL) - 1];
      int n = triedTruth.length;
      List<Integer> order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
      order.sort(Comparator.comparingDouble(i -> triedPredicted[i]));
      double[] fifths = new double[FIFTHS];
      double[] oneWidthFifths = new double[FIFTHS];
      double covered = 0;
      double width = 0;
      double oneWidth = 0;
      for (int k = 0; k < n; k++) {
        double p = triedPredicted[order.get(k)];
        double t = triedTruth[order.get(k)];
        int fifth = k * FIFTHS / n;
        double share = FIFTHS / (double) n;
        boolean in = intervals.low(p) <= t && t <= intervals.high(p);
        covered += in ? 1. / n : 0;
        fifths[fifth] += in ? share : 0;
        oneWidthFifths[fifth] += Math.abs(t - p) <= one ? share : 0;
        width += (intervals.high(p) - intervals.low(p)) / n;
        oneWidth += (Math.min(1, p + one) - Math.max(0, p - one)) / n;
      }
      return new Coverage(covered, width, oneWidth, fifths, oneWidthFifths);
    }
  }

  private static void print(String name, List<Coverage> all) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.1f | %.3f | %.3f | %s | %s | %d of %d |%n",
        name,
        all.size(),
        100 * all.stream().mapToDouble(Coverage::covered).average().orElse(0),
        all.stream().mapToDouble(Coverage::width).average().orElse(0),
        all.stream().mapToDouble(Coverage::oneWidth).average().orElse(0),
        fifths(all.stream().map(Coverage::fifths).toList()),
        fifths(all.stream().map(Coverage::oneWidthFifths).toList()),
        all.stream().filter(each -> each.covered >= .88 && each.covered <= .92).count(),
        all.size());
  }

  private static String fifths(List<double[]> all) {
    StringBuilder text = new StringBuilder();
    for (int fifth = 0; fifth < FIFTHS; fifth++) {
      int own = fifth;
      text.append(fifth == 0 ? "" : ", ")
          .append(
              String.format(
                  Locale.ROOT,
                  "%.1f",
                  100 * all.stream().mapToDouble(each -> each[own]).average().orElse(0)));
    }
    return text.toString();
  }

  /** A fifth of the scored pictures is left out; the others are what is familiar. */
  private void familiarity(Map<String, int[]> kinds) throws IOException {
    System.out.println("| layers | pictures | flagged % |");
    System.out.println("|---|---|---|");
    int groups = features.lengths().size();
    Map<String, int[]> choices = new LinkedHashMap<>();
    choices.put("the usual nine", IntStream.range(0, groups).toArray());
    choices.put("layer4.2 alone", new int[] {4});
    choices.put("fc6 alone", new int[] {groups - 1});
    List<Integer> order = shuffled(truth.length, 5);
    int[] known = places(order, k -> k % FIFTHS != 0);
    Map<String, int[]> tried = new LinkedHashMap<>();
    tried.put("left-out pictures of the same kind", places(order, k -> k % FIFTHS == 0));
    tried.putAll(kinds);
    for (Map.Entry<String, int[]> choice : choices.entrySet()) {
      FeatureRows rows = new Chosen(features, choice.getValue());
      double[] strangeness = Familiarity.leftOut(rows.rows(known), Progress.SILENT);
      Arrays.sort(strangeness);
      NearestImages nearest = NearestImages.of(rows.rows(known), AdaptSettings.USUAL_COMPONENTS);
      for (Map.Entry<String, int[]> kind : tried.entrySet()) {
        double[] distances = nearest.distances(rows.rows(kind.getValue()));
        long flagged =
            Arrays.stream(distances).filter(d -> familiar(strangeness, d) < FLAGGED).count();
        System.out.printf(
            Locale.ROOT,
            "| %s | %d %s | %.1f |%n",
            choice.getKey(),
            distances.length,
            kind.getKey(),
            100. * flagged / distances.length);
      }
    }
  }

  /** As the graph has it: the share of known distances that are at least this one. */
  private static double familiar(double[] sorted, double distance) {
    int less = 0;
    while (less < sorted.length && sorted[less] < distance) {
      less++;
    }
    return 1 - less / (sorted.length + 1.);
  }

  /** Some groups of features. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Chosen(FeatureRows all, int[] groups) implements FeatureRows {
    @Override
    public int count() {
      return all.count();
    }

    @Override
    public List<Integer> lengths() {
      return Arrays.stream(groups).mapToObj(group -> all.lengths().get(group)).toList();
    }

    @Override
    public void read(int sample, int group, float[] into) throws IOException {
      all.read(sample, groups[group], into);
    }
  }
}
