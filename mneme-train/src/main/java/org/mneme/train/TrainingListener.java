package org.mneme.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.mneme.data.Split;
import org.mneme.network.Network;
import org.mneme.progress.Progress;

/**
 * What training tells while it runs, beside the {@link Progress} of its longer stages, on the
 * thread that trains. After each step and each epoch it asks whether to continue.
 */
public interface TrainingListener extends Progress {
  /** Says nothing. */
  TrainingListener SILENT = new TrainingListener() {};

  /**
   * What is about to be trained.
   *
   * @param run the run's folder
   * @param network its layers
   * @param split which images it is trained, validated and evaluated on
   * @param weights where they come from, a line each for people
   * @param frozen nodes whose outputs are computed once and kept; none if all is trained
   */
  record Begin(Path run, Network network, Split split, List<String> weights, List<String> frozen) {
    /**
     * Keeps copies.
     *
     * @param run the run's folder
     * @param network its layers
     * @param split which images it is trained, validated and evaluated on
     * @param weights where they come from, a line each for people
     * @param frozen nodes whose outputs are computed once and kept
     */
    public Begin {
      weights = List.copyOf(weights);
      frozen = List.copyOf(frozen);
    }
  }

  /**
   * How it is computed, and where it begins.
   *
   * @param bfloat16 whether convolutions and fully connected layers compute in bfloat16
   * @param channelsLast whether images lie with their channels together
   * @param millisPerStep what was measured to choose that, by what was tried; empty when nothing
   *     was to be chosen
   * @param step steps that an earlier run had done; 0 for a fresh start. Steps after it that were
   *     told before are told again
   * @param steps of all epochs
   */
  record Start(
      boolean bfloat16,
      boolean channelsLast,
      Map<String, Double> millisPerStep,
      long step,
      long steps) {}

  /**
   * A step done.
   *
   * @param step from 1, over all epochs
   * @param epoch from 0
   * @param stepOfEpoch from 1
   * @param stepsOfEpoch how many an epoch has
   * @param loss of the step's examples before it, with its term for the order
   * @param learningRate of tensors without a group
   * @param gradientNorm before clipping
   * @param examplesPerSecond of this step, waiting for its examples included
   */
  record Step(
      long step,
      int epoch,
      int stepOfEpoch,
      int stepsOfEpoch,
      double loss,
      double learningRate,
      double gradientNorm,
      double examplesPerSecond) {}

  /**
   * A {@link Training} has its run's folder.
   *
   * @param begin the run's folder, and what is trained on what
   */
  default void onBegin(Begin begin) {}

  /**
   * Before the first step.
   *
   * @param start how it is computed, and from which step on
   */
  default void onStart(Start start) {}

  /**
   * After each step.
   *
   * @param step its figures
   */
  default void onStep(Step step) {}

  /**
   * After an epoch's validation, before its checkpoint.
   *
   * @param epoch its figures
   */
  default void onEpoch(EpochFigures epoch) {}

  /**
   * A {@link Training} has its model file, checked, and the scores of the test set.
   *
   * @param training the model file, and figures of all epochs
   */
  default void onModel(FinishedTraining training) {}
}
