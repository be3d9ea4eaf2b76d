package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mneme.track.Run;
import org.mneme.train.EpochFigures;
import org.mneme.train.TrainingListener.Start;
import org.mneme.train.TrainingListener.Step;

/** Where a training's figures are kept: a run of its own, or a sweep's trial. */
interface TrainRecord {
  /** The run's folder. */
  Path folder();

  String id();

  /** What repeats the training. */
  String command();

  /** Forgets what came after the checkpoint that training goes on from. */
  void resumed(Start start) throws IOException;

  void step(Step step) throws IOException;

  /**
   * Keeps an epoch's figures.
   *
   * @param step the last of the epoch
   * @return whether to go on
   */
  boolean epoch(long step, EpochFigures epoch) throws IOException;

  /** An epoch's figures by the names that runs and sweeps know them by. */
  static Map<String, Double> metrics(EpochFigures epoch) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("epoch_train_loss", epoch.trainLoss());
    metrics.put("val_loss", epoch.validationLoss());
    metrics.put("val_spearman", epoch.spearman());
    metrics.put("epoch_images_per_second", epoch.examplesPerSecond());
    return metrics;
  }

  /** In a run of its own. */
  static TrainRecord of(Run run) {
    return new TrainRecord() {
      @Override
      public Path folder() {
        return run.folder();
      }

      @Override
      public String id() {
        return run.id();
      }

      @Override
      public String command() {
        return run.summary().about().command();
      }

      @Override
      public void resumed(Start start) throws IOException {
        run.keepUntil(start.step());
      }

      @Override
      public void step(Step step) throws IOException {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("train_loss", step.loss());
        metrics.put("learning_rate", step.learningRate());
        metrics.put("gradient_norm", step.gradientNorm());
        metrics.put("images_per_second", step.examplesPerSecond());
        run.log(
            step.step(), step.epoch() + (double) step.stepOfEpoch() / step.stepsOfEpoch(), metrics);
      }

      @Override
      public boolean epoch(long step, EpochFigures epoch) throws IOException {
        run.log(step, epoch.epoch() + 1, metrics(epoch));
        return true;
      }
    };
  }
}
