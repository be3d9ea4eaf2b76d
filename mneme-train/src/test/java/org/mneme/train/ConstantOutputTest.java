package org.mneme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Relu;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.weights.Tensor;

class ConstantOutputTest {
  private static final Network LINEAR = layers().build();

  private static Network.Builder layers() {
    return Network.builder("n", Shape.of(4))
        .then("hidden", new Linear(4, 3))
        .then("relu", new Relu())
        .then("fc", new Linear(3, 1));
  }

  @Test
  void linearOutputBeginsAtTheScore() {
    assertEquals(.6f, bias(LINEAR, .6));
  }

  /** 1 / (1 + exp(-.405465)) = .6. */
  @Test
  void sigmoidOutputBeginsAtTheScore() {
    Network network = layers().then("sigmoid", new Sigmoid()).build();
    assertEquals(.405465f, bias(network, .6), 1e-5f);
    assertEquals(bias(network, .99), bias(network, 1));
  }

  @Test
  void otherTensorsAndOtherOutputsStay() {
    Network network = LINEAR;
    Map<String, Tensor> weights = Initialisation.TORCH.weights(network, 1);
    Map<String, Tensor> all = ConstantOutput.at(network, weights, .6);
    assertSame(weights.get("hidden.weight"), all.get("hidden.weight"));
    assertSame(weights.get("hidden.bias"), all.get("hidden.bias"));
    assertArrayEquals(new float[3], all.get("fc.weight").floats());

    Network rectified = layers().then("last", new Relu()).build();
    Map<String, Tensor> kept = Initialisation.TORCH.weights(rectified, 1);
    assertSame(kept, ConstantOutput.at(rectified, kept, .6));
  }

  private static float bias(Network network, double score) {
    Map<String, Tensor> weights = Initialisation.TORCH.weights(network, 1);
    return ConstantOutput.at(network, weights, score).get("fc.bias").floats()[0];
  }
}
