package org.mneme.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.mneme.data.Item;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.evaluate.EvaluationReport;

/**
 * What was evaluated, image by image: columns {@code image}, {@code truth}, one for each model, and
 * {@code category}; with several data sets, {@code data} comes first. A score that is missing is
 * empty. Human scores read back the same, predictions to float32 or better.
 */
public final class PredictionsCsv {
  private PredictionsCsv() {}

  /**
   * Writes a line for each image of each data set, after a line of names.
   *
   * @param report of one or more data sets
   * @param out takes CSV; stays open
   * @throws IOException if it cannot be written
   */
  public static void write(EvaluationReport report, Appendable out) throws IOException {
    boolean several = report.sets().size() > 1;
    Set<String> models = new LinkedHashSet<>();
    report.sets().forEach(set -> models.addAll(set.table().models()));
    CSVPrinter csv =
        new CSVPrinter(out, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
    List<String> header = new ArrayList<>();
    if (several) {
      header.add("data");
    }
    header.add("image");
    header.add("truth");
    header.addAll(models);
    header.add("category");
    csv.printRecord(header);
    for (EvaluatedSet set : report.sets()) {
      double[] truth = set.table().truth();
      Map<String, double[]> predictions = new HashMap<>();
      set.table().models().forEach(model -> predictions.put(model, set.table().predictions(model)));
      for (int i = 0; i < truth.length; i++) {
        Item item = set.items().get(i);
        if (several) {
          csv.print(set.name());
        }
        csv.print(item.id());
        csv.print(text(truth[i]));
        for (String model : models) {
          double[] values = predictions.get(model);
          csv.print(values == null ? "" : text(values[i]));
        }
        csv.print(item.category() == null ? "" : item.category());
        csv.println();
      }
    }
    csv.flush();
  }

  /** A network's scores are float32, which has fewer digits. */
  private static String text(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return (float) value == value ? Float.toString((float) value) : Double.toString(value);
  }
}
