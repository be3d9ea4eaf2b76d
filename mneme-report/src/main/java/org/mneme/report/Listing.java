package org.mneme.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.mneme.score.Score;

/**
 * Images of a gallery that have no small picture in it, as data for its script: some hundred bytes
 * of memory each. For one thread.
 */
final class Listing {
  private record Row(
      int folder, String name, float value, float low, float high, boolean strange) {}

  private final int most;
  private final Map<String, Integer> folders = new LinkedHashMap<>();
  private final List<Path> places = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private boolean tooMany;

  /**
   * @param most images; with more, none is listed
   */
  Listing(int most) {
    this.most = most;
  }

  void add(Score score) {
    if (tooMany || rows.size() == most) {
      tooMany = true;
      rows.clear();
      return;
    }
    Path image = score.image();
    String name = String.valueOf(image.getFileName());
    String folder = folder(image, name);
    Integer place = folders.get(folder);
    if (place == null) {
      place = folders.size();
      folders.put(folder, place);
      Path whole = image.toAbsolutePath().normalize();
      places.add(whole.getParent() == null ? whole : whole.getParent());
    }
    rows.add(
        new Row(
            place,
            name,
            score.value(),
            score.sureness().low(),
            score.sureness().high(),
            score.sureness().isUnfamiliar()));
  }

  private static String folder(Path image, String name) {
    String path = image.toString();
    return path.substring(0, path.length() - name.length());
  }

  /** Whether there are more images than can be listed. */
  boolean isTooLong() {
    return tooMany;
  }

  /**
   * Writes what the script reads: the highest first, without those that are in the page already. No
   * character in it means something to an XML parser.
   *
   * @param shown are in the page
   * @param highest at most so many with those, of the highest
   * @param percentile of a score
   */
  void write(Writer page, List<Score> shown, long highest, ToLongFunction<Float> percentile)
      throws IOException {
    Map<String, Integer> there = new HashMap<>();
    shown.forEach(score -> there.merge(score.image().toString(), 1, Integer::sum));
    List<String> names = List.copyOf(folders.keySet());
    rows.sort(Comparator.comparing(Row::value, Comparator.reverseOrder()));
    page.write("<script type=\"application/json\" id=\"rows\">{\"folders\":[");
    for (int i = 0; i < names.size(); i++) {
      String uri = places.get(i).toUri().toASCIIString();
      page.write(i == 0 ? "" : ",");
      page.write(
          "[%s,%s]".formatted(json(names.get(i)), json(uri.endsWith("/") ? uri : uri + "/")));
    }
    page.write("],\"rows\":[");
    boolean first = true;
    long left = highest;
    for (Row row : rows) {
      if (left-- <= 0) {
        break;
      }
      String path = names.get(row.folder) + row.name;
      if (there.getOrDefault(path, 0) > 0) {
        there.merge(path, -1, Integer::sum);
        continue;
      }
      page.write(first ? "\n" : ",\n");
      first = false;
      page.write(
          "[%d,%s,%s,%d"
              .formatted(
                  row.folder,
                  json(row.name),
                  Float.toString(row.value),
                  percentile.applyAsLong(row.value)));
      if (!Float.isNaN(row.low) || row.strange) {
        page.write(",%s,%s,%b".formatted(number(row.low), number(row.high), row.strange));
      }
      page.write("]");
    }
    page.write("]}</script>\n");
  }

  private static String number(float value) {
    return Float.isNaN(value) ? "null" : Float.toString(value);
  }

  private static String json(String text) throws JsonProcessingException {
    return new JsonMapper()
        .writeValueAsString(text)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }
}
