package org.mneme.network;

/**
 * Residual networks (He et al., 2016) with torchvision's names and its variant "1.5": the stride
 * sits on the 3 x 3 convolution of a bottleneck.
 */
final class ResNet {
  private static final int EXPANSION = 4;

  private ResNet() {}

  /**
   * Names of the children of torchvision's ResNet as a checkpoint has them. Its modules' own names
   * are {@link #TORCHVISION}; wrapped in a Sequential they become numbers.
   */
  record Names(String conv1, String bn1, String layer) {
    static final Names TORCHVISION = new Names("conv1", "bn1", "layer");

    /**
     * {@code nn.Sequential(*resnet.children())}: 0 conv1, 1 bn1, 2 relu, 3 max pool, 4 to 7 the
     * stages, 8 the average pool.
     */
    static final Names SEQUENTIAL = new Names("0", "1", "");

    String stage(int stage) {
      return layer.isEmpty() ? String.valueOf(stage + 3) : layer + stage;
    }
  }

  /**
   * Stem and stages of bottleneck blocks, then the global average, flattened: 4 * planes of the
   * last stage.
   */
  static void bottlenecks(
      Network.Builder net, String prefix, Names names, int stem, int[] planes, int[] blocks) {
    net.add(
            prefix + names.conv1(),
            Conv2d.of(3, stem, 7).withStride(2).withPadding(3).withoutBias(),
            Network.INPUT)
        .then(prefix + names.bn1(), BatchNorm2d.of(stem))
        .then(prefix + "stem.relu", new Relu())
        .then(prefix + "stem.maxpool", MaxPool2d.of(3, 2).withPadding(1));
    int channels = stem;
    for (int stage = 1; stage <= planes.length; stage++) {
      for (int block = 0; block < blocks[stage - 1]; block++) {
        int stride = stage > 1 && block == 0 ? 2 : 1;
        String name = prefix + names.stage(stage) + "." + block;
        bottleneck(net, name, channels, planes[stage - 1], stride);
        channels = planes[stage - 1] * EXPANSION;
      }
    }
    net.then(prefix + "avgpool", AdaptiveAveragePool2d.global())
        .then(prefix + "flatten", new Flatten());
  }

  /**
   * 1 x 1, 3 x 3, 1 x 1 convolutions beside a shortcut, which is a 1 x 1 convolution where sizes
   * change.
   */
  static void bottleneck(Network.Builder net, String name, int in, int planes, int stride) {
    int out = planes * EXPANSION;
    String from = net.last();
    net.add(name + ".conv1", Conv2d.of(in, planes, 1).withoutBias(), from)
        .then(name + ".bn1", BatchNorm2d.of(planes))
        .then(name + ".relu1", new Relu())
        .then(
            name + ".conv2",
            Conv2d.of(planes, planes, 3).withStride(stride).withPadding(1).withoutBias())
        .then(name + ".bn2", BatchNorm2d.of(planes))
        .then(name + ".relu2", new Relu())
        .then(name + ".conv3", Conv2d.of(planes, out, 1).withoutBias())
        .then(name + ".bn3", BatchNorm2d.of(out));
    finish(net, name, from, in, out, stride, name + ".bn3");
  }

  /** Two 3 x 3 convolutions beside a shortcut; the block of ResNet-18 and -34. */
  static void basicBlock(Network.Builder net, String name, int in, int out, int stride) {
    String from = net.last();
    net.add(
            name + ".conv1",
            Conv2d.of(in, out, 3).withStride(stride).withPadding(1).withoutBias(),
            from)
        .then(name + ".bn1", BatchNorm2d.of(out))
        .then(name + ".relu1", new Relu())
        .then(name + ".conv2", Conv2d.of(out, out, 3).withPadding(1).withoutBias())
        .then(name + ".bn2", BatchNorm2d.of(out));
    finish(net, name, from, in, out, stride, name + ".bn2");
  }

  private static void finish(
      Network.Builder net, String name, String from, int in, int out, int stride, String body) {
    String shortcut = from;
    if (stride != 1 || in != out) {
      net.add(name + ".downsample.0", Conv2d.of(in, out, 1).withStride(stride).withoutBias(), from)
          .then(name + ".downsample.1", BatchNorm2d.of(out));
      shortcut = net.last();
    }
    net.add(name + ".add", new Add(), body, shortcut).then(name + ".relu", new Relu());
  }
}
