package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.mneme.data.Item;
import org.mneme.files.WholeFile;

/**
 * What a training came to.
 *
 * @param run its id
 * @param model the model file
 * @param bestSpearman of the validation, by the epoch that was kept; NaN without validation
 * @param bestEpoch that epoch, from 0
 * @param judged images that had no part in it
 * @param scores the model's for these, one each
 */
record TrainOutcome(
    String run,
    Path model,
    double bestSpearman,
    int bestEpoch,
    List<Item> judged,
    List<Float> scores) {
  TrainOutcome {
    judged = List.copyOf(judged);
    scores = List.copyOf(scores);
  }

  /** Writes the judged images' scores as {@code mneme evaluate --scores} reads them. */
  static void writeScores(List<TrainOutcome> outcomes, Path csv) throws IOException {
    WholeFile.writeText(
        csv,
        out -> {
          CSVPrinter rows =
              new CSVPrinter(out, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
          rows.printRecord("image", "score");
          for (TrainOutcome outcome : outcomes) {
            for (int i = 0; i < outcome.judged().size(); i++) {
              rows.printRecord(outcome.judged().get(i).id(), outcome.scores().get(i));
            }
          }
          rows.flush();
        });
  }
}
