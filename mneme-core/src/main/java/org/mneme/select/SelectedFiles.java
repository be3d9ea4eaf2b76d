package org.mneme.select;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.mneme.select.SelectSettings.Goal;

/** Selected sets as the files and the sentence that an experiment needs. */
public final class SelectedFiles {
  private static final CSVFormat RECORDS =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private SelectedFiles() {}

  /**
   * {@return CSV with a row for each selected picture: {@code image,condition}, {@code pair} where
   * partners were asked for, and every column of the pool}
   *
   * @param selected the sets
   */
  public static String csv(Selected selected) {
    List<String> columns = new ArrayList<>(selected.pool().numberColumns());
    columns.addAll(selected.pool().labelColumns());
    return csv(selected, "image", columns);
  }

  /**
   * {@return a conditions file of PsychoPy, CSV: {@code imageFile,condition}, {@code pair} where
   * partners were asked for, and the score; give it to a loop and set the image of an image
   * component to {@code $imageFile}}
   *
   * @param selected the sets
   */
  public static String psychoPy(Selected selected) {
    return csv(selected, "imageFile", List.of(selected.settings().score()));
  }

  /**
   * {@return a JSON array for jsPsych's {@code timeline_variables}, an object for each picture:
   * {@code stimulus}, {@code condition}, {@code pair} where partners were asked for, and the score}
   *
   * @param selected the sets
   */
  public static String jsPsych(Selected selected) {
    ArrayNode all = new JsonMapper().createArrayNode();
    double[] scores = selected.pool().numbers(selected.settings().score());
    for (int set = 0; set < selected.sets().size(); set++) {
      for (int place = 0; place < selected.sets().get(set).size(); place++) {
        int row = selected.sets().get(set).get(place);
        ObjectNode one = all.addObject();
        one.put("stimulus", selected.pool().images().get(row));
        one.put("condition", selected.settings().conditions().get(set).name());
        if (isPaired(selected)) {
          one.put("pair", place + 1);
        }
        one.put(selected.settings().score(), scores[row]);
      }
    }
    return all.toPrettyString() + "\n";
  }

  private static String csv(Selected selected, String image, List<String> columns) {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, RECORDS)) {
      List<String> header = new ArrayList<>(List.of(image, "condition"));
      if (isPaired(selected)) {
        header.add("pair");
      }
      header.addAll(columns);
      printer.printRecord(header);
      for (int set = 0; set < selected.sets().size(); set++) {
        for (int place = 0; place < selected.sets().get(set).size(); place++) {
          int row = selected.sets().get(set).get(place);
          List<String> cells =
              new ArrayList<>(
                  List.of(
                      selected.pool().images().get(row),
                      selected.settings().conditions().get(set).name()));
          if (isPaired(selected)) {
            cells.add(Integer.toString(place + 1));
          }
          columns.forEach(column -> cells.add(cell(selected.pool(), column, row)));
          printer.printRecord(cells);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return text.toString();
  }

  private static String cell(Pool pool, String column, int row) {
    if (!pool.numberColumns().contains(column)) {
      return pool.labels(column).get(row);
    }
    double value = pool.numbers(column)[row];
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  /**
   * {@return the balance as CSV, a row for the score and for each matched column: {@code column},
   * the mean and standard deviation of each set, {@code d}, {@code ks}, and for matched columns
   * {@code tolerance} and whether it is met}
   *
   * @param selected the sets
   */
  public static String balance(Selected selected) {
    SelectSettings settings = selected.settings();
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, RECORDS)) {
      List<String> header = new ArrayList<>(List.of("column"));
      for (Condition condition : settings.conditions()) {
        header.add("mean " + condition.name());
        header.add("sd " + condition.name());
      }
      header.addAll(List.of("d", "ks", "tolerance", "met"));
      printer.printRecord(header);
      boolean matched =
          settings.match().stream().anyMatch(each -> each.column().equals(settings.score()));
      if (!matched) {
        printer.printRecord(row(selected.scores(), List.of("", "")));
      }
      for (int i = 0; i < selected.balance().size(); i++) {
        Balance one = selected.balance().get(i);
        double tolerance = settings.match().get(i).tolerance();
        printer.printRecord(
            row(
                one,
                List.of(
                    Double.toString(tolerance), Boolean.toString(one.difference() <= tolerance))));
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return text.toString();
  }

  private static List<String> row(Balance balance, List<String> more) {
    List<String> cells = new ArrayList<>(List.of(balance.column()));
    for (int set = 0; set < balance.means().size(); set++) {
      cells.add(Double.toString(balance.means().get(set)));
      cells.add(Double.toString(balance.deviations().get(set)));
    }
    cells.add(Double.toString(balance.difference()));
    cells.add(Double.toString(balance.ks()));
    cells.addAll(more);
    return cells;
  }

  private static boolean isPaired(Selected selected) {
    return selected.settings().goal() == Goal.PAIRS;
  }

  /**
   * {@return sentences for the methods section of an article}
   *
   * @param selected the sets
   */
  public static String methods(Selected selected) {
    SelectSettings settings = selected.settings();
    List<String> sets = new ArrayList<>();
    for (int set = 0; set < selected.sets().size(); set++) {
      sets.add(
          String.format(
              Locale.ROOT,
              "%s (M = %.3f, SD = %.3f)",
              settings.conditions().get(set).name(),
              selected.scores().means().get(set),
              selected.scores().deviations().get(set)));
    }
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "From %,d pictures, %d sets of %d were selected with Mneme by their %s: %s.",
                selected.pool().size(),
                sets.size(),
                settings.each(),
                settings.score(),
                String.join(", ", sets)));
    if (!selected.balance().isEmpty()) {
      text.append(
          selected.balance().stream()
              .map(
                  each ->
                      String.format(
                          Locale.ROOT,
                          "%s (d = %.3f, D = %.3f)",
                          each.column(),
                          each.difference(),
                          each.ks()))
              .collect(
                  Collectors.joining(
                      ", ",
                      settings.goal() == Goal.PAIRS
                          ? " Pictures were matched pairwise on "
                          : " The sets were matched on ",
                      "; d is the largest standardised difference of means between two sets, D the"
                          + " largest Kolmogorov-Smirnov statistic.")));
    }
    if (!settings.balance().isEmpty()) {
      text.append(
          " Each set has equally many pictures of each %s."
              .formatted(String.join(" and ", settings.balance())));
    }
    text.append(
        selected.optimal() && selected.steps() == 0
            ? " No other pairs have a smaller mean distance (exact assignment)."
            : selected.optimal()
                ? String.format(
                    Locale.ROOT, " All %,d combinations were compared.", selected.steps())
                : String.format(
                    Locale.ROOT,
                    " The search was by simulated annealing (%,d steps, seed %d).",
                    selected.steps(),
                    settings.seed()));
    return text.append('\n').toString();
  }
}
