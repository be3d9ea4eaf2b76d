package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.mneme.files.WholeFile;

/** What a cross-validation came to: each image is judged by the model that never saw it. */
record FoldsSummary(List<TrainOutcome> outcomes) {
  FoldsSummary {
    outcomes = List.copyOf(outcomes);
  }

  /** Writes every image's score as {@code mneme evaluate --scores} reads it. */
  void write(Path csv) throws IOException {
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

  void print(Console console) {
    long images = outcomes.stream().mapToLong(outcome -> outcome.judged().size()).sum();
    console
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "%d folds, %,d images, each judged by the model that did not see it: %s",
                outcomes.size(),
                images,
                TrainFigures.of(outcomes)));
  }
}
