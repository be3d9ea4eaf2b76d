package org.mneme.features;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.mneme.head.PrincipalComponents;
import org.mneme.progress.Progress;

/**
 * Images as places on a plane, by what a model's layers give for them: near places, alike to the
 * model. All features of the images are held in memory.
 *
 * @param method how the places were found
 * @param points the images that could be read, in their order
 * @param shares of the first two principal components, the share of all variance; empty for t-SNE,
 *     whose axes mean nothing
 * @param errors why the other images failed, one line each
 */
public record FeatureMap(
    Method method, List<Point> points, List<Double> shares, List<String> errors) {
  /** Components before t-SNE; what lies beyond is mostly noise. */
  private static final int KEPT_COMPONENTS = 50;

  /** How places are found. */
  public enum Method {
    /** The first two principal components: a flat view, true to large distances. */
    PCA,
    /**
     * t-SNE on the first 50 of them: keeps neighbours together; distances between groups say
     * little.
     */
    TSNE
  }

  /**
   * One image's place.
   *
   * @param image its file
   * @param x to the right
   * @param y upward
   * @param score the model's score; NaN if it has none
   */
  public record Point(Path image, double x, double y, float score) {}

  /**
   * Copies the lists.
   *
   * @param method how the places were found
   * @param points the images that could be read, in their order
   * @param shares of the first two principal components, the share of all variance
   * @param errors why the other images failed, one line each
   */
  public FeatureMap {
    points = List.copyOf(points);
    shares = List.copyOf(shares);
    errors = List.copyOf(errors);
  }

  /**
   * Finds the places.
   *
   * @param extractor a model, open for the layers by which images are compared
   * @param images files, gone through once
   * @param method how
   * @param perplexity of t-SNE: about how many neighbours an image has, 5 to 100
   * @param progress hears how far it is, and can end it
   * @return a place for each image that can be read
   * @throws IllegalArgumentException if there are too few or too many images for the method
   * @throws org.mneme.progress.CancelledException if {@code progress} cancels
   * @throws IOException if the network fails
   */
  public static FeatureMap of(
      FeatureExtractor extractor,
      Iterator<Path> images,
      Method method,
      double perplexity,
      Progress progress)
      throws IOException {
    List<FeatureRow> rows = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    progress.begin("Extracting features", Progress.UNKNOWN, "images");
    extractor.run(
        images,
        row -> {
          String error = row.error();
          if (error == null) {
            rows.add(row);
          } else {
            errors.add(error);
          }
          progress.advance(rows.size() + errors.size());
        },
        progress);
    if (rows.size() < 3) {
      throw new IllegalArgumentException(
          "a map needs three images at least; %d could be read".formatted(rows.size()));
    }
    if (method == Method.TSNE && rows.size() > Tsne.MOST_ROWS) {
      throw new IllegalArgumentException(
          "t-SNE takes at most %d images here, not %d; take PCA, or fewer images"
              .formatted(Tsne.MOST_ROWS, rows.size()));
    }
    if (method == Method.TSNE && rows.size() < 3 * perplexity + 1) {
      throw new IllegalArgumentException(
          "a perplexity of %s needs more than %d images; %d could be read. Take PCA, or a lower perplexity"
              .formatted(perplexity, (int) (3 * perplexity), rows.size()));
    }
    PrincipalComponents components =
        PrincipalComponents.of(
            rows.stream().map(FeatureRow::values).toList(),
            method == Method.PCA ? 2 : KEPT_COMPONENTS);
    if (components.count() == 0) {
      throw new IllegalArgumentException(
          "these layers give the same for all %d images, so there is nothing to map"
              .formatted(rows.size()));
    }
    double[][] places =
        method == Method.PCA
            ? components.places()
            : Tsne.of(components.places(), perplexity, progress);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      FeatureRow row = rows.get(i);
      points.add(
          new Point(
              row.image(), places[i][0], places[i].length > 1 ? places[i][1] : 0, row.score()));
    }
    List<Double> shares = new ArrayList<>();
    for (double share : method == Method.PCA ? components.shares() : new double[0]) {
      shares.add(share);
    }
    return new FeatureMap(method, points, shares, errors);
  }
}
