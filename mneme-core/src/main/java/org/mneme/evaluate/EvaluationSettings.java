package org.mneme.evaluate;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How models are evaluated; one value for all models and data sets of a report.
 *
 * @param intervals how they are made; their seed is that of repeated splits too
 * @param threads that read images
 * @param scores files with predictions that other programs made, by the label of their model; files
 *     of one label each have some of the images
 * @param halves files with scores of random halves of the subjects; without any, a {@code
 *     halves.csv} beside the data is taken
 * @param imageColumn of those files; empty for one of the usual names
 * @param predictionColumn of files with predictions; empty for one of the usual names
 * @param skipBad whether images without a score, and bad rows of those files, are left out and
 *     counted instead of being an error
 * @param repeated further figures on the test sets of random splits
 * @param cache the folder where scores are kept from run to run; empty to keep none
 * @param command what made the report, for its provenance; empty where that is no command
 */
public record EvaluationSettings(
    Intervals intervals,
    int threads,
    Map<String, List<Path>> scores,
    List<Path> halves,
    Optional<String> imageColumn,
    Optional<String> predictionColumn,
    boolean skipBad,
    RepeatedSplits repeated,
    Optional<Path> cache,
    Optional<String> command) {
  /**
   * Keeps copies.
   *
   * @param intervals how they are made
   * @param threads that read images
   * @param scores files with predictions that other programs made, by the label of their model
   * @param halves files with scores of random halves of the subjects
   * @param imageColumn of those files
   * @param predictionColumn of files with predictions
   * @param skipBad whether images without a score, and bad rows of those files, are left out and
   *     counted instead of being an error
   * @param repeated further figures on the test sets of random splits
   * @param cache the folder where scores are kept from run to run
   * @param command what made the report, for its provenance
   * @throws IllegalArgumentException if {@code threads} is below 1
   */
  public EvaluationSettings {
    scores = copy(scores);
    halves = List.copyOf(halves);
    if (threads < 1) {
      throw new IllegalArgumentException("threads (%d) must be 1 or more".formatted(threads));
    }
  }

  private static Map<String, List<Path>> copy(Map<String, List<Path>> scores) {
    Map<String, List<Path>> copy = new LinkedHashMap<>();
    scores.forEach((label, files) -> copy.put(label, List.copyOf(files)));
    return Collections.unmodifiableMap(copy);
  }

  /**
   * {@return the usual settings: {@link Intervals#DEFAULT}, a thread for each processor, bad rows
   * are errors, no scores are kept}
   */
  public static EvaluationSettings defaults() {
    return new EvaluationSettings(
        Intervals.DEFAULT,
        Runtime.getRuntime().availableProcessors(),
        Map.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        false,
        RepeatedSplits.NONE,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * {@return a copy with other intervals}
   *
   * @param value how they are made
   */
  public EvaluationSettings withIntervals(Intervals value) {
    return new EvaluationSettings(
        value,
        threads,
        scores,
        halves,
        imageColumn,
        predictionColumn,
        skipBad,
        repeated,
        cache,
        command);
  }

  /**
   * {@return a copy that reads images on this many threads}
   *
   * @param value 1 or more
   */
  public EvaluationSettings withThreads(int value) {
    return new EvaluationSettings(
        intervals,
        value,
        scores,
        halves,
        imageColumn,
        predictionColumn,
        skipBad,
        repeated,
        cache,
        command);
  }

  /**
   * {@return a copy that evaluates predictions of other programs too}
   *
   * @param value files by the label of their model
   */
  public EvaluationSettings withScores(Map<String, List<Path>> value) {
    return new EvaluationSettings(
        intervals,
        threads,
        value,
        halves,
        imageColumn,
        predictionColumn,
        skipBad,
        repeated,
        cache,
        command);
  }

  /**
   * {@return a copy that takes human consistency from these files}
   *
   * @param value files with scores of random halves of the subjects
   */
  public EvaluationSettings withHalves(List<Path> value) {
    return new EvaluationSettings(
        intervals,
        threads,
        scores,
        value,
        imageColumn,
        predictionColumn,
        skipBad,
        repeated,
        cache,
        command);
  }

  /**
   * {@return a copy that finds images by this column}
   *
   * @param value of the files of predictions and halves
   */
  public EvaluationSettings withImageColumn(String value) {
    return new EvaluationSettings(
        intervals,
        threads,
        scores,
        halves,
        Optional.of(value),
        predictionColumn,
        skipBad,
        repeated,
        cache,
        command);
  }

  /**
   * {@return a copy that takes predictions from this column}
   *
   * @param value of the files of predictions
   */
  public EvaluationSettings withPredictionColumn(String value) {
    return new EvaluationSettings(
        intervals,
        threads,
        scores,
        halves,
        imageColumn,
        Optional.of(value),
        skipBad,
        repeated,
        cache,
        command);
  }

  /**
   * {@return a copy that leaves out and counts images without a score, and bad rows, or does not}
   *
   * @param value false for an error instead
   */
  public EvaluationSettings withSkipBad(boolean value) {
    return new EvaluationSettings(
        intervals,
        threads,
        scores,
        halves,
        imageColumn,
        predictionColumn,
        value,
        repeated,
        cache,
        command);
  }

  /**
   * {@return a copy with other repeated splits}
   *
   * @param value how many, and how large their test sets are
   */
  public EvaluationSettings withRepeated(RepeatedSplits value) {
    return new EvaluationSettings(
        intervals,
        threads,
        scores,
        halves,
        imageColumn,
        predictionColumn,
        skipBad,
        value,
        cache,
        command);
  }

  /**
   * {@return a copy that keeps scores from run to run}
   *
   * @param value the folder for them; made if need be
   */
  public EvaluationSettings withCache(Path value) {
    return new EvaluationSettings(
        intervals,
        threads,
        scores,
        halves,
        imageColumn,
        predictionColumn,
        skipBad,
        repeated,
        Optional.of(value),
        command);
  }

  /**
   * {@return a copy that names what made the report}
   *
   * @param value a command, as it can be run again
   */
  public EvaluationSettings withCommand(String value) {
    return new EvaluationSettings(
        intervals,
        threads,
        scores,
        halves,
        imageColumn,
        predictionColumn,
        skipBad,
        repeated,
        cache,
        Optional.of(value));
  }
}
