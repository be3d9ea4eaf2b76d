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
import org.mneme.explain.Halves;
import org.mneme.explain.MapMethod;
import org.mneme.explain.MapSettings;
import org.mneme.explain.MethodName;
import org.mneme.explain.Occlusion;
import org.mneme.explain.PictureScores;
import org.mneme.explain.RegionSweep;
import org.mneme.explain.Rise;
import org.mneme.explain.ScoreMap;
import org.mneme.explain.Subject;
import org.mneme.explain.TwoSided;
import org.mneme.gradient.GradientMaps;
import org.mneme.image.Rgb;
import org.mneme.input.Inputs;
import org.mneme.progress.Progress;
import org.mneme.score.Scorer;

/**
 * How faithful maps are: deletion and insertion of each method beside those of a random map and of
 * a map that is highest in the middle; and beside the first method's own map turned by half a turn,
 * which has a map's shapes at wrong places. Prints a line for each picture and method, with a tab
 * between the columns: picture, fill that judges, method, seconds, deletion, insertion; {@code
 * mneme-bench/maps/table.py} sums them up.
 *
 * <p>Arguments: model file, folder of pictures, how many pictures (evenly from the sorted folder),
 * steps of a curve, fills that judge ({@code BLUR,MEAN}), then methods: {@code halves:ORDER:FILL},
 * {@code combined:ORDER:FILL}, {@code two-sided:GRID:FILL}, {@code occlusion:GRID:FILL}, {@code
 * rise:MASKS:FILL}, {@code sweep}, {@code grad-cam}, {@code integrated-gradients:STEPS:FILL},
 * {@code smooth-grad:STEPS:FILL}; and after them the means of maps in the same unit, such as {@code
 * halves:3:BLUR+grad-cam}. An optional first argument {@code maps=MODEL} draws the maps with
 * another model file, such as an int8 one, than that which judges.
 */
public final class MapFaithfulness {
  /** Cells along a side of a mean of maps. */
  private static final int CELLS = 14;

  private MapFaithfulness() {}

  public static void main(String[] arguments) throws IOException {
    List<String> given = new ArrayList<>(List.of(arguments));
    String drawing = given.get(0).startsWith("maps=") ? given.remove(0).substring(5) : given.get(0);
    Path judge = Path.of(given.get(0));
    int steps = Integer.parseInt(given.get(3));
    List<Fill> fills = Arrays.stream(given.get(4).split(",", -1)).map(Fill::valueOf).toList();
    List<String> names = given.subList(5, given.size());
    List<Path> pictures = pictures(given.get(1), Integer.parseInt(given.get(2)));
    boolean backward =
        names.stream().anyMatch(text -> !text.contains("+") && name(text).needsGradients());
    try (Scorer judging = Scorer.open(judge);
        Scorer drawn = Scorer.open(Path.of(drawing));
        GradientMaps gradients =
            backward
                ? GradientMaps.open(judge, Runtime.getRuntime().availableProcessors())
                : null) {
      Map<String, MapMethod> methods = new LinkedHashMap<>();
      names.stream()
          .filter(text -> !text.contains("+"))
          .forEach(text -> methods.put(text, method(text, gradients)));
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
        for (String sum : names) {
          if (sum.contains("+")) {
            maps.put(sum, mean(Arrays.stream(sum.split("\\+", -1)).map(maps::get).toList()));
            seconds.put(sum, Arrays.stream(sum.split("\\+", -1)).mapToDouble(seconds::get).sum());
          }
        }
        maps.put("turned", turned(maps.get(methods.keySet().iterator().next())));
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

  /** The same shapes at other places. */
  private static ScoreMap turned(ScoreMap map) {
    float[] values = new float[map.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = map.values()[values.length - 1 - i];
    }
    return new ScoreMap(map.area(), map.rows(), map.columns(), values, map.baseline());
  }

  private static ScoreMap mean(List<ScoreMap> maps) {
    ScoreMap first = maps.get(0);
    float[] sum = new float[CELLS * CELLS];
    for (ScoreMap map : maps) {
      float[] values = map.resampled(CELLS, CELLS).values();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += values[i] / maps.size();
      }
    }
    return new ScoreMap(first.area(), CELLS, CELLS, sum, first.baseline());
  }

  private static MethodName name(String text) {
    return MethodName.of(text.split(":", -1)[0]);
  }

  private static MapMethod method(String text, GradientMaps gradients) {
    MethodName name = name(text);
    List<String> parts = List.of(text.split(":", -1));
    MapSettings usual = MapSettings.defaults();
    int number = parts.size() > 1 ? Integer.parseInt(parts.get(1)) : 0;
    Fill fill = parts.size() > 2 ? Fill.valueOf(parts.get(2)) : usual.fill();
    return switch (name) {
      case HALVES -> new Halves(number, fill);
      case TWO_SIDED -> new TwoSided(number, fill);
      case OCCLUSION ->
          parts.size() > 3
              ? new Occlusion(number, Double.parseDouble(parts.get(3)), fill)
              : Occlusion.of(number, fill);
      case RISE -> new Rise(number, Rise.DEFAULT.cells(), Rise.DEFAULT.shown(), fill, 1);
      case SWEEP -> RegionSweep.DEFAULT;
      case COMBINED ->
          gradients.method(
              name, usual.withFill(fill).withHalvings(number > 0 ? number : usual.halvings()));
      case GRAD_CAM, INTEGRATED_GRADIENTS, SMOOTH_GRAD ->
          gradients.method(name, usual.withFill(fill).withSteps(Math.max(2, number)));
    };
  }
}
