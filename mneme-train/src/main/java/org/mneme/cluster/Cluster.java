package org.mneme.cluster;

import java.io.IOException;
import java.util.Optional;
import java.util.ServiceLoader;
import org.mneme.progress.Progress;

/** A library for clusters, found by {@link ServiceLoader} where one is on the class path. */
public interface Cluster {
  /**
   * Connects.
   *
   * @param address of the cluster, in its own form
   * @param name of the job, for people who look at the cluster
   * @param progress hears what is waited for
   * @return the cluster's machines
   * @throws IOException if the cluster cannot be reached
   */
  Machines connect(String address, String name, Progress progress) throws IOException;

  /** {@return the library on the class path, if there is one} */
  static Optional<Cluster> find() {
    return ServiceLoader.load(Cluster.class).findFirst();
  }
}
