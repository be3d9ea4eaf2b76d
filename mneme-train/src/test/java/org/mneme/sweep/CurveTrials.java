package org.mneme.sweep;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Trials that fit a straight line to given points by gradient descent: real learning curves, in
 * microseconds.
 */
final class CurveTrials implements TrialRunner {
  static final int EPOCHS = 9;
  static final SweepPlan PLAN =
      SweepPlan.of(
              "lines",
              SweepPlan.Method.BAYES,
              Objective.minimize("loss"),
              List.of(
                  new SweepParameter("decay", Numeric.uniform(0, .5)),
                  new SweepParameter("epochs", Categorical.constant(EPOCHS)),
                  new SweepParameter("lr", Numeric.logUniform(1e-3, 1)),
                  new SweepParameter("rule", Categorical.of(List.of("plain", "momentum")))))
          .withEarlyTermination(Hyperband.upFrom(1, 3, false));

  private static final double[] X = {-1, -.5, 0, .5, 1};
  private static final double[] Y = {-2.9, -1.1, 1.2, 2.9, 5.1};

  private final long millisAnEpoch;
  final Map<Integer, Integer> timesRun = new ConcurrentHashMap<>();
  final AtomicInteger atOnce = new AtomicInteger();
  volatile int mostAtOnce;

  CurveTrials(long millisAnEpoch) {
    this.millisAnEpoch = millisAnEpoch;
  }

  @Override
  public Map<String, Double> run(Trial trial, TrialReporter reporter) throws Exception {
    timesRun.merge(trial.number(), 1, Integer::sum);
    mostAtOnce = Math.max(mostAtOnce, atOnce.incrementAndGet());
    try {
      return descend(trial, reporter);
    } finally {
      atOnce.decrementAndGet();
    }
  }

  private Map<String, Double> descend(Trial trial, TrialReporter reporter) throws Exception {
    Map<String, Object> settings = new HashMap<>(trial.settings());
    double lr = (Double) settings.getOrDefault("lr", 0.);
    double decay = (Double) settings.getOrDefault("decay", 0.);
    double momentum = "momentum".equals(settings.get("rule")) ? .5 : 0;
    if (lr < .002) {
      throw new IllegalStateException("lr %s is too small\nto be tried".formatted(lr));
    }
    double a = 0;
    double b = 0;
    double va = 0;
    double vb = 0;
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      double ga = decay * a;
      double gb = 0;
      double loss = 0;
      for (int i = 0; i < X.length; i++) {
        double error = a * X[i] + b - Y[i];
        ga += error * X[i] / X.length;
        gb += error / X.length;
        loss += error * error / X.length;
      }
      va = momentum * va - lr * ga;
      vb = momentum * vb - lr * gb;
      a += va;
      b += vb;
      Thread.sleep(millisAnEpoch);
      if (reporter.report(epoch, epoch, Map.of("loss", loss, "slope", a))
          != TrialReporter.Verdict.GO_ON) {
        return Map.of("epochs_run", (double) epoch);
      }
    }
    return Map.of("epochs_run", (double) EPOCHS);
  }

  @Override
  public String command(Trial trial) {
    return "fit --lr " + trial.settings().get("lr");
  }

  @Override
  public long memoryBytes(Map<String, Object> settings) {
    return 100;
  }
}
