package org.mneme.train;

import java.util.Map;

/** What training tells while it runs, on the thread that trains. */
public interface TrainingListener {
  /** Says nothing. */
  TrainingListener SILENT = new TrainingListener() {};

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

  /** Before the first step. */
  default void onStart(Start start) {}

  default void onStep(Step step) {}

  /** After an epoch's validation, before its checkpoint. */
  default void onEpoch(EpochFigures epoch) {}
}
