package org.mneme.adapt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.mneme.head.RidgeOfParts;
import org.mneme.progress.Progress;

/**
 * Machines that do what takes long in an adaptation to very many images: extracting features, and
 * the sums of a linear head. Found by {@link ServiceLoader} where a library for clusters is on the
 * class path.
 */
public interface AdaptingCluster {

  /** The machines of a cluster. For one thread. */
  interface Machines extends AutoCloseable {
    /**
     * Extracts the features that the cache lacks.
     *
     * @param features which ones
     * @param images files that all machines see
     * @param progress hears of the stage
     * @throws IOException if an image or a model cannot be read
     */
    void extract(FrozenFeatures features, List<Path> images, Progress progress) throws IOException;

    /**
     * {@return the samples of a head, each on the machine that read it}
     *
     * @param features which ones
     * @param images files that all machines see
     * @param scores one an image
     */
    RidgeOfParts.Parts parts(FrozenFeatures features, List<Path> images, double[] scores);

    /** Gives the machines back. */
    @Override
    void close();
  }

  /**
   * Connects.
   *
   * @param address of the cluster, in its own form
   * @param progress hears what is waited for
   * @return its machines
   * @throws IOException if the cluster cannot be reached
   */
  Machines connect(String address, Progress progress) throws IOException;

  /** {@return the cluster library on the class path, if there is one} */
  static Optional<AdaptingCluster> find() {
    return ServiceLoader.load(AdaptingCluster.class).findFirst();
  }
}
