package org.mneme.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.mneme.network.Network;

/**
 * The fastest way to compute on this machine, by trying a few steps of each.
 *
 * @param millisPerStep by what was tried; empty when nothing was to be chosen
 */
record ComputeChoice(TorchNetwork.Compute compute, Map<String, Double> millisPerStep) {
  /** Enough for the ways to differ as they do on a whole batch. */
  private static final int EXAMPLES = 8;

  /** A gain smaller than this is noise, and not worth rounding to bfloat16. */
  private static final double GAIN = .95;

  /** What the settings say; where they leave it open, what is fastest. */
  @SuppressWarnings("try") // a scope acts by being there
  static ComputeChoice of(
      Network network,
      Map<String, org.mneme.weights.Tensor> weights,
      Examples train,
      TrainSettings settings)
      throws IOException {
    Machine machine = settings.machine();
    boolean bfloat16 = machine.precision() == Machine.Precision.BFLOAT16;
    boolean channelsLast = machine.layout() == Machine.Layout.CHANNELS_LAST;
    boolean openPrecision = machine.precision() == Machine.Precision.AUTO;
    boolean openLayout =
        machine.layout() == Machine.Layout.AUTO
            && train.inputs().values().stream().anyMatch(shape -> shape.rank() == 3);
    TorchNetwork.Compute best = new TorchNetwork.Compute(bfloat16, channelsLast, machine.device());
    Map<String, Double> millis = new LinkedHashMap<>();
    if (!openPrecision && !openLayout) {
      return new ComputeChoice(best, millis);
    }
    int count = Math.min(Math.min(EXAMPLES, settings.batch()), train.size());
    int[] first = IntStream.range(0, count).toArray();
    try (PointerScope scope = new PointerScope();
        BatchFeed feed = new BatchFeed(train, 0, List.of(first))) {
      BatchFeed.Batch batch = feed.next();
      double fastest = measure(network, weights, batch, settings, best, millis);
      if (openLayout) {
        TorchNetwork.Compute other = new TorchNetwork.Compute(bfloat16, true, machine.device());
        double time = measure(network, weights, batch, settings, other, millis);
        if (time < GAIN * fastest) {
          fastest = time;
          best = other;
        }
      }
      if (openPrecision) {
        TorchNetwork.Compute other =
            new TorchNetwork.Compute(true, best.channelsLast(), machine.device());
        double time = measure(network, weights, batch, settings, other, millis);
        if (time < GAIN * fastest) {
          best = other;
        }
      }
    }
    return new ComputeChoice(best, millis);
  }

  /** The faster of two steps in milliseconds, after one that warms up. */
  private static double measure(
      Network network,
      Map<String, org.mneme.weights.Tensor> weights,
      BatchFeed.Batch batch,
      TrainSettings settings,
      TorchNetwork.Compute compute,
      Map<String, Double> millis) {
    double fastest = Double.POSITIVE_INFINITY;
    // Nothing is updated, so nothing need be remembered.
    TrainSettings plain = settings.toBuilder().optimiser(Optimiser.sgd(0)).averaging(0).build();
    try (Learner learner = new Learner(network, weights, batch.inputs().keySet(), plain, compute)) {
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        learner.learn(batch, 1, 0);
        learner.dropGradients();
        if (i > 0) {
          fastest = Math.min(fastest, (System.nanoTime() - start) / 1e6);
        }
      }
    }
    String name =
        (compute.bfloat16() ? "bfloat16" : "float32")
            + (compute.channelsLast() ? ", channels last" : ", planes");
    millis.put(name, fastest);
    return fastest;
  }
}
