package org.mneme.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.mneme.data.Split;
import org.mneme.network.Network;
import org.mneme.train.EpochFigures;
import org.mneme.train.TrainingListener;

/** Shows a training to the person at the terminal, and hands its figures to its record. */
final class TrainView implements TrainingListener {
  private final Console console;
  private final boolean quiet;
  private final TrainRecord record;
  private final Interruption interruption;
  private long step;
  private double bestSpearman = Double.NaN;

  /** Its record does not want the training to go on. */
  static final class NotWanted extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  TrainView(Console console, boolean quiet, TrainRecord record, Interruption interruption) {
    this.console = console;
    this.quiet = quiet;
    this.record = record;
    this.interruption = interruption;
  }

  void begin(Network network, Split split, List<String> weights, List<String> frozen) {
    say("Run %s", record.folder());
    say("%s", network);
    weights.forEach(line -> say("%s", line));
    if (!frozen.isEmpty()) {
      say("Run once on each image, then kept: what comes before %s", String.join(", ", frozen));
    }
    say(
        "%,d images to train on, %,d to validate with, %,d to judge with",
        split.train().size(), split.val().size(), split.test().size());
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
      say("Milliseconds a step: %s", tried);
    }
    say(
        "Computes in %s, images %s",
        start.bfloat16() ? "bfloat16" : "float32",
        start.channelsLast() ? "channels-last" : "in planes");
    if (start.step() > 0) {
      say("Goes on after step %,d of %,d", start.step(), start.steps());
    }
    step = start.step();
    try {
      record.resumed(start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void onStep(Step now) {
    interruption.check();
    step = now.step();
    try {
      record.step(now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!quiet && console.errIsTerminal()) {
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
    if (!quiet && console.errIsTerminal()) {
      console.err().print("\r");
    }
    if (!(epoch.spearman() <= bestSpearman)) {
      bestSpearman = epoch.spearman();
    }
    say(
        "epoch %d  train loss %.5f  validation loss %.5f  Spearman %.4f  %.1f images/s  %.0f s",
        epoch.epoch() + 1,
        epoch.trainLoss(),
        epoch.validationLoss(),
        epoch.spearman(),
        epoch.examplesPerSecond(),
        epoch.seconds());
    boolean goesOn;
    try {
      goesOn = record.epoch(step, epoch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!goesOn) {
      throw new NotWanted();
    }
  }

  void say(String format, Object... values) {
    if (!quiet) {
      console.err().println(String.format(Locale.ROOT, format, values));
    }
  }
}
