package org.mneme.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.data.DataException;
import org.mneme.data.Item;
import org.mneme.data.Problem;
import org.mneme.data.Readings;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/**
 * Scores that files bring: other programs' predictions, and the scores of halves of the subjects. A
 * file that has no image of a data set says nothing about it.
 */
final class OtherScores {
  private final boolean skipBad;
  private final @Nullable String imageColumn;
  private final @Nullable String scoreColumn;
  private final List<String> notes = new ArrayList<>();

  OtherScores(boolean skipBad, @Nullable String imageColumn, @Nullable String scoreColumn) {
    this.skipBad = skipBad;
    this.imageColumn = imageColumn;
    this.scoreColumn = scoreColumn;
  }

  /** Rows that were not used, a line each. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /**
   * Adds the predictions for these images, a model for each label; files of one label each have
   * some of the images.
   */
  ScoreTable withPredictions(ScoreTable table, EvaluatedData data, Map<String, List<Path>> files)
      throws IOException {
    ScoreTable more = table;
    for (Map.Entry<String, List<Path>> label : files.entrySet()) {
      Map<String, double[]> found = new LinkedHashMap<>();
      for (Path file : label.getValue()) {
        Readings readings =
            Readings.predictions(file, data.data().items(), imageColumn, scoreColumn, skipBad);
        note(readings, data);
        for (Map.Entry<String, double[]> row : readings.byId().entrySet()) {
          if (found.putIfAbsent(row.getKey(), row.getValue()) != null) {
            throw new DataException(
                "%s: has image '%s', as another file of '%s' has"
                    .formatted(file, row.getKey(), label.getKey()),
                Remedy.of(Action.LABEL_SCORES, "Give each a label of its own"));
          }
        }
      }
      Path last = label.getValue().get(label.getValue().size() - 1);
      Optional<double[][]> columns = columns(found, data.items(), 1, last);
      if (columns.isPresent()) {
        more = more.withModel(label.getKey(), columns.get()[0]);
      }
    }
    return more;
  }

  /** Adds the halvings of the first file that has these images. */
  ScoreTable withHalvings(ScoreTable table, EvaluatedData data, List<Path> files)
      throws IOException {
    for (Path file : files) {
      Readings readings = Readings.halves(file, data.data().items(), imageColumn, skipBad);
      note(readings, data);
      Optional<double[][]> columns =
          columns(readings.byId(), data.items(), readings.columns().size(), file);
      if (columns.isPresent()) {
        ScoreTable more = table;
        for (int i = 0; i < columns.get().length; i += 2) {
          more = more.withHalving(columns.get()[i], columns.get()[i + 1]);
        }
        return more;
      }
    }
    return table;
  }

  private void note(Readings readings, EvaluatedData data) {
    if (readings.unknown() > 0 && !readings.byId().isEmpty()) {
      notes.add(
          "%s: %d rows are for images that %s does not have"
              .formatted(readings.file(), readings.unknown(), data.name()));
    }
    readings.problems().stream().map(Problem::toString).forEach(notes::add);
  }

  /** The scores by column and image; empty if the file has none of the images. */
  private Optional<double[][]> columns(
      Map<String, double[]> rows, List<Item> items, int count, Path file) throws IOException {
    if (items.stream().noneMatch(item -> rows.containsKey(item.id()))) {
      return Optional.empty();
    }
    double[][] columns = new double[count][items.size()];
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      double[] row = rows.get(item.id());
      if (row == null && !skipBad) {
        throw new DataException(
            "%s: has no row for image '%s' (%s:%d)"
                .formatted(file, item.id(), item.file(), item.line()),
            Remedy.of(Action.SKIP_BAD, "Add it, or continue without such images"));
      }
      for (int c = 0; c < count; c++) {
        columns[c][i] = row == null ? Double.NaN : row[c];
      }
    }
    return Optional.of(columns);
  }
}
