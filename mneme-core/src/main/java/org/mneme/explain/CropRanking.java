package org.mneme.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.mneme.image.Rgb;
import org.mneme.progress.Progress;

/**
 * Crops of a picture, ranked by the score that a model gives each, as if it were a picture of its
 * own. That is the model's opinion and no more: it was not asked of people, and a model that
 * stretches pictures does so with each crop.
 *
 * @param aspect width over height of every crop
 * @param crops all that were scored, the highest score first
 */
public record CropRanking(double aspect, List<ScoredCrop> crops) {
  /** What readers must know. */
  public static final String NOTE =
      "Crops are ranked by the model's score of each crop; nobody was shown them";

  /** Sides of the crops as shares of the largest that fits. */
  private static final List<Double> SIZES = List.of(1.0, .8, .6);

  /** Two crops that share more of their area than this are the same suggestion. */
  private static final double ALIKE = .5;

  private static final int SMALLEST = 16;
  private static final int WIDEST = 10;

  /**
   * A crop in pixels of the picture, with its score.
   *
   * @param left of the crop
   * @param top of the crop
   * @param width of the crop
   * @param height of the crop
   * @param score that the model gives it
   */
  public record ScoredCrop(int left, int top, int width, int height, float score) {
    /** The share of what either covers that both cover. */
    double overlap(ScoredCrop other) {
      int wide = Math.min(left + width, other.left + other.width) - Math.max(left, other.left);
      int high = Math.min(top + height, other.top + other.height) - Math.max(top, other.top);
      double both = (double) Math.max(0, wide) * Math.max(0, high);
      return both / ((double) width * height + (double) other.width * other.height - both);
    }
  }

  /**
   * Sorts the crops.
   *
   * @param aspect width over height of every crop
   * @param crops all that were scored, in any order
   */
  public CropRanking {
    crops =
        crops.stream()
            .sorted(Comparator.comparingDouble((ScoredCrop crop) -> crop.score).reversed())
            .toList();
  }

  /**
   * Scores the crops of a picture: three sizes, each moved by a quarter of its side.
   *
   * @param model scores each crop as it scores pictures
   * @param picture of any size
   * @param aspect width over height, .1 to 10
   * @param progress is told how many are scored
   * @return the crops and their scores
   * @throws IllegalArgumentException if the aspect ratio is out of its range, or the picture too
   *     small for crops of 16 pixels
   * @throws IOException if the network fails
   */
  public static CropRanking of(PictureScores model, Rgb picture, double aspect, Progress progress)
      throws IOException {
    checkedAspect(aspect);
    List<ScoredCrop> places = places(picture.width(), picture.height(), aspect);
    if (places.isEmpty()) {
      throw new IllegalArgumentException(
          "a picture of %d x %d pixels is too small for crops of this aspect ratio; they need %d pixels a side"
              .formatted(picture.width(), picture.height(), SMALLEST));
    }
    progress.begin("Scoring crops", places.size(), "crops");
    List<ScoredCrop> scored = new ArrayList<>();
    int batch = Math.max(1, model.batch());
    for (int from = 0; from < places.size(); from += batch) {
      progress.check();
      List<ScoredCrop> some = places.subList(from, Math.min(places.size(), from + batch));
      float[] scores =
          model.scores(
              some.stream().map(c -> picture.cut(c.left, c.top, c.width, c.height)).toList());
      for (int i = 0; i < scores.length; i++) {
        ScoredCrop crop = some.get(i);
        scored.add(new ScoredCrop(crop.left, crop.top, crop.width, crop.height, scores[i]));
      }
      progress.advance(scored.size());
    }
    return new CropRanking(aspect, scored);
  }

  /**
   * {@return the same aspect ratio}
   *
   * @param aspect width over height
   * @throws IllegalArgumentException if it is not .1 to 10
   */
  public static double checkedAspect(double aspect) {
    if (!(aspect >= 1.0 / WIDEST && aspect <= WIDEST)) {
      throw new IllegalArgumentException(
          "an aspect ratio is 1:%d to %d:1, not %s".formatted(WIDEST, WIDEST, aspect));
    }
    return aspect;
  }

  /**
   * {@return the crops of the highest scores, of which no two are nearly the same}
   *
   * @param count how many at most
   */
  public List<ScoredCrop> highest(int count) {
    return apart(crops, count);
  }

  /**
   * {@return the crops of the lowest scores, the lowest first, of which no two are nearly the same}
   *
   * @param count how many at most
   */
  public List<ScoredCrop> lowest(int count) {
    List<ScoredCrop> rising = new ArrayList<>(crops);
    Collections.reverse(rising);
    return apart(rising, count);
  }

  private static List<ScoredCrop> apart(List<ScoredCrop> sorted, int count) {
    List<ScoredCrop> kept = new ArrayList<>();
    for (ScoredCrop crop : sorted) {
      if (kept.size() < count && kept.stream().allMatch(k -> k.overlap(crop) <= ALIKE)) {
        kept.add(crop);
      }
    }
    return kept;
  }

  private static List<ScoredCrop> places(int pictureWidth, int pictureHeight, double aspect) {
    double most = Math.min(pictureWidth, pictureHeight * aspect);
    List<ScoredCrop> places = new ArrayList<>();
    for (double size : SIZES) {
      int width = (int) Math.min(pictureWidth, Math.round(size * most));
      int height = (int) Math.min(pictureHeight, Math.round(size * most / aspect));
      if (width >= SMALLEST && height >= SMALLEST) {
        for (int top : starts(pictureHeight - height, height)) {
          for (int left : starts(pictureWidth - width, width)) {
            places.add(new ScoredCrop(left, top, width, height, 0));
          }
        }
      }
    }
    return places;
  }

  /** Where crops begin, from edge to edge, at most a quarter of the crop's side apart. */
  private static int[] starts(int room, int side) {
    int steps = (int) Math.ceil(4.0 * room / side);
    int[] starts = new int[steps + 1];
    for (int i = 1; i <= steps; i++) {
      starts[i] = (int) Math.round((double) room * i / steps);
    }
    return starts;
  }
}
