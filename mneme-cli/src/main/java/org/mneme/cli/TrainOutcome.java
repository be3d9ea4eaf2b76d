package org.mneme.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.mneme.data.Item;
import org.mneme.files.WholeFile;
import org.mneme.track.RunSummary;

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
  static final String BEST_SPEARMAN = "best_val_spearman";
  static final String BEST_EPOCH = "best_epoch";
  static final String SCORES = "scores.csv";

  private static final CSVFormat CSV =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').setHeader("image", "score").get();

  TrainOutcome {
    judged = List.copyOf(judged);
    scores = List.copyOf(scores);
  }

  /**
   * Of a run that finished earlier.
   *
   * @throws IOException if its folder lacks the model, or the score of one of these images
   */
  static TrainOutcome of(RunSummary run, Path folder, List<Item> judged) throws IOException {
    Path model = folder.resolve(TrainRun.MODEL);
    if (!Files.exists(model)) {
      throw new IOException(
          model + ": missing, though its run is finished; train without --resume");
    }
    return new TrainOutcome(
        run.id(),
        model,
        run.metrics().getOrDefault(BEST_SPEARMAN, Double.NaN),
        run.metrics().getOrDefault(BEST_EPOCH, 1.0).intValue() - 1,
        judged,
        judged.isEmpty() ? List.of() : readScores(folder.resolve(SCORES), judged));
  }

  private static List<Float> readScores(Path csv, List<Item> items) throws IOException {
    Map<String, Float> scores = new HashMap<>();
    try (CSVParser rows = CSVParser.parse(csv, StandardCharsets.UTF_8, CSV)) {
      for (CSVRecord row : rows) {
        if (row.getRecordNumber() > 1) {
          scores.put(row.get(0), Float.valueOf(row.get(1)));
        }
      }
    }
    List<Float> wanted = new ArrayList<>();
    for (Item item : items) {
      Float score = scores.get(item.id());
      if (score == null) {
        throw new IOException(
            "%s: has no score of %s; train without --resume".formatted(csv, item.id()));
      }
      wanted.add(score);
    }
    return wanted;
  }

  /** Writes the judged images' scores as {@code mneme evaluate --scores} reads them. */
  static void writeScores(List<TrainOutcome> outcomes, Path csv) throws IOException {
    WholeFile.writeText(
        csv,
        out -> {
          CSVPrinter rows = new CSVPrinter(out, CSV);
          for (TrainOutcome outcome : outcomes) {
            for (int i = 0; i < outcome.judged().size(); i++) {
              rows.printRecord(outcome.judged().get(i).id(), outcome.scores().get(i));
            }
          }
          rows.flush();
        });
  }
}
