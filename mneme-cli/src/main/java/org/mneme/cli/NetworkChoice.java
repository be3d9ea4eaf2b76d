package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mneme.network.TripleMem;
import picocli.CommandLine.Option;

/** Which network is trained. */
final class NetworkChoice {
  @Option(
      names = "--network",
      paramLabel = "NAME",
      description =
          "resmem, resmem-article, memnet, memnet-small, triplemem, falseresmem. Default: resmem.")
  private String name = "resmem";

  @Option(
      names = "--segmentation",
      paramLabel = "FILE.onnx",
      description = "TripleMem's frozen network: class scores from RGB pictures of 0..1.")
  private @Nullable Path segmentation;

  @Option(
      names = "--segmentation-map",
      paramLabel = "FORM",
      description = "scores or one_hot. Default: scores.")
  private TripleMem.Classes classes = TripleMem.Classes.SCORES;

  /** As the user wrote it. */
  String name() {
    return name;
  }

  TrainedNetwork read() throws IOException {
    return TrainedNetwork.of(name, segmentation, classes);
  }
}
