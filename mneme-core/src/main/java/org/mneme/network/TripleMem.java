package org.mneme.network;

import java.util.List;

/**
 * ResMem with a third branch: a frozen semantic-segmentation network and a small trainable
 * convolutional network over what it sees where.
 *
 * <p>Input {@code [N, 3, 227, 227]}, RGB, 0..1, as ResMem's; output {@code [N, 1]}, 0..1. The
 * segmentation network gets the same picture, enlarged bilinearly to the size that it takes.
 */
public final class TripleMem {
  /** The node of the frozen network. */
  public static final String SEGMENTATION = "segmentation";

  private TripleMem() {}

  /** What the third branch reads of the segmentation network's class scores. */
  public enum Classes {
    /** The scores as they are. */
    SCORES,
    /** 1 for the class seen at each place, 0 for all others. */
    ONE_HOT
  }

  /**
   * TripleMem over a segmentation network.
   *
   * @param segmentation takes RGB, 0..1, {@code [3, h, w]}; gives class scores {@code [K, h', w']}
   *     of at least 8 x 8 places
   */
  public static Network network(ForeignNetwork segmentation, Classes classes) {
    Network.Builder net = Network.builder("triplemem", ResMem.INPUT);
    ResMem.convolutions(net, 48, 256, 384, 256);
    ResMem.residualNetwork(net);
    Shape picture = segmentation.input();
    net.add(
            SEGMENTATION + ".resize",
            new BilinearResize(picture.dim(1), picture.dim(2), false),
            Network.INPUT)
        .then(SEGMENTATION, segmentation);
    if (classes == Classes.ONE_HOT) {
      net.then(SEGMENTATION + ".classes", new OneHotMax());
    }
    net.then("seg.bn", BatchNorm2d.of(segmentation.output().dim(0)));
    int channels = segmentation.output().dim(0);
    int number = 1;
    for (int out : new int[] {32, 64, 64}) {
      net.then("seg.conv" + number, Conv2d.of(channels, out, 3).withPadding(1))
          .then("seg.relu" + number, new Relu())
          .then("seg.pool" + number, MaxPool2d.of(2, 2));
      channels = out;
      number++;
    }
    net.then("seg.flatten", new Flatten());
    int places = (int) net.shapeOf("seg.flatten").size();
    net.add("concat", new Concat(), "flatten", "features.fc", "seg.flatten");
    ResMem.head(net, 9216 + 1000 + places, List.of(4096, 4096, 2048), 2);
    return net.build();
  }
}
