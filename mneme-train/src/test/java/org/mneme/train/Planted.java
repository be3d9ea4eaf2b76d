package org.mneme.train;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import org.mneme.network.BatchNorm2d;
import org.mneme.network.Conv2d;
import org.mneme.network.Dropout;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Relu;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;

/**
 * Generated images whose score can be seen in them: noise that is brighter the higher the score.
 * Augmented by a shift of brightness that differs with the epoch.
 */
final class Planted implements Examples {
  /** Convolution, batch norm, dropout, linear: all that training must keep the state of. */
  static final Network NETWORK =
      Network.builder("planted", Shape.of(3, 16, 16))
          .then("conv1", Conv2d.of(3, 8, 3).withStride(2).withPadding(1).withoutBias())
          .then("bn1", BatchNorm2d.of(8))
          .then("relu1", new Relu())
          .then("conv2", Conv2d.of(8, 8, 3).withStride(2).withPadding(1))
          .then("relu2", new Relu())
          .then("flatten", new Flatten())
          .then("fc1", new Linear(128, 32))
          .then("relu3", new Relu())
          .then("drop", new Dropout(.5))
          .then("fc2", new Linear(32, 1))
          .then("score", new Sigmoid())
          .build();

  private final int size;
  private final long seed;

  Planted(int size, long seed) {
    this.size = size;
    this.seed = seed;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Map<String, Shape> inputs() {
    return Map.of(Network.INPUT, NETWORK.input());
  }

  @Override
  public void fill(int epoch, int[] indices, Map<String, FloatBuffer> inputs, FloatBuffer scores) {
    FloatBuffer images = inputs.get(Network.INPUT);
    for (int index : indices) {
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + index);
      float score = random.nextFloat();
      float shift = new SplittableRandom(epoch).nextFloat() * .1f;
      for (int i = 0; i < NETWORK.input().size(); i++) {
        images.put(random.nextFloat() * .5f + score * .5f + shift);
      }
      scores.put(score);
    }
  }

  @Override
  public String name(int index) {
    return "planted-%d.png".formatted(index);
  }
}
