package org.mneme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mneme.data.DataSet;
import org.mneme.data.Item;
import org.mneme.data.ReadOptions;
import org.mneme.features.FeatureCache;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.image.Augmentation;
import org.mneme.image.ChannelOrder;
import org.mneme.image.DecodeMode;
import org.mneme.image.Preprocessing;
import org.mneme.network.Conv2d;
import org.mneme.network.Flatten;
import org.mneme.network.ForeignNetwork;
import org.mneme.network.Linear;
import org.mneme.network.MaxPool2d;
import org.mneme.network.Network;
import org.mneme.network.Relu;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.network.TripleMem;
import org.mneme.onnx.OnnxExport;
import org.mneme.score.Score;
import org.mneme.score.Scorer;

/** Training on images of a size that is not square, and on gray ones. */
class OddImagesTrainingTest {
  private static final int PICTURES = 12;

  @TempDir Path folder;

  private List<Item> pictures() throws IOException {
    Random random = new Random(3);
    List<String> lines = new ArrayList<>(List.of("image,score"));
    for (int i = 0; i < PICTURES; i++) {
      BufferedImage image = new BufferedImage(23, 17, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 23 * 17; p++) {
        image.setRGB(p % 23, p / 23, random.nextInt(1 << 24));
      }
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
      lines.add("%d.png,0.%d".formatted(i, 20 + 5 * i));
    }
    Files.write(folder.resolve("scores.csv"), lines);
    return DataSet.read(folder, ReadOptions.STRICT).items();
  }

  /**
   * What a trained network said of images in training, the model file says of them when scoring:
   * both prepare them alike. libtorch and ONNX Runtime round sums differently, by some 1e-6. Its
   * first layer is frozen, so that kept outputs of it are read too.
   */
  @ParameterizedTest
  @EnumSource(ChannelOrder.class)
  void aTrainedNetworkScoresItsImagesAsItDidInTraining(ChannelOrder order) throws IOException {
    int channels = order.channels();
    Network network =
        Network.builder("odd", Shape.of(channels, 9, 14))
            .then("conv1", Conv2d.of(channels, 6, 3))
            .then("relu1", new Relu())
            .then("pool1", MaxPool2d.of(2, 2))
            .then("flatten", new Flatten())
            .then("fc", new Linear(6 * 3 * 6, 1))
            .then("score", new Sigmoid())
            .build();
    Preprocessing preprocessing =
        new Preprocessing(
            18,
            12,
            14,
            9,
            order,
            255,
            Collections.nCopies(channels, .5f),
            Collections.nCopies(channels, .25f),
            null);
    List<Item> items = pictures();
    TrainSettings settings =
        TrainSettings.builder()
            .epochs(2)
            .batch(4)
            .learningRate(1e-2)
            .freeze("conv1")
            .machine(Machine.plain(1))
            .build();
    TrainingTask task =
        new TrainingTask(
            network,
            List.of(),
            RandomWeights.of(network, 1),
            Set.of(),
            preprocessing,
            DecodeMode.NATURAL,
            new Augmentation(true, true, .6, .2, .3),
            2,
            settings);
    ImageTraining training =
        new ImageTraining(task, new FeatureCache(folder.resolve("features")), folder, 1);

    Trained trained =
        training.run(items, items, Checkpoints.in(folder.resolve("run")), TrainingListener.SILENT);

    Path model = folder.resolve("odd.onnx");
    OnnxExport.write(network, trained.weights(), TestCards.fp32("odd", preprocessing), model);
    float[] scores = new float[PICTURES];
    try (Scorer scorer = Scorer.open(model)) {
      List<Score> all = scorer.scoreAll(items.stream().map(Item::image).toList());
      for (int i = 0; i < scores.length; i++) {
        scores[i] = all.get(i).value();
      }
    }
    assertArrayEquals(trained.predictions(), scores, 1e-5f);
  }

  /** Its classes lie on a map of 16 x 24 places, which its own layers halve three times. */
  @Test
  void tripleMemTakesASegmentationNetworkOfImagesThatAreNotSquare() {
    ForeignNetwork segmentation =
        new ForeignNetwork("seg", "", Shape.of(3, 64, 96), Shape.of(5, 16, 24));
    Network network = TripleMem.network(segmentation, TripleMem.Classes.ONE_HOT);
    assertEquals(Shape.of(3, 64, 96), network.shapeOf(TripleMem.SEGMENTATION + ".resize"));
    assertEquals(Shape.of(64 * 2 * 3), network.shapeOf("seg.flatten"));
    assertEquals(Shape.of(1), network.shapeOf(network.output()));
  }
}
