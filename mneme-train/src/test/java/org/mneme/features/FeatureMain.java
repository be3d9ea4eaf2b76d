package org.mneme.features;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.mneme.image.Crop;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageLimits;
import org.mneme.progress.Progress;

/** A process that fills a cache, to be killed: MODEL IMAGES CACHE. */
final class FeatureMain {
  private FeatureMain() {}

  static final List<Feature> FEATURES =
      List.of(
          new Feature("conv1", Statistic.VALUES),
          new Feature("relu1", Statistic.MEAN),
          new Feature("relu1", Statistic.STD),
          new Feature("relu1", new Statistic(Statistic.Kind.GRID, 2)));

  public static void main(String[] args) throws Exception {
    table(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), Progress.SILENT).close();
  }

  static FeatureTable table(Path model, Path images, Path cache, Progress progress)
      throws Exception {
    return table(FEATURES, model, images, cache, progress);
  }

  static FeatureTable table(
      List<Feature> features, Path model, Path images, Path cache, Progress progress)
      throws Exception {
    List<Path> paths;
    try (Stream<Path> files = Files.list(images)) {
      paths = files.sorted().toList();
    }
    FrozenNetwork network = FrozenNetwork.open(model);
    List<CropView> views =
        List.of(
            CropView.centre(network.card().orElseThrow().preprocessing()),
            new CropView(network.card().orElseThrow().preprocessing(), new Crop(0, 0, true)));
    return new FeatureCache(cache)
        .features(
            network,
            features,
            views,
            paths,
            new FeatureCache.Settings(DecodeMode.NATURAL, ImageLimits.DEFAULT, 1, 4),
            progress);
  }
}
