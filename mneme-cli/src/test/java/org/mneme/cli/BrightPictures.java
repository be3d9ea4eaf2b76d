package org.mneme.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.mneme.golden.RandomWeights;
import org.mneme.image.InputSize;
import org.mneme.network.Conv2d;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Relu;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;

/**
 * 60 pictures, the brighter the better remembered, and networks of random weights that are adapted
 * to them.
 *
 * @param folder has the networks, {@code NAME.onnx}, and in {@code data} the pictures and scores
 */
record BrightPictures(Path folder) {
  static final int COUNT = 60;

  static BrightPictures in(Path folder) throws IOException {
    BrightPictures made = new BrightPictures(folder);
    Path images = Files.createDirectories(made.data().resolve("images"));
    Random random = new Random(4);
    List<String> lines = new ArrayList<>(List.of("image,score"));
    for (int i = 0; i < COUNT; i++) {
      int brightness = random.nextInt(200);
      BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 144; p++) {
        int grey = brightness + random.nextInt(56);
        image.setRGB(p % 12, p / 12, grey * 0x10101);
      }
      String name = "%02d.png".formatted(i);
      ImageIO.write(image, "png", images.resolve(name).toFile());
      lines.add(name + "," + (.2 + brightness / 400.0));
    }
    Files.write(made.data().resolve("scores.csv"), lines);
    return made;
  }

  Path data() {
    return folder.resolve("data");
  }

  /** A network of one layer, as small as one can be. */
  void write(String name, ModelCard card, int seed) throws IOException {
    InputSize size = card.preprocessing().input();
    Network network =
        Network.builder("small", Shape.of(size.channels(), size.height(), size.width()))
            .then("conv1", Conv2d.of(3, 8, 3))
            .then("relu1", new Relu())
            .build();
    OnnxExport.write(
        network, RandomWeights.of(network, seed), card, folder.resolve(name + ".onnx"));
  }

  /** {@return a network that scores pictures of 8 x 8, with a layer before the score} */
  static Network scoring() {
    return Network.builder("small", Shape.of(3, 8, 8))
        .then("conv1", Conv2d.of(3, 8, 3))
        .then("relu1", new Relu())
        .then("flatten", new Flatten())
        .then("fc", new Linear(8 * 6 * 6, 1))
        .then("score", new Sigmoid())
        .build();
  }

  Cli adapt(List<String> models, String... more) {
    List<String> command = new ArrayList<>(List.of("adapt", "--data", data().toString()));
    models.forEach(model -> command.addAll(List.of("--model", model)));
    command.addAll(List.of(more));
    return Cli.at(folder.resolve("home"), command.toArray(String[]::new));
  }
}
