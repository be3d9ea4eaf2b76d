package org.mneme.golden;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.mneme.network.Network;
import org.mneme.weights.Tensor;

/** Weights for tests that need a network to run, not to be right. */
public final class RandomWeights {
  private RandomWeights() {}

  /** He-scaled normal numbers; variances are 0.5 to 1.5. The same for the same seed. */
  public static Map<String, Tensor> of(Network network, long seed) {
    Random random = new Random(seed);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    network
        .parameters()
        .forEach(
            (name, parameter) -> {
              float[] values = new float[Math.toIntExact(parameter.shape().size())];
              double fanIn = (double) values.length / parameter.shape().dim(0);
              for (int i = 0; i < values.length; i++) {
                values[i] =
                    name.endsWith("running_var")
                        ? .5f + random.nextFloat()
                        : (float) (random.nextGaussian() * Math.sqrt(2 / fanIn));
              }
              weights.put(name, Tensor.of(parameter.shape(), values));
            });
    return weights;
  }
}
