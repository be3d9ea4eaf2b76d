package org.mneme.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.mneme.image.Crops;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;
import org.mneme.progress.Progress;

/**
 * The picture that is explained, and the model that scores it. Parts of the picture are hidden
 * after it was resized for the network, so that every variant is prepared as the picture itself is.
 */
public final class Subject {
  private final PictureScores model;
  private final Rgb picture;
  private final Rgb resized;
  private final Area.Pixels seen;
  private final float score;
  private final Map<Fill, Filling> fillings = new EnumMap<>(Fill.class); // guarded by this

  private Subject(PictureScores model, Rgb picture) throws IOException {
    Preprocessing preprocessing = model.preprocessing();
    this.model = model;
    this.picture = picture;
    this.resized = preprocessing.resized(picture);
    this.seen = Area.pixels(preprocessing, model.crops());
    this.score = model.scores(List.of(resized))[0];
    if (!Float.isFinite(score)) {
      throw new IOException(
          "the model's score of the picture is %s; a map needs a finite one".formatted(score));
    }
  }

  /**
   * Scores the picture as it is.
   *
   * @param model scores it, and its variants
   * @param picture of any size
   * @return the picture with its score
   * @throws IOException if the network fails
   */
  public static Subject of(PictureScores model, Rgb picture) throws IOException {
    return new Subject(model, picture);
  }

  /** {@return the picture in its own size} */
  public Rgb picture() {
    return picture;
  }

  /** {@return the picture in the size that the model's preprocessing gives it} */
  public Rgb resized() {
    return resized;
  }

  /** {@return how the model prepares pictures} */
  public Preprocessing preprocessing() {
    return model.preprocessing();
  }

  /** {@return which places of the picture are scored} */
  public Crops crops() {
    return model.crops();
  }

  /**
   * {@return the resized picture with all of it hidden}
   *
   * @param fill what stands in its place
   */
  public Rgb hidden(Fill fill) {
    float[] all = new float[resized.width() * resized.height()];
    Arrays.fill(all, 1);
    return filling(fill).hiding(all);
  }

  /** Hides parts of the resized picture; made once for each fill. */
  synchronized Filling filling(Fill fill) {
    return fillings.computeIfAbsent(fill, one -> Filling.of(one, resized));
  }

  /** {@return the model's score of the picture as it is} */
  public float score() {
    return score;
  }

  /** {@return what of the picture the network sees} */
  public Area seen() {
    Area shown = seen.of(resized.width(), resized.height());
    double[] part = model.preprocessing().shown(picture);
    return new Area(
        part[0] + part[2] * shown.left(),
        part[1] + part[3] * shown.top(),
        part[2] * shown.width(),
        part[3] * shown.height());
  }

  /** The same in pixels of the resized picture. */
  Area.Pixels seenPixels() {
    return seen;
  }

  /** A map of what the network sees, of one value for each pixel of the resized picture there. */
  ScoreMap map(float[] values, float baseline) {
    return new ScoreMap(seen(), seen.height(), seen.width(), values, baseline);
  }

  /**
   * Scores variants of the picture, of which no more than a batch is in memory.
   *
   * @param count how many
   * @param variant gives each by its number, from 0
   * @param progress is told how many are done, and may end it
   * @return a score for each
   * @throws IOException if the network fails
   */
  public float[] scores(int count, IntFunction<Rgb> variant, Progress progress) throws IOException {
    float[] scores = new float[count];
    int batch = Math.max(1, model.batch());
    for (int from = 0; from < count; from += batch) {
      progress.check();
      int to = Math.min(count, from + batch);
      List<Rgb> pictures = new ArrayList<>(to - from);
      for (int i = from; i < to; i++) {
        pictures.add(variant.apply(i));
      }
      float[] some = model.scores(pictures);
      System.arraycopy(some, 0, scores, from, some.length);
      progress.advance(to);
    }
    return scores;
  }

  /** A region of the picture in its full detail, where the network sees the picture else. */
  Rgb alone(Area region) {
    int left = (int) Math.floor(region.left() * picture.width());
    int top = (int) Math.floor(region.top() * picture.height());
    int right = (int) Math.ceil((region.left() + region.width()) * picture.width());
    int bottom = (int) Math.ceil((region.top() + region.height()) * picture.height());
    Rgb cut =
        picture.cut(
            left,
            top,
            Math.min(right, picture.width()) - left,
            Math.min(bottom, picture.height()) - top);
    Rgb fitted = cut.resizedTo(seen.width(), seen.height());
    return fitted.placedOn(resized.width(), resized.height(), 0, seen.left(), seen.top());
  }
}
