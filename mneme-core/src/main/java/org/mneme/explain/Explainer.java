package org.mneme.explain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mneme.image.Rgb;
import org.mneme.progress.Progress;
import org.mneme.score.Scorer;

/**
 * Draws maps of pictures: which parts raise a model's score and which lower it.
 *
 * <p>Many threads may use one; each picture is explained on the thread that asks.
 */
public final class Explainer {
  private final PictureScores model;
  private final List<MapMethod> methods;

  /**
   * Makes one with any model and methods.
   *
   * @param model scores the variants of a picture
   * @param methods at least one
   * @throws IllegalArgumentException if there is no method, or one of a name twice
   */
  public Explainer(PictureScores model, List<MapMethod> methods) {
    this.model = model;
    this.methods = List.copyOf(methods);
    long names = methods.stream().map(MapMethod::name).distinct().count();
    if (methods.isEmpty() || names < methods.size()) {
      throw new IllegalArgumentException(
          "one or several different methods are needed, not %s"
              .formatted(methods.stream().map(MapMethod::name).toList()));
    }
  }

  /**
   * Explains a picture file.
   *
   * @param scorer the model, which stays the caller's to close
   * @param methods at least one
   * @param picture a file in any format of {@link org.mneme.image.ImageDecoder}
   * @param progress is told how far it is
   * @return the maps
   * @throws org.mneme.image.ImageException if the picture cannot be read
   * @throws IOException if the network fails
   */
  public static Explanation explain(
      Scorer scorer, List<MapMethod> methods, Path picture, Progress progress) throws IOException {
    return new Explainer(PictureScores.of(scorer), methods)
        .explain(picture.toString(), scorer.decode(picture), progress);
  }

  /**
   * Explains a picture.
   *
   * @param name what the picture is called
   * @param picture of any size
   * @param progress is told how far it is, a stage for each method
   * @return the maps
   * @throws IOException if the network fails
   * @throws org.mneme.progress.CancelledException if the caller no longer wants it
   */
  public Explanation explain(String name, Rgb picture, Progress progress) throws IOException {
    progress.check();
    Subject subject = Subject.of(model, picture);
    List<Explanation.Drawn> maps = new ArrayList<>();
    for (MapMethod method : methods) {
      progress.begin("%s: %s".formatted(name, method.name()), method.passes(), "passes");
      long start = System.nanoTime();
      ScoreMap map = method.map(subject, progress);
      maps.add(new Explanation.Drawn(method, map, (System.nanoTime() - start) / 1e9));
    }
    return new Explanation(
        name, picture.width(), picture.height(), subject.score(), subject.seen(), maps);
  }
}
