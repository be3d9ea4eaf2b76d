package org.mneme.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.mneme.network.BatchNorm2d;
import org.mneme.network.Layer;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.Parameter;
import org.mneme.network.Shape;
import org.mneme.weights.DType;
import org.mneme.weights.Tensor;

/**
 * Weights to begin with. Each tensor is drawn by its name and the seed alone, so that it stays the
 * same when other layers change. Batch norms begin as if they were not there, whatever the way.
 */
public enum Initialisation {
  /**
   * The default of PyTorch's layers: weights and biases uniform within 1 / sqrt(fan in) of 0. (The
   * law is PyTorch's, the numbers are not.)
   */
  TORCH,
  /** He et al. (2015): normal with deviation sqrt(2 / fan in), made for ReLU; biases 0. */
  HE,
  /**
   * Glorot and Bengio (2010), called Xavier: uniform within sqrt(6 / (fan in + fan out)) of 0;
   * biases 0.
   */
  XAVIER;

  /**
   * {@return all of a network's weights, by checkpoint name, in its order; float32 on the heap}
   *
   * @param network whose weights are drawn
   * @param seed another seed gives other weights
   */
  public Map<String, Tensor> weights(Network network, long seed) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      for (Parameter parameter : node.layer().parameters()) {
        nodes.put(node.name() + "." + parameter.name(), node);
      }
    }
    Map<String, Parameter> parameters = network.parameters();
    Map<String, Tensor> drawn =
        parameters.entrySet().parallelStream()
            .collect(
                Collectors.toConcurrentMap(
                    Map.Entry::getKey,
                    entry ->
                        draw(
                            nodes.get(entry.getKey()).layer(),
                            entry.getKey(),
                            entry.getValue(),
                            seed)));
    Map<String, Tensor> ordered = new LinkedHashMap<>();
    parameters.keySet().forEach(name -> ordered.put(name, drawn.get(name)));
    return ordered;
  }

  private Tensor draw(Layer layer, String name, Parameter parameter, long seed) {
    Shape shape = parameter.shape();
    if (layer instanceof BatchNorm2d) {
      boolean one = parameter.name().equals("weight") || parameter.name().equals("running_var");
      return filled(shape, () -> one ? 1 : 0);
    }
    SplittableRandom random = new SplittableRandom(Seeds.of(seed, name.hashCode(), name.length()));
    Shape weight = layer.parameters().get(0).shape();
    double fanIn = (double) weight.size() / weight.dim(0);
    double fanOut = (double) weight.size() / weight.dim(1);
    boolean isBias = shape.rank() == 1;
    return switch (this) {
      case TORCH -> filled(shape, () -> uniform(random, 1 / Math.sqrt(fanIn)));
      case HE -> filled(shape, () -> isBias ? 0 : normal(random) * Math.sqrt(2 / fanIn));
      case XAVIER ->
          filled(shape, () -> isBias ? 0 : uniform(random, Math.sqrt(6 / (fanIn + fanOut))));
    };
  }

  private static double uniform(SplittableRandom random, double bound) {
    return (2 * random.nextDouble() - 1) * bound;
  }

  /** Draws a normal deviate by Box and Muller; Java's own way may change with its version. */
  private static double normal(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }

  private static Tensor filled(Shape shape, DoubleSupplier next) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(4 * shape.size())).order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer floats = bytes.asFloatBuffer();
    while (floats.hasRemaining()) {
      floats.put((float) next.getAsDouble());
    }
    return new Tensor(DType.FLOAT32, shape, bytes);
  }
}
