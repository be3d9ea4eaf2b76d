package org.mneme.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mneme.explain.Faithfulness;
import org.mneme.explain.Fill;
import org.mneme.explain.MapMethod;
import org.mneme.explain.Occlusion;
import org.mneme.explain.PictureScores;
import org.mneme.explain.RegionSweep;
import org.mneme.explain.Rise;
import org.mneme.explain.ScoreMap;
import org.mneme.explain.Subject;
import org.mneme.image.Rgb;
import org.mneme.input.Inputs;
import org.mneme.progress.Progress;
import org.mneme.score.Scorer;

/**
 * How faithful maps are: deletion and insertion of each method beside those of a random map and of
 * a map that is highest in the middle. Prints a line for each picture and method, with a tab
 * between the columns: picture, fill that judges, method, seconds, deletion, insertion; {@code
 * mneme-bench/maps/table.py} sums them up.
 *
 * <p>Arguments: model file, folder of pictures, how many pictures (evenly from the sorted folder),
 * steps of a curve, fills that judge ({@code BLUR,MEAN}), then methods: {@code
 * occlusion:GRID:FILL}, {@code rise:MASKS:FILL}, {@code sweep}. An optional first argument {@code
 * maps=MODEL} draws the maps with another model file, such as an int8 one, than that which judges.
 */
public final class MapFaithfulness {
  private MapFaithfulness() {}

  public static void main(String[] arguments) throws IOException {
    List<String> given = new ArrayList<>(List.of(arguments));
    String drawing = given.get(0).startsWith("maps=") ? given.remove(0).substring(5) : given.get(0);
    Path judge = Path.of(given.get(0));
    int steps = Integer.parseInt(given.get(3));
    List<Fill> fills = Arrays.stream(given.get(4).split(",", -1)).map(Fill::valueOf).toList();
    Map<String, MapMethod> methods = new LinkedHashMap<>();
    given.subList(5, given.size()).forEach(text -> methods.put(text, method(text)));
    List<Path> pictures = pictures(given.get(1), Integer.parseInt(given.get(2)));
    try (Scorer judging = Scorer.open(judge);
        Scorer drawn = Scorer.open(Path.of(drawing))) {
      for (Path picture : pictures) {
        Rgb image = judging.decode(picture);
        Subject subject = Subject.of(PictureScores.of(judging), image);
        Map<String, ScoreMap> maps = new LinkedHashMap<>();
        Map<String, Double> seconds = new LinkedHashMap<>();
        maps.put("random", Faithfulness.random(subject, picture.hashCode()));
        maps.put("centre", Faithfulness.centre(subject));
        for (Map.Entry<String, MapMethod> method : methods.entrySet()) {
          long start = System.nanoTime();
          Subject own = Subject.of(PictureScores.of(drawn), image);
          maps.put(method.getKey(), method.getValue().map(own, Progress.SILENT));
          seconds.put(method.getKey(), (System.nanoTime() - start) / 1e9);
        }
        for (Fill fill : fills) {
          for (Map.Entry<String, ScoreMap> map : maps.entrySet()) {
            Faithfulness found =
                Faithfulness.of(subject, map.getValue(), fill, steps, Progress.SILENT);
            System.out.printf(
                Locale.ROOT,
                "%s\t%s\t%s\t%.2f\t%.5f\t%.5f%n",
                picture.getFileName(),
                fill,
                map.getKey(),
                seconds.getOrDefault(map.getKey(), 0.0),
                found.deletion(),
                found.insertion());
          }
        }
      }
    }
  }

  private static List<Path> pictures(String folder, int count) throws IOException {
    List<Path> all = new ArrayList<>();
    new Inputs(List.of(folder)).images(System.in).forEachRemaining(all::add);
    all.sort(null);
    List<Path> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(all.get((int) ((long) i * all.size() / count)));
    }
    return some;
  }

  private static MapMethod method(String text) {
    String[] parts = text.split(":", -1);
    return switch (parts[0]) {
      case "occlusion" ->
          parts.length > 3
              ? new Occlusion(
                  Integer.parseInt(parts[1]), Double.parseDouble(parts[3]), Fill.valueOf(parts[2]))
              : Occlusion.of(Integer.parseInt(parts[1]), Fill.valueOf(parts[2]));
      case "rise" ->
          new Rise(
              Integer.parseInt(parts[1]),
              Rise.DEFAULT.cells(),
              Rise.DEFAULT.shown(),
              Fill.valueOf(parts[2]),
              1);
      case "sweep" -> RegionSweep.DEFAULT;
      default -> throw new IllegalArgumentException("no method '%s'".formatted(text));
    };
  }
}
