package org.mneme.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.mneme.report.TrainingPage;
import org.mneme.train.EpochFigures;
import org.mneme.train.FinishedTraining;
import org.mneme.train.TrainingListener;

/** Shows trainings to the person at the terminal, and writes each one's page. */
final class TrainView extends JobView implements TrainingListener {
  private static final String PAGE = "train.html";

  private final Console console;
  private double bestSpearman = Double.NaN;

  TrainView(Console console, Interruption interruption) {
    super(console, interruption);
    this.console = console;
  }

  @Override
  public void onBegin(Begin begin) {
    bestSpearman = Double.NaN;
    print("Run %s", begin.run());
    print("%s", begin.network());
    begin.weights().forEach(line -> print("%s", line));
    if (!begin.frozen().isEmpty()) {
      print(
          "Computed once for each image, then cached: what comes before %s",
          String.join(", ", begin.frozen()));
    }
    print(
        "Training set %,d images, validation set %,d, test set %,d",
        begin.split().train().size(), begin.split().val().size(), begin.split().test().size());
  }

  @Override
  public void onStart(Start start) {
    if (!start.millisPerStep().isEmpty()) {
      StringBuilder tried = new StringBuilder();
      start
          .millisPerStep()
          .forEach(
              (what, millis) ->
                  tried.append(
                      String.format(
                          Locale.ROOT, "%s%s %.0f", tried.isEmpty() ? "" : "; ", what, millis)));
      print("Milliseconds a step: %s", tried);
    }
    print(
        "Computes in %s, images %s",
        start.bfloat16() ? "bfloat16" : "float32",
        start.channelsLast() ? "channels-last" : "in planes");
    if (start.step() > 0) {
      print("Resumes after step %,d of %,d", start.step(), start.steps());
    }
  }

  @Override
  public void onStep(Step now) {
    if (console.errIsTerminal()) {
      console
          .err()
          .print(
              String.format(
                  Locale.ROOT,
                  "\repoch %d  step %d/%d  loss %.5f  %.1f images/s  best Spearman %.4f   ",
                  now.epoch() + 1,
                  now.stepOfEpoch(),
                  now.stepsOfEpoch(),
                  now.loss(),
                  now.examplesPerSecond(),
                  bestSpearman));
      console.err().flush();
    }
  }

  @Override
  public void onEpoch(EpochFigures epoch) {
    if (console.errIsTerminal()) {
      console.err().print("\r");
    }
    if (!(epoch.spearman() <= bestSpearman)) {
      bestSpearman = epoch.spearman();
    }
    print(
        "epoch %d  train loss %.5f  validation loss %.5f  Spearman %.4f  %.1f images/s  %.0f s",
        epoch.epoch() + 1,
        epoch.trainLoss(),
        epoch.validationLoss(),
        epoch.spearman(),
        epoch.examplesPerSecond(),
        epoch.seconds());
  }

  @Override
  public void onModel(FinishedTraining training) {
    try {
      TrainingPage.write(
          training.network(),
          training.command(),
          training.history(),
          training.bestEpoch(),
          training.folder().resolve(PAGE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!training.test().isEmpty()) {
      print(
          "Test set (%,d images): %s (%s)",
          training.test().size(),
          training.figures().describe(),
          training.folder().resolve(FinishedTraining.SCORES));
    }
    print("Model: %s (epoch %d)", training.model(), training.bestEpoch() + 1);
    print("Curves: %s", training.folder().resolve(PAGE));
  }

  private void print(String format, Object... values) {
    say(String.format(Locale.ROOT, format, values));
  }
}
