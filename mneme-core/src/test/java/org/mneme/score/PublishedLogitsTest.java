package org.mneme.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.mneme.catalog.PublishedModel;
import org.mneme.catalog.RealModels;
import org.mneme.golden.Npy;
import org.mneme.network.Network;

/** A published network that gives no score, against its own package. */
class PublishedLogitsTest {
  private static final int SIDE = 256;

  /** Single precision through 60 layers; the largest logit is 5.9. */
  private static final float TOLERANCE = 1e-4f;

  /**
   * golden/efficientnet-lite2.npy, made by golden/make_efficientnet.py: efficientnet_lite_pytorch
   * 0.1.0, torch 2.15.0; a made picture and its mirror image.
   */
  @Test
  void efficientNetGivesItsPackagesLogits() throws IOException, URISyntaxException {
    Path file = RealModels.file(PublishedModel.EFFICIENTNET_LITE2);
    Path golden =
        Path.of(
            Objects.requireNonNull(
                    PublishedLogitsTest.class.getResource("/golden/efficientnet-lite2.npy"))
                .toURI());
    float[] logits = new float[2 * 1000];
    try (GraphRunner runner = new GraphRunner(Files.readAllBytes(file), 2, "efficientnet-lite2")) {
      GraphRunner.Floats pictures =
          new GraphRunner.Floats(pictures(), new long[] {2, 3, SIDE, SIDE});
      runner.run(Map.of(Network.INPUT, pictures)).get("_fc").values().get(logits);
    }
    assertArrayEquals(Npy.read(golden).floats(), logits, TOLERANCE);
  }

  private static FloatBuffer pictures() {
    FloatBuffer values = FloatBuffer.allocate(2 * 3 * SIDE * SIDE);
    for (int mirrored = 0; mirrored < 2; mirrored++) {
      for (int channel = 0; channel < 3; channel++) {
        for (int y = 0; y < SIDE; y++) {
          for (int column = 0; column < SIDE; column++) {
            int x = mirrored == 1 ? SIDE - 1 - column : column;
            int value =
                switch (channel) {
                  case 0 -> (3 * x + 5 * y + x * y / 64) % 256;
                  case 1 -> 255 - y / 2;
                  default -> (x / 3 + y / 5) % 256;
                };
            values.put((value - 127) / 128f);
          }
        }
      }
    }
    return values.flip();
  }
}
