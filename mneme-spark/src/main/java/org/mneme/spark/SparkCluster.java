package org.mneme.spark;

import java.io.IOException;
import org.apache.spark.SparkConf;
import org.mneme.cluster.Cluster;
import org.mneme.cluster.Machines;
import org.mneme.progress.Progress;

/** Connects Mneme's commands to the machines of a Spark cluster. */
public final class SparkCluster implements Cluster {
  /** {@link java.util.ServiceLoader} calls it. */
  public SparkCluster() {}

  @Override
  public Machines connect(String address, String name, Progress progress) throws IOException {
    // The driver takes a square of columns, and a hash of each image: more than Spark's 1 GB.
    SparkConf conf = new SparkConf().setIfMissing("spark.driver.maxResultSize", "0");
    return new SparkMachines(Clusters.connect(address, name, conf, progress));
  }
}
