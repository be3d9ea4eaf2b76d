package org.mneme.report;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mneme.sweep.Objective;
import org.mneme.track.RunSummary;

/**
 * How runs look in every chart of a page: the best in a colour each, the others quiet, and each
 * mark with a text that shows when it is pointed at. The charts' library writes no such text into
 * its pictures; so each run's marks are drawn in a colour of their own, which is replaced.
 */
final class RunMarks {
  /** There are as many marks as colours. */
  static final int COLOURED = 6;

  /** Red of a run's own colour; green and blue number the run. */
  private static final int RED = 40;

  private static final int BYTE = 256;
  private static final Pattern MARK =
      Pattern.compile("<(path|circle|line|polyline|rect)\\b([^<>]*?)(?:/>|>\\s*</\\1>)");
  private static final Pattern OWN =
      Pattern.compile("rgb\\(%d,(\\d+),(\\d+)\\)|#%02x([0-9a-f]{4})".formatted(RED, RED));

  private final List<RunSummary> runs;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final Objective objective;
  private final List<String> settings;

  RunMarks(RunsReport report) {
    runs = report.summaries();
    objective = report.objective();
    settings = report.varying();
    for (RunSummary run : runs) {
      numbers.put(run.id(), numbers.size());
    }
    for (RunSummary run : report.ranked()) {
      places.put(run.id(), places.size());
    }
  }

  /** What stands for a run's colour until {@link #into}. */
  String colour(RunSummary run) {
    int number = numbers.getOrDefault(run.id(), 0) % (BYTE * BYTE);
    return "#%02x%02x%02x".formatted(RED, number / BYTE, number % BYTE);
  }

  boolean isColoured(RunSummary run) {
    return places.getOrDefault(run.id(), Integer.MAX_VALUE) < COLOURED;
  }

  /** A run's colour in the page. */
  String colourInPage(RunSummary run) {
    return isColoured(run)
        ? Svg.seriesInPage(places.getOrDefault(run.id(), 0))
        : "var(--chart-truth)";
  }

  /** A run in few letters: of a sweep's trial, its number. */
  static String shortName(RunSummary run) {
    return run.about().parent() != null && run.id().matches(".*-\\d{4,}")
        ? "#" + Long.parseLong(run.id().substring(run.id().lastIndexOf('-') + 1))
        : run.about().name();
  }

  /** The same picture in the page's colours, with the texts. */
  String into(String svg) {
    return MARK.matcher(svg)
        .replaceAll(
            found -> {
              Matcher own = OWN.matcher(found.group(2));
              if (!own.find()) {
                return Matcher.quoteReplacement(found.group());
              }
              int number =
                  own.group(3) == null
                      ? Integer.parseInt(own.group(1)) * BYTE + Integer.parseInt(own.group(2))
                      : Integer.parseInt(own.group(3), 16);
              RunSummary run = runs.get(number);
              String attributes = own.replaceAll(Matcher.quoteReplacement(colourInPage(run)));
              return Matcher.quoteReplacement(
                  "<%s class=\"run\"%s><title>%s</title></%s>"
                      .formatted(found.group(1), attributes, text(run), found.group(1)));
            });
  }

  private String text(RunSummary run) {
    StringBuilder text = new StringBuilder(Html.escape(shortName(run)));
    text.append(' ').append(run.status().label());
    objective
        .of(run)
        .ifPresent(
            value ->
                text.append(
                    String.format(
                        Locale.ROOT, "&#10;%s %.4f", Html.escape(objective.metric()), value)));
    for (String name : settings) {
      text.append("&#10;").append(Html.escape(name)).append(": ");
      text.append(Html.escape(RunTable.value(run, name)));
    }
    return text.toString();
  }
}
