package org.mneme.network;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The networks behind {@code shared/models/torch/layers}, whose README gives their settings. */
public final class GoldenNetworks {
  private GoldenNetworks() {}

  /** By folder name. Tensors are named as in the checkpoint, behind {@link #prefix}. */
  public static Map<String, Network> all() {
    Map<String, Network> all = new TreeMap<>();
    put(all, "lrn", Shape.of(9, 4, 5), LocalResponseNorm.of(5));
    put(all, "conv-groups", Shape.of(8, 9, 7), Conv2d.of(8, 12, 5).withPadding(2).withGroups(2));
    put(all, "conv-stride", Shape.of(3, 41, 38), Conv2d.of(3, 6, 11).withStride(4));
    put(all, "batchnorm", Shape.of(7, 5, 4), BatchNorm2d.of(7));
    put(all, "maxpool", Shape.of(4, 10, 13), MaxPool2d.of(3, 2));
    put(all, "maxpool-pad", Shape.of(4, 10, 13), MaxPool2d.of(3, 2).withPadding(1));
    put(all, "maxpool-ceil", Shape.of(4, 10, 14), MaxPool2d.of(3, 2).withCeil());
    put(all, "avgpool-adaptive", Shape.of(5, 7, 9), new AdaptiveAveragePool2d(3, 4));
    put(all, "avgpool-global", Shape.of(5, 7, 9), AdaptiveAveragePool2d.global());
    put(all, "bilinear", Shape.of(3, 5, 7), new BilinearResize(13, 10, false));
    put(all, "bilinear-corners", Shape.of(3, 5, 7), new BilinearResize(13, 10, true));
    all.put("linear-sigmoid", linearSigmoid());
    all.put("basicblock", basicBlock());
    all.put("bottleneck", bottleneck());
    all.put("mini-resmem", miniResMem());
    return all;
  }

  /** What stands before a golden checkpoint's tensor names in the network of that name. */
  public static String prefix(String golden) {
    return golden.equals("mini-resmem") ? "" : "block.";
  }

  private static void put(Map<String, Network> all, String name, Shape input, Layer layer) {
    all.put(name, Network.builder(name, input).then("block", layer).build());
  }

  private static Network linearSigmoid() {
    return Network.builder("linear-sigmoid", Shape.of(17))
        .then("block.0", new Linear(17, 5))
        .then("block.1", new Relu())
        .then("block.2", new Dropout(.5))
        .then("block.3", new Linear(5, 1))
        .then("block.4", new Sigmoid())
        .build();
  }

  private static Network basicBlock() {
    Network.Builder net = Network.builder("basicblock", Shape.of(6, 9, 11));
    ResNet.basicBlock(net, "block", 6, 8, 2);
    return net.build();
  }

  private static Network bottleneck() {
    Network.Builder net = Network.builder("bottleneck", Shape.of(8, 9, 11));
    ResNet.bottleneck(net, "block", 8, 4, 2);
    return net.build();
  }

  /** ResMem's wiring and names in small: 21,771 parameters. */
  public static Network miniResMem() {
    Network.Builder net = Network.builder("mini-resmem", Shape.of(3, 99, 99));
    ResMem.convolutions(net, 8, 16, 24, 16);
    ResNet.bottlenecks(
        net, "features.", ResNet.Names.TORCHVISION, 8, new int[] {4, 6, 8}, new int[] {2, 1, 1});
    net.then("features.fc", new Linear(32, 10));
    net.add("concat", new Concat(), "flatten", "features.fc");
    ResMem.head(net, 64 + 10, List.of(40, 32, 24, 16, 12, 8), 2);
    return net.build();
  }
}
