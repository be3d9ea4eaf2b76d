package org.mneme.network;

/**
 * EfficientNet-Lite (Liu and Google, 2020): EfficientNet (Tan and Le, 2019) without squeeze and
 * excitation and with ReLU6, trained to tell the 1,000 classes of ImageNet apart. It says nothing
 * of memorability; its layers are worth looking at beside ResMem's.
 *
 * <p>Input {@code [N, 3, 256, 256]}, RGB, (v - 127) / 128 of values v of 0..255; output {@code [N,
 * 1000]}, logits. Names and sizes are those of the Python package {@code efficientnet_lite_pytorch}
 * 0.1.0, whose padding is TensorFlow's "same". Published for 260 x 260 pixels; 256 x 256 is what
 * ResMem's images are stretched to, so that one picture serves both.
 */
public final class EfficientNetLite {
  /** The input's height and width, pixels. */
  public static final int SIDE = 256;

  private static final int STEM = 32;
  private static final int HEAD = 1280;
  private static final int CLASSES = 1000;
  private static final float EPSILON = 1e-3f;

  /** Stages of EfficientNet-B0, which widths and depths multiply. */
  private static final Stage[] STAGES = {
    new Stage(1, 3, 1, 1, 16),
    new Stage(2, 3, 2, 6, 24),
    new Stage(2, 5, 2, 6, 40),
    new Stage(3, 3, 2, 6, 80),
    new Stage(3, 5, 1, 6, 112),
    new Stage(4, 5, 2, 6, 192),
    new Stage(1, 3, 1, 6, 320),
  };

  private EfficientNetLite() {}

  private record Stage(int repeats, int kernel, int stride, int expansion, int out) {}

  /** EfficientNet-Lite2: 6.1 million parameters. */
  public static Network lite2() {
    return network("efficientnet-lite2", 1.1, 1.2);
  }

  private static Network network(String name, double width, double depth) {
    Network.Builder net = Network.builder(name, Shape.of(3, SIDE, SIDE));
    same(net, "_conv_stem", Conv2d.of(3, STEM, 3).withStride(2));
    normalised(net, "_bn0", STEM, true);
    int in = STEM;
    int block = 0;
    for (int s = 0; s < STAGES.length; s++) {
      Stage stage = STAGES[s];
      int out = channels(stage.out() * width);
      // The first and the last stage are as deep in every size.
      boolean fixed = s == 0 || s == STAGES.length - 1;
      int repeats = fixed ? stage.repeats() : (int) Math.ceil(stage.repeats() * depth);
      for (int i = 0; i < repeats; i++) {
        String prefix = "_blocks." + block++;
        block(net, prefix, stage, in, out, i == 0 ? stage.stride() : 1);
        in = out;
      }
    }
    net.then("_conv_head", Conv2d.of(in, HEAD, 1).withoutBias());
    normalised(net, "_bn1", HEAD, true);
    return net.then("avgpool", AdaptiveAveragePool2d.global())
        .then("flatten", new Flatten())
        .then("_fc", new Linear(HEAD, CLASSES))
        .build();
  }

  /** Multiples of 8, no more than a tenth below what is asked for. */
  private static int channels(double wanted) {
    int rounded = (int) (wanted + 4) / 8 * 8;
    return rounded < .9 * wanted ? rounded + 8 : rounded;
  }

  /** An inverted bottleneck: wider, each channel by itself, narrower again, beside a shortcut. */
  private static void block(
      Network.Builder net, String prefix, Stage stage, int in, int out, int stride) {
    String from = net.last();
    int wide = in * stage.expansion();
    if (wide != in) {
      net.then(prefix + "._expand_conv", Conv2d.of(in, wide, 1).withoutBias());
      normalised(net, prefix + "._bn0", wide, true);
    }
    same(
        net,
        prefix + "._depthwise_conv",
        Conv2d.of(wide, wide, stage.kernel()).withStride(stride).withGroups(wide));
    normalised(net, prefix + "._bn1", wide, true);
    net.then(prefix + "._project_conv", Conv2d.of(wide, out, 1).withoutBias());
    normalised(net, prefix + "._bn2", out, false);
    if (stride == 1 && in == out) {
      net.add(prefix + ".add", new Add(), net.last(), from);
    }
  }

  private static void normalised(Network.Builder net, String name, int channels, boolean relu6) {
    net.then(name, new BatchNorm2d(channels, EPSILON));
    if (relu6) {
      net.then(name + ".relu6", new Clamp(0, 6));
    }
  }

  /** Adds so many zeros around that the output's size is the input's by the stride, rounded up. */
  private static void same(Network.Builder net, String name, Conv2d conv) {
    int size = net.shapeOf(net.last()).dim(1);
    int windows = (size + conv.stride() - 1) / conv.stride();
    int zeros = Math.max(0, (windows - 1) * conv.stride() + conv.kernel() - size);
    int before = zeros / 2;
    if (zeros % 2 == 0) {
      net.then(name, conv.withPadding(before).withoutBias());
    } else {
      net.then(name + ".pad", new ZeroPad2d(before, zeros - before)).then(name, conv.withoutBias());
    }
  }
}
