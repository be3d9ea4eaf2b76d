package org.mneme.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mneme.track.Run;

/** Writes a training's figures into its run, and passes on all that it is told. */
final class RunLog implements TrainingListener {
  private final Run run;
  private final TrainingListener listener;
  private long step;

  RunLog(Run run, TrainingListener listener) {
    this.run = run;
    this.listener = listener;
  }

  /** Writing that may fail. */
  private interface Writing {
    void write() throws IOException;
  }

  private static void write(Writing writing) {
    try {
      writing.write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void onStart(Start start) {
    step = start.step();
    listener.onStart(start);
    write(() -> run.keepUntil(start.step()));
  }

  @Override
  public void onStep(Step now) {
    step = now.step();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("train_loss", now.loss());
    metrics.put("learning_rate", now.learningRate());
    metrics.put("gradient_norm", now.gradientNorm());
    metrics.put("images_per_second", now.examplesPerSecond());
    double epochs = now.epoch() + (double) now.stepOfEpoch() / now.stepsOfEpoch();
    write(() -> run.log(now.step(), epochs, metrics));
    listener.onStep(now);
  }

  @Override
  public void onEpoch(EpochFigures epoch) {
    write(() -> run.log(step, epoch.epoch() + 1, epoch.metrics()));
    listener.onEpoch(epoch);
  }

  @Override
  public void onModel(FinishedTraining training) {
    listener.onModel(training);
  }

  @Override
  public void begin(String stage, long total, String unit) {
    listener.begin(stage, total, unit);
  }

  @Override
  public void advance(long done) {
    listener.advance(done);
  }

  @Override
  public void say(String line) {
    listener.say(line);
  }

  @Override
  public boolean isCancelled() {
    return listener.isCancelled();
  }
}
