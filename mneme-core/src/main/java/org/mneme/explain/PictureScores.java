package org.mneme.explain;

import java.io.IOException;
import java.util.List;
import org.mneme.image.Crops;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;
import org.mneme.score.Scorer;

/** A model that scores pictures in memory: all that a map by forward passes asks of one. */
public interface PictureScores {
  /** {@return how pictures are prepared} */
  Preprocessing preprocessing();

  /** {@return which places of a picture are scored} */
  Crops crops();

  /** {@return how many pictures are best given at once} */
  int batch();

  /**
   * Scores pictures.
   *
   * @param pictures of any sizes
   * @return one score each, in their order
   * @throws IOException if the network fails
   */
  float[] scores(List<Rgb> pictures) throws IOException;

  /**
   * {@return an open model as such}
   *
   * @param scorer stays the caller's to close
   */
  static PictureScores of(Scorer scorer) {
    return new PictureScores() {
      @Override
      public Preprocessing preprocessing() {
        return scorer.preprocessing();
      }

      @Override
      public Crops crops() {
        return scorer.options().crops();
      }

      @Override
      public int batch() {
        return scorer.options().batch();
      }

      @Override
      public float[] scores(List<Rgb> pictures) throws IOException {
        return scorer.scores(pictures);
      }
    };
  }
}
