package org.mneme.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mneme.cluster.Cluster;
import org.mneme.cluster.Machines;
import org.mneme.progress.Progress;

/** What the option {@code --cluster} connects to. */
final class OnCluster {
  private OnCluster() {}

  /**
   * Connects, where a cluster is named.
   *
   * @param address what was given to the option; null for this machine alone
   * @param name of the job
   * @throws IOException if this is not a process of Spark, or the cluster cannot be used
   */
  static @Nullable Machines connect(@Nullable String address, String name, Progress progress)
      throws IOException {
    if (address == null) {
      return null;
    }
    return Cluster.find().orElseThrow(() -> missing(address)).connect(address, name, progress);
  }

  /** What a command says that was to run on a cluster, and does not run in a process of Spark. */
  static IOException missing(String address) {
    return new IOException(
        "--cluster %s: runs only from Mneme's source folder, where the script ./mneme fetches Spark, or by spark-submit with mneme-spark-train.jar: docs/spark.md"
            .formatted(address));
  }
}
