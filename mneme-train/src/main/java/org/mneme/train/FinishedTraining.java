package org.mneme.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.mneme.data.Item;
import org.mneme.evaluate.HeldOutFigures;
import org.mneme.evaluate.HeldOutScores;
import org.mneme.files.WholeFile;
import org.mneme.track.RunSummary;

/**
 * What a training came to.
 *
 * @param run its id
 * @param folder the run's
 * @param command that repeats it
 * @param network its name
 * @param model the model file, in the folder
 * @param bestSpearman of the validation, by the epoch that was kept; NaN without validation
 * @param bestEpoch that epoch, from 0
 * @param history figures of every epoch; empty for a training that an earlier call finished
 * @param test the images of the test set, which was not used for it
 * @param scores the model's for these, one each
 */
public record FinishedTraining(
    String run,
    Path folder,
    String command,
    String network,
    Path model,
    double bestSpearman,
    int bestEpoch,
    List<EpochFigures> history,
    List<Item> test,
    List<Float> scores) {
  /** The model file in a run's folder. */
  public static final String MODEL = "model.onnx";

  /** The test set's scores in a run's folder. */
  public static final String SCORES = "scores.csv";

  static final String BEST_SPEARMAN = "best_val_spearman";
  static final String BEST_EPOCH = "best_epoch";

  private static final CSVFormat CSV =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').setHeader("image", "score").get();

  /**
   * Keeps copies.
   *
   * @param run its id
   * @param folder the run's
   * @param command that repeats it
   * @param network its name
   * @param model the model file, in the folder
   * @param bestSpearman of the validation, by the epoch that was kept
   * @param bestEpoch that epoch, from 0
   * @param history figures of every epoch
   * @param test the images of the test set, which was not used for it
   * @param scores the model's for these, one each
   */
  public FinishedTraining {
    history = List.copyOf(history);
    test = List.copyOf(test);
    scores = List.copyOf(scores);
  }

  /**
   * Reads a run that finished earlier.
   *
   * @throws IOException if its folder lacks the model, or the score of one of these images
   */
  static FinishedTraining of(RunSummary run, Path folder, String network, List<Item> test)
      throws IOException {
    Path model = folder.resolve(MODEL);
    if (!Files.exists(model)) {
      throw new TrainingException(
          model
              + ": missing, though its run is finished. Train anew, not keeping what is finished");
    }
    return new FinishedTraining(
        run.id(),
        folder,
        run.about().command(),
        network,
        model,
        run.metrics().getOrDefault(BEST_SPEARMAN, Double.NaN),
        run.metrics().getOrDefault(BEST_EPOCH, 1.0).intValue() - 1,
        List.of(),
        test,
        test.isEmpty() ? List.of() : readScores(folder.resolve(SCORES), test));
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
        throw new TrainingException(
            "%s: has no score of %s. Train anew, not keeping what is finished"
                .formatted(csv, item.id()));
      }
      wanted.add(score);
    }
    return wanted;
  }

  /**
   * Writes the test sets' scores of some trainings, the folds of one data set for instance, as CSV
   * with the columns image and score.
   *
   * @param trainings in the order in which their images are written
   * @param csv is replaced if it is there
   * @throws IOException if it cannot be written
   */
  public static void writeScores(List<FinishedTraining> trainings, Path csv) throws IOException {
    WholeFile.writeText(
        csv,
        out -> {
          CSVPrinter rows = new CSVPrinter(out, CSV);
          for (FinishedTraining training : trainings) {
            for (int i = 0; i < training.test().size(); i++) {
              rows.printRecord(training.test().get(i).id(), training.scores().get(i));
            }
          }
          rows.flush();
        });
  }

  /** {@return how good the model is on the test set} */
  public HeldOutFigures figures() {
    HeldOutScores test = evaluated();
    return HeldOutFigures.of(test.truth(), test.predictions());
  }

  /**
   * {@return how good the models of a cross-validation are on their test sets}
   *
   * @param folds a training for each
   */
  public static HeldOutFigures ofFolds(List<FinishedTraining> folds) {
    return HeldOutFigures.ofFolds(folds.stream().map(FinishedTraining::evaluated).toList());
  }

  private HeldOutScores evaluated() {
    return new HeldOutScores(
        test.stream().map(Item::id).toList(),
        test.stream().mapToDouble(Item::score).toArray(),
        scores.stream().mapToDouble(Float::doubleValue).toArray());
  }

  /** The metrics of the run as a whole, by the names that runs know them by. */
  Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(BEST_SPEARMAN, bestSpearman);
    metrics.put(BEST_EPOCH, bestEpoch + 1.0);
    if (!test.isEmpty()) {
      metrics.putAll(figures().values("test_"));
    }
    return metrics;
  }
}
