package org.mneme.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import org.mneme.adapt.AdaptingCluster;
import org.mneme.adapt.FrozenFeatures;
import org.mneme.head.RidgeOfParts;
import org.mneme.progress.Progress;

/**
 * Extracts features as tasks of Spark, each of which writes into the cache that all machines share,
 * and sums the normal equations of a linear head with {@code treeAggregate}, so that no machine
 * holds more than its part of the samples.
 */
public final class SparkAdapting implements AdaptingCluster {
  /** A task opens the networks once, which is worth as many images as this. */
  private static final int IMAGES_PER_TASK = 64;

  private static final int TASKS_PER_SLOT = 4;

  /** For {@link java.util.ServiceLoader}. */
  public SparkAdapting() {}

  @Override
  public Machines connect(String address, Progress progress) throws IOException {
    return new OnCluster(
        Clusters.connect(address, "mneme adapt", new SparkConf(), progress), new ArrayList<>());
  }

  /** An image and its human score. */
  private record Scored(String image, double score) implements Serializable {}

  record OnCluster(JavaSparkContext spark, List<JavaRDD<?>> kept) implements Machines {

    @Override
    public void extract(FrozenFeatures features, List<Path> images, Progress progress)
        throws IOException {
      progress.begin("Extracting features on the cluster (kept)", images.size(), "images");
      int threads = Clusters.cpus(spark);
      JavaRDD<String> names = spread(images.stream().map(OnCluster::absolute).toList());
      failing(
          () -> {
            names.foreachPartition(
                part -> {
                  List<Path> own = new ArrayList<>();
                  part.forEachRemaining(name -> own.add(Path.of(name)));
                  if (!own.isEmpty()) {
                    features.extract(own, threads);
                  }
                });
            return null;
          });
      progress.advance(images.size());
    }

    @Override
    public RidgeOfParts.Parts parts(FrozenFeatures features, List<Path> images, double[] scores) {
      List<Scored> scored = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        scored.add(new Scored(absolute(images.get(i)), scores[i]));
      }
      int threads = Clusters.cpus(spark);
      JavaRDD<RidgeOfParts.Sample> samples =
          spread(scored)
              .mapPartitions(part -> samples(features, part, threads))
              .persist(StorageLevel.MEMORY_AND_DISK());
      kept.add(samples);
      return new RidgeOfParts.Parts() {
        @Override
        public <T extends Serializable> T sum(RidgeOfParts.Pass<T> pass) throws IOException {
          return failing(
              () ->
                  samples
                      .mapPartitions(part -> List.of(pass.of(part)).iterator())
                      .treeReduce(pass::merge));
        }
      };
    }

    private static Iterator<RidgeOfParts.Sample> samples(
        FrozenFeatures features, Iterator<Scored> part, int threads) throws IOException {
      List<Path> images = new ArrayList<>();
      List<Double> scores = new ArrayList<>();
      part.forEachRemaining(
          each -> {
            images.add(Path.of(each.image()));
            scores.add(each.score());
          });
      return features.samples(
          images, scores.stream().mapToDouble(score -> score).toArray(), threads);
    }

    private static String absolute(Path image) {
      return image.toAbsolutePath().toString();
    }

    private <T> JavaRDD<T> spread(List<T> all) {
      int most = TASKS_PER_SLOT * Clusters.tasksAtOnce(spark);
      return spark.parallelize(all, Math.max(1, Math.min(most, all.size() / IMAGES_PER_TASK)));
    }

    /** A job of Spark, which tells in one line why it failed. */
    @FunctionalInterface
    private interface Job<T> {
      T run() throws Exception;
    }

    private static <T extends @Nullable Object> T failing(Job<T> job) throws IOException {
      try {
        return job.run();
      } catch (Exception e) {
        // Spark throws checked exceptions that it does not declare, with what a task threw as
        // cause.
        for (Throwable each = e; each != null; each = each.getCause()) {
          if (each instanceof IOException io) {
            throw io;
          }
        }
        throw new IOException(Failures.describe(e), e);
      }
    }

    @Override
    public void close() {
      kept.forEach(JavaRDD::unpersist);
      spark.stop();
    }
  }
}
