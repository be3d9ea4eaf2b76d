package org.mneme.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.mneme.sweep.Trial;
import org.mneme.sweep.TrialReporter;
import org.mneme.sweep.TrialRunner;

/** Trials that climb a hill by gradient ascent: learning curves with a known top, at once. */
final class HillTrials implements TrialRunner {
  private static final double TOP = .62;

  @Override
  public Map<String, Double> run(Trial trial, TrialReporter reporter) throws IOException {
    Map<String, Object> settings = trial.settings();
    double lr = ((Number) settings.getOrDefault("lr", .1)).doubleValue();
    double dropout = ((Number) settings.getOrDefault("dropout", 0)).doubleValue();
    boolean adam = "adam".equals(settings.get("optimizer"));
    long epochs = ((Number) settings.getOrDefault("epochs", 27)).longValue();
    if (lr > .9) {
      throw new IllegalStateException("the loss is not a number after 3 steps; lower lr");
    }
    double top = TOP - .2 * (dropout - .3) * (dropout - .3);
    double off = 1;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      off -= Math.min(1.9, lr * (adam ? 2 : 1)) * off;
      double rho = top - .3 * off * off - (lr > .3 ? .15 * (lr - .3) * (epoch % 3) : 0);
      if (reporter.report(epoch, epoch, Map.of("val_spearman", rho, "train_loss", off * off))
          != TrialReporter.Verdict.GO_ON) {
        break;
      }
    }
    return Map.of("seconds", .5);
  }

  @Override
  public String command(Trial trial) {
    return String.format(
        Locale.ROOT,
        "mneme train --data lnsim --network resmem --lr %s --dropout %s --optimizer %s",
        trial.settings().get("lr"),
        trial.settings().get("dropout"),
        trial.settings().get("optimizer"));
  }
}
