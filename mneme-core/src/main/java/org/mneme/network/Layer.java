package org.mneme.network;

import java.util.List;

/** One step of a network, without its weights. Shapes leave out the batch. */
public sealed interface Layer
    permits AdaptiveAveragePool2d,
        Add,
        AveragePool2d,
        BatchNorm2d,
        BilinearResize,
        Clamp,
        Concat,
        Conv2d,
        Dropout,
        Flatten,
        ForeignNetwork,
        LeakyRelu,
        Linear,
        LocalResponseNorm,
        MaxPool2d,
        Maximum,
        Multiply,
        OneHotMax,
        ParametricRelu,
        Power,
        Relu,
        Scale,
        Sigmoid,
        Softmax,
        Tanh,
        ZeroPad2d {

  /**
   * The output's shape.
   *
   * @throws IllegalArgumentException if the layer cannot take these inputs; the message says why,
   *     without the layer's name
   */
  Shape outputOf(List<Shape> inputs);

  /** The tensors that this layer needs, in the order in which PyTorch lists them. */
  default List<Parameter> parameters() {
    return List.of();
  }
}
