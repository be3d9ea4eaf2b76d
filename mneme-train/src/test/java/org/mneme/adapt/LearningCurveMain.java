package org.mneme.adapt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.mneme.catalog.Catalog;
import org.mneme.data.DataSet;
import org.mneme.data.Item;
import org.mneme.data.ReadOptions;
import org.mneme.evaluate.HeldOutScores;
import org.mneme.features.FeatureCache;
import org.mneme.head.CorrectedHead;
import org.mneme.head.FeatureRows;
import org.mneme.head.Head;
import org.mneme.head.KernelRidge;
import org.mneme.progress.Progress;

/**
 * How good an adapted model is by the number of images that it is fitted to, beside the published
 * model: random images of a data set, evaluated on others. Not a test; docs/adapt.md has its
 * figures.
 */
final class LearningCurveMain {
  private static final int EVALUATED = 500;

  private LearningCurveMain() {}

  /**
   * Prints a line for each draw.
   *
   * @param args the data set, how often images are drawn, and how many of them
   */
  public static void main(String[] args) throws Exception {
    DataSet data = DataSet.read(Path.of(args[0]), ReadOptions.STRICT);
    int draws = Integer.parseInt(args[1]);
    Catalog catalog = Catalog.ofUser();
    List<Source> sources = new ArrayList<>();
    for (SourceChoice choice :
        SourceChoice.of(AdaptSettings.USUAL_MODELS, List.of(), Views.MIRROR)) {
      sources.add(choice.open(catalog, sources.isEmpty(), 2, Progress.SILENT));
    }
    int published = sources.get(0).features().size() - 1;
    List<Path> images = data.items().stream().map(Item::image).toList();
    double[] scores = data.items().stream().mapToDouble(Item::score).toArray();
    try (SourceTables tables =
        SourceTables.of(
            sources, images, new FeatureCache(catalog.features()), 2, Progress.SILENT)) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        order.add(i);
      }
      System.out.println("images,draw,published,plain,corrected,slope");
      for (String size : args[2].split(",", -1)) {
        int n = Integer.parseInt(size);
        for (int draw = 0; draw < draws; draw++) {
          Collections.shuffle(order, new Random(1000L * n + draw));
          int[] fitted = order.stream().limit(n).mapToInt(i -> i).toArray();
          int[] others = order.stream().skip(n).limit(EVALUATED).mapToInt(i -> i).toArray();
          FeatureRows rows = tables.rows(fitted);
          double[] y = Arrays.stream(fitted).mapToDouble(i -> scores[i]).toArray();
          Head plain = KernelRidge.fit(rows.without(published), y, AdaptSettings.USUAL_COMPONENTS);
          CorrectedHead corrected =
              CorrectedHead.fit(
                  rows,
                  y,
                  published,
                  (some, left) -> KernelRidge.fit(some, left, AdaptSettings.USUAL_COMPONENTS));
          double[] truth = Arrays.stream(others).mapToDouble(i -> scores[i]).toArray();
          double[][] predicted = new double[3][others.length];
          FeatureRows evaluated = tables.rows(others);
          for (int i = 0; i < others.length; i++) {
            List<float[]> features = features(evaluated, i);
            predicted[0][i] = features.get(published)[0];
            predicted[2][i] = corrected.predict(features);
            features.remove(published);
            predicted[1][i] = plain.predict(features);
          }
          System.out.println(
              String.format(
                  Locale.ROOT,
                  "%d,%d,%.4f,%.4f,%.4f,%.3f",
                  n,
                  draw,
                  spearman(truth, predicted[0]),
                  spearman(truth, predicted[1]),
                  spearman(truth, predicted[2]),
                  corrected.slope()));
        }
      }
    }
  }

  private static double spearman(double[] truth, double[] predicted) {
    List<String> names = IntStream.range(0, truth.length).mapToObj(String::valueOf).toList();
    return new HeldOutScores(names, truth, predicted).spearman();
  }

  private static List<float[]> features(FeatureRows rows, int image) throws Exception {
    List<float[]> features = new ArrayList<>();
    for (int length : rows.lengths()) {
      features.add(new float[length]);
      rows.read(image, features.size() - 1, features.get(features.size() - 1));
    }
    return features;
  }
}
