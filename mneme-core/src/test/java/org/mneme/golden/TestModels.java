package org.mneme.golden;

import java.io.IOException;
import java.nio.file.Path;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.onnx.OnnxExport;

/** Real model files that are as small as they can be. */
public final class TestModels {
  private TestModels() {}

  /**
   * A linear layer over 8 x 8 pixels and a sigmoid; every image gets a score of its own.
   *
   * @param seed of the weights
   * @return the file
   */
  public static Path tiny(Path file, long seed) throws IOException {
    Network network =
        Network.builder("tiny", Shape.of(3, 8, 8))
            .then("flatten", new Flatten())
            .then("fc", new Linear(192, 1))
            .then("score", new Sigmoid())
            .build();
    OnnxExport.write(network, RandomWeights.of(network, seed), TestCards.fp32("tiny", 8), file);
    return file;
  }
}
