package org.mneme.adapt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.features.CropView;
import org.mneme.features.Feature;
import org.mneme.features.FeatureCache;
import org.mneme.features.FrozenNetwork;
import org.mneme.features.Statistic;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.network.Conv2d;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.onnx.OnnxExport;
import org.mneme.progress.Progress;

class SourceTablesTest {
  @TempDir private Path folder;

  private Source source(String name, String layer) throws IOException {
    Network network =
        Network.builder(name, Shape.of(3, 8, 8)).then("conv1", Conv2d.of(3, 4, 3)).build();
    Path file = folder.resolve(name + ".onnx");
    OnnxExport.write(network, RandomWeights.of(network, 1), TestCards.fp32(name, 8), file);
    FrozenNetwork frozen = FrozenNetwork.open(file);
    return new Source(
        name,
        frozen,
        frozen.card().orElseThrow(),
        List.of(new Feature(layer, Statistic.MEAN)),
        List.of(CropView.centre(frozen.card().orElseThrow().preprocessing())));
  }

  /** Files of the cache that this process has open; only Linux tells. */
  private long open() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(each -> target(each).startsWith(folder.toString())).count();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  @Test
  void whatWasOpenedIsClosedWhenALaterSourceFails() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "skipped: no /proc/self/fd here");
    Path image = folder.resolve("a.png");
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", image.toFile());
    FeatureCache cache = new FeatureCache(folder.resolve("cache"));
    Source good = source("good", "conv1");
    Source bad = source("bad", "conv9");
    long before = open();
    assertThrows(
        IllegalArgumentException.class,
        () ->
            SourceTables.of(List.of(good, bad), List.of(image), cache, 1, Progress.SILENT).close());
    assertEquals(before, open());
  }
}
