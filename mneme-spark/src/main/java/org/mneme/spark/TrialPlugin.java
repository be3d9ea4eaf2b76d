package org.mneme.spark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;
import org.mneme.sweep.TrialReporter;

/**
 * Takes what trials on workers tell to the sweep in the driver, over Spark's own connection between
 * the two: after each epoch a sweep decides whether a trial continues. Spark makes both ends, by
 * the name of this class in {@code spark.plugins}.
 */
public final class TrialPlugin implements SparkPlugin {
  /** Spark makes the plugin by itself; the sweep finds it through its class alone. */
  private static final Map<String, Listening> TRIALS = new ConcurrentHashMap<>();

  private static volatile @Nullable PluginContext worker;

  /** One trial's sweep, and which attempt at the trial it listens to. */
  private static final class Listening {
    private final TrialReporter reporter;
    private int attempt;

    Listening(TrialReporter reporter) {
      this.reporter = reporter;
    }

    synchronized boolean isStale(TrialMessage message) {
      attempt = Math.max(attempt, message.attempt());
      return message.attempt() < attempt;
    }
  }

  /** Sends a trial's messages to its sweep from now on. */
  static void listen(String trial, TrialReporter reporter) {
    TRIALS.put(trial, new Listening(reporter));
  }

  static void forget(String trial) {
    TRIALS.remove(trial);
  }

  /** Sends a message to the sweep and waits for its answer; for tasks. */
  static Object ask(TrialMessage message) throws IOException {
    try {
      return context().ask(TrialMessage.bytes(message));
    } catch (InterruptedException e) {
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (Exception e) {
      throw new IOException("the sweep did not answer: " + Failures.describe(e), e);
    }
  }

  /** Sends a message to the sweep; for tasks. */
  static void tell(TrialMessage message) throws IOException {
    context().send(TrialMessage.bytes(message));
  }

  private static PluginContext context() {
    PluginContext context = worker;
    if (context == null) {
      throw new IllegalStateException("spark.plugins has no " + TrialPlugin.class.getName());
    }
    return context;
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Map<String, String> init(SparkContext spark, PluginContext context) {
        return Map.of();
      }

      @Override
      public Object receive(Object message) throws IOException {
        return answer((TrialMessage) TrialMessage.of((byte[]) message));
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> extra) {
        worker = context;
      }
    };
  }

  /** An attempt that another one has taken the place of is asked to end, and not listened to. */
  private static Object answer(TrialMessage message) throws IOException {
    Listening trial = TRIALS.get(message.trial());
    boolean stale = trial == null || trial.isStale(message);
    if (message instanceof TrialMessage.Asked) {
      return stale || trial.reporter.isCancelled();
    }
    if (stale) {
      return TrialReporter.Verdict.PAUSE.name();
    }
    TrialReporter reporter = trial.reporter;
    if (message instanceof TrialMessage.Measured measured) {
      return reporter.report(measured.step(), measured.epoch(), measured.figures()).name();
    }
    if (message instanceof TrialMessage.Begun begun) {
      reporter.resumedAfter(begun.step());
      if (begun.attempt() > 0) {
        reporter.say(
            "its worker was lost; it continues on %s after step %d"
                .formatted(begun.host(), begun.step()));
      }
    } else if (message instanceof TrialMessage.Said said) {
      reporter.say(said.line());
    }
    return TrialReporter.Verdict.GO_ON.name();
  }
}
