package org.mneme.golden;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.mneme.network.Network;
import org.mneme.weights.Tensor;

/** Weights for tests that need a network to run, not to be right. */
public final class RandomWeights {
  private RandomWeights() {}

  /** He-scaled normal numbers; batch norms nearly do nothing. The same for the same seed. */
  public static Map<String, Tensor> of(Network network, long seed) {
    Random random = new Random(seed);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    network
        .parameters()
        .forEach(
            (name, parameter) -> {
              float[] values = new float[Math.toIntExact(parameter.shape().size())];
              boolean vector = parameter.shape().rank() == 1;
              double fanIn = (double) values.length / parameter.shape().dim(0);
              double scale = vector ? .1 : Math.sqrt(2 / fanIn);
              boolean aroundOne =
                  vector && (name.endsWith("weight") || name.endsWith("running_var"));
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * scale + (aroundOne ? 1 : 0));
              }
              weights.put(name, Tensor.of(parameter.shape(), values));
            });
    return weights;
  }
}
