package org.mneme.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fits a drawn chart into a page. Charts are drawn with colours that stand for roles; here they
 * become the page's.
 */
final class Svg {
  static final String INK = "#010101";
  static final String GRID = "#020202";

  /** What people remembered, beside what models predict. */
  static final String TRUTH = "#090909";

  private static final int SERIES = 6;

  /** The page's colours on light ground. */
  private static final List<String> PAPER =
      List.of("#b5622f", "#2c6fa8", "#3d8a5f", "#8450a0", "#a08200", "#b83f6e");

  private static final String FONT = "font-family:Helvetica,Arial,sans-serif";

  private static final Pattern ROOT = Pattern.compile("^<svg [^>]*>");
  private static final Pattern ID = Pattern.compile("\\bid=\"(\\w+)\"");

  private static final Pattern WITHIN = Pattern.compile("(?m)^#[\\w-]+ (?=\\.)");
  private static final Pattern DOT = Pattern.compile("<circle([^>]*?)\\s*/>");

  /** Within a tag: labels stay as they are. */
  private static final Pattern LONG_NUMBER = Pattern.compile("\\d+\\.\\d{3,}(?=[^<>]*>)");

  private Svg() {}

  /** The colour of the n-th model, from 0; after six, they come again. */
  static String series(int n) {
    return "#%1$02d%1$02d%1$02d".formatted(3 + n % SERIES);
  }

  /** The same colour in a page's style sheet. */
  static String seriesInPage(int n) {
    return "var(--chart-%d)".formatted(1 + n % SERIES);
  }

  static String forPage(String drawn, String description, int width, int height) {
    String root =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
            .formatted(width, height, Html.escape(description));
    String svg = ROOT.matcher(drawn).replaceFirst(Matcher.quoteReplacement(root));
    svg = role(svg, 1, "currentColor");
    svg = role(svg, 2, "var(--chart-grid)");
    svg = role(svg, 9, "var(--chart-truth)");
    for (int n = 0; n < SERIES; n++) {
      svg = role(svg, 3 + n, seriesInPage(n));
    }
    svg = svg.replace("font-family: Lucida Grande, sans-serif;", "font-family: inherit;");
    svg = svg.replace("font-family:sans-serif;", "font-family:inherit;");
    svg = LONG_NUMBER.matcher(svg).replaceAll(n -> rounded(n.group()));
    return withLastingIds(svg).replaceAll("\\s*\\n\\s*", "\n");
  }

  /** A page's chart as a file of its own, for paper: black on white, in a page's light colours. */
  static String forPaper(String chart) {
    String svg = chart.replace("currentColor", "#000000").replace("font-family: inherit", FONT);
    svg = svg.replace("font-family:inherit", FONT);
    // Alone in its file, its classes need no id before them, which not every reader understands.
    svg = WITHIN.matcher(svg).replaceAll("");
    svg = svg.replace("var(--chart-grid)", "#dddddd").replace("var(--chart-truth)", "#b3b3b3");
    for (int n = 0; n < SERIES; n++) {
      svg = svg.replace(seriesInPage(n), PAPER.get(n));
    }
    return svg;
  }

  /**
   * The same chart, whose n-th dot says something when it is pointed at.
   *
   * @param title of each dot, in the order in which they were given
   */
  static String withTitles(String svg, IntFunction<String> title) {
    int[] dot = {0};
    return DOT.matcher(svg)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    "<circle%s><title>%s</title></circle>"
                        .formatted(found.group(1), Html.escape(title.apply(dot[0]++)))));
  }

  /** Grey number {@code grey} stands for a role. */
  private static String role(String svg, int grey, String colour) {
    return svg.replace("rgb(%1$d,%1$d,%1$d)".formatted(grey), colour)
        .replace("#%1$02d%1$02d%1$02d".formatted(grey), colour);
  }

  private static String rounded(String number) {
    return new BigDecimal(number)
        .setScale(2, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }

  /**
   * The library draws ids by lot; these depend on what is drawn, so two charts do not share one.
   */
  private static String withLastingIds(String svg) {
    Set<String> ids = new LinkedHashSet<>();
    ID.matcher(svg).results().forEach(id -> ids.add(id.group(1)));
    String nameless = svg;
    for (String id : ids) {
      nameless = nameless.replace(id, "");
    }
    String lasting = svg;
    int number = 0;
    for (String id : ids) {
      String name = "c%08x-%d".formatted(nameless.hashCode(), number++);
      lasting = lasting.replace(id, name);
    }
    return lasting;
  }
}
