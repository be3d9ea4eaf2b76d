package org.mneme.adapt;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mneme.catalog.Catalog;
import org.mneme.features.Feature;
import org.mneme.features.FeatureCache;
import org.mneme.features.Statistic;
import org.mneme.head.RidgeOfParts;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;

/**
 * The features that an adaptation looks at, for another process that sees the same files under the
 * same names: it extracts them for some of the images into the same cache, and reads them there.
 *
 * @param networks in the adaptation's order
 * @param cache the folder of kept features
 */
public record FrozenFeatures(List<Network> networks, String cache) implements Serializable {

  /**
   * A frozen network's layers.
   *
   * @param file the model file
   * @param layers layers and statistics; none for the model's usual ones
   * @param views how it looks at each image
   */
  public record Network(String file, List<String> layers, Views views) implements Serializable {
    /**
     * Keeps a copy.
     *
     * @param file the model file
     * @param layers layers and statistics
     * @param views how it looks at each image
     */
    public Network {
      layers = new ArrayList<>(layers);
    }
  }

  /**
   * Keeps a copy.
   *
   * @param networks in the adaptation's order
   * @param cache the folder of kept features
   */
  public FrozenFeatures {
    networks = new ArrayList<>(networks);
  }

  /**
   * {@return the features of an adaptation}
   *
   * @param sources what it looks at
   * @param catalog finds the networks' files, and has the folder of kept features
   * @param progress hears of a model that is fetched
   * @throws IOException if a model cannot be found
   */
  public static FrozenFeatures of(List<SourceChoice> sources, Catalog catalog, Progress progress)
      throws IOException {
    List<Network> networks = new ArrayList<>();
    for (SourceChoice source : sources) {
      Path file = catalog.resolve(source.model(), Optional.of(Precision.FP32), progress);
      networks.add(
          new Network(
              file.toAbsolutePath().toString(),
              source.layers().stream().map(Feature::toString).toList(),
              source.views()));
    }
    return new FrozenFeatures(networks, catalog.features().toAbsolutePath().toString());
  }

  /**
   * Extracts what the cache lacks.
   *
   * @param images files
   * @param threads for decoding and for the networks
   * @throws IOException if an image or a model cannot be read
   */
  public void extract(List<Path> images, int threads) throws IOException {
    open(images, threads).close();
  }

  /**
   * {@return how many columns each group of features has}
   *
   * @param image any one that can be read
   * @throws IOException if it or a model cannot be read
   */
  public List<Integer> lengths(Path image) throws IOException {
    try (SourceTables tables = open(List.of(image), 1)) {
      return tables.rows(new int[] {0}).lengths();
    }
  }

  /**
   * {@return the features of some images with their scores, read from the cache one after the
   * other} They are to be read to the end, which closes the cache's files.
   *
   * @param images files
   * @param scores one an image
   * @param threads for what the cache lacks
   * @throws IOException if an image or a model cannot be read
   */
  public Iterator<RidgeOfParts.Sample> samples(List<Path> images, double[] scores, int threads)
      throws IOException {
    if (images.isEmpty()) {
      return List.<RidgeOfParts.Sample>of().iterator();
    }
    SourceTables tables = open(images, threads);
    FrozenRows rows = tables.rows(IntStream.range(0, images.size()).toArray());
    return new Iterator<>() {
      private final List<Integer> lengths = rows.lengths();
      private final float[] group = new float[rows.longest()];
      private int next;

      @Override
      public boolean hasNext() {
        return next < images.size();
      }

      @Override
      public RidgeOfParts.Sample next() {
        float[] all = new float[rows.columns()];
        try {
          int at = 0;
          for (int i = 0; i < lengths.size(); i++) {
            rows.read(next, i, group);
            System.arraycopy(group, 0, all, at, lengths.get(i));
            at += lengths.get(i);
          }
          RidgeOfParts.Sample sample = new RidgeOfParts.Sample(all, scores[next]);
          next++;
          if (next == images.size()) {
            tables.close();
          }
          return sample;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private SourceTables open(List<Path> images, int threads) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (Network network : networks) {
      if (!Files.isRegularFile(Path.of(network.file()))) {
        throw new IOException(
            "%s: this machine does not see the model file; put Mneme's cache on a file system that all share"
                .formatted(network.file()));
      }
      List<Feature> layers = new ArrayList<>();
      for (String layer : network.layers()) {
        int colon = layer.lastIndexOf(':');
        layers.add(
            new Feature(layer.substring(0, colon), Statistic.parse(layer.substring(colon + 1))));
      }
      sources.add(
          new SourceChoice(network.file(), layers, network.views())
              .open(Catalog.ofUser(), false, Progress.SILENT));
    }
    return SourceTables.of(
        sources, images, new FeatureCache(Path.of(cache)), threads, Progress.SILENT);
  }
}
