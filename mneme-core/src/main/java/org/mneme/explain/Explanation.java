package org.mneme.explain;

import java.util.List;
import java.util.Optional;

/**
 * What one model's score of one picture depends on.
 *
 * @param picture what the picture is called
 * @param width of the picture, in pixels
 * @param height of the picture, in pixels
 * @param score the model's score of the picture
 * @param seen what of the picture the network sees
 * @param maps one for each method, in the order that was asked for
 */
public record Explanation(
    String picture, int width, int height, float score, Area seen, List<Drawn> maps) {
  /**
   * Keeps a copy.
   *
   * @param picture what the picture is called
   * @param width of the picture, in pixels
   * @param height of the picture, in pixels
   * @param score the model's score of the picture
   * @param seen what of the picture the network sees
   * @param maps one for each method, in the order that was asked for
   */
  public Explanation {
    maps = List.copyOf(maps);
  }

  /**
   * A map and the method that drew it.
   *
   * @param method with its settings
   * @param map in units of the score
   * @param seconds that it took
   */
  public record Drawn(MapMethod method, ScoreMap map, double seconds) {
    /**
     * {@return what a reader must know of a map that shows nothing, in one line; empty for any
     * other}
     */
    public Optional<String> note() {
      return map.isConstant()
          ? Optional.of(
              "%s: the score is the same wherever the picture is changed, so the map shows nothing"
                  .formatted(method.name()))
          : Optional.empty();
    }
  }
}
