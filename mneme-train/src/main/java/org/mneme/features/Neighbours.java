package org.mneme.features;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.mneme.progress.Progress;

/**
 * The images that are most like one image to a model: those whose layers are nearest to its own.
 * Only these are held, so memory does not grow with the number of images.
 *
 * @param image whose neighbours they are
 * @param score the model's score of it; NaN if it has none
 * @param nearest the nearest first
 * @param compared how many images were compared
 * @param errors why the other images failed, one line each
 */
public record Neighbours(
    Path image, float score, List<Neighbour> nearest, long compared, List<String> errors) {
  /** How far apart two rows of numbers are. */
  public enum Distance {
    /**
     * 1 less the cosine of the angle between them, 0..2: how strong a picture drives a layer is
     * left out.
     */
    COSINE {
      @Override
      double of(float[] a, float[] b) {
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
          product += (double) a[i] * b[i];
          squaresA += (double) a[i] * a[i];
          squaresB += (double) b[i] * b[i];
        }
        double lengths = Math.sqrt(squaresA) * Math.sqrt(squaresB);
        return lengths == 0 ? 1 : Math.max(0, 1 - product / lengths);
      }
    },
    /** The length of the difference. */
    EUCLIDEAN {
      @Override
      double of(float[] a, float[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
          double off = (double) a[i] - b[i];
          squares += off * off;
        }
        return Math.sqrt(squares);
      }
    };

    abstract double of(float[] a, float[] b);
  }

  /**
   * A neighbour.
   *
   * @param image its file
   * @param distance 0 for an image that is the same to the layers
   * @param score the model's score; NaN if it has none
   */
  public record Neighbour(Path image, double distance, float score) {}

  /**
   * Copies the lists.
   *
   * @param image whose neighbours they are
   * @param score the model's score of it
   * @param nearest the nearest first
   * @param compared how many images were compared
   * @param errors why the other images failed, one line each
   */
  public Neighbours {
    nearest = List.copyOf(nearest);
    errors = List.copyOf(errors);
  }

  /**
   * Finds them.
   *
   * @param extractor a model, open for the layers by which images are compared
   * @param image whose neighbours are wanted; not its own neighbour if it is among the others
   * @param others files, gone through once
   * @param count how many neighbours, 1 or more
   * @param distance how far apart two images are
   * @param progress hears how many images are compared, and can end it
   * @return the nearest
   * @throws IOException if {@code image} cannot be read, or the network fails
   * @throws org.mneme.progress.CancelledException if {@code progress} cancels
   */
  public static Neighbours find(
      FeatureExtractor extractor,
      Path image,
      Iterator<Path> others,
      int count,
      Distance distance,
      Progress progress)
      throws IOException {
    if (count < 1) {
      throw new IllegalArgumentException("the count must be 1 at least, not " + count);
    }
    List<FeatureRow> own = new ArrayList<>();
    extractor.run(List.of(image).iterator(), own::add, progress);
    FeatureRow query = own.get(0);
    if (query.failed()) {
      throw new IOException(query.error());
    }
    PriorityQueue<Neighbour> kept =
        new PriorityQueue<>(Comparator.comparingDouble(Neighbour::distance).reversed());
    List<String> errors = new ArrayList<>();
    Path self = image.toAbsolutePath().normalize();
    long[] compared = new long[1];
    progress.begin("Comparing images", Progress.UNKNOWN, "images");
    extractor.run(
        others,
        row -> {
          String error = row.error();
          if (error != null) {
            errors.add(error);
          } else if (!row.image().toAbsolutePath().normalize().equals(self)) {
            compared[0]++;
            kept.add(
                new Neighbour(row.image(), distance.of(query.values(), row.values()), row.score()));
            if (kept.size() > count) {
              kept.remove();
            }
          }
          progress.advance(compared[0] + errors.size());
        },
        progress);
    List<Neighbour> nearest = new ArrayList<>(kept);
    nearest.sort(Comparator.comparingDouble(Neighbour::distance));
    return new Neighbours(image, query.score(), nearest, compared[0], errors);
  }
}
