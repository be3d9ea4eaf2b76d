package org.mneme.bench;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.mneme.network.MemNet;
import org.mneme.network.Network;
import org.mneme.network.ResMem;
import org.mneme.network.Shape;
import org.mneme.train.Checkpoints;
import org.mneme.train.Examples;
import org.mneme.train.Initialisation;
import org.mneme.train.Machine;
import org.mneme.train.Optimiser;
import org.mneme.train.TrainSettings;
import org.mneme.train.Trainer;
import org.mneme.train.TrainingListener;

/**
 * Times training steps as {@code against-python/train_with_torch.py} does: images of noise, AdamW,
 * squared error, the whole step from a filled batch to changed weights.
 *
 * <p>Arguments: {@code memnet} or {@code resmem}; {@code fp32} or {@code auto}; batch; steps;
 * threads. Prints seconds of each step, a line each, after what was chosen.
 */
public final class TrainSteps {
  private TrainSteps() {}

  /** Noise, the same for each place in the batch. */
  @SuppressWarnings("ArrayRecordComponent") // read only
  private record Noise(int size, Shape shape, float[] image) implements Examples {
    static Noise of(int size, Shape shape) {
      float[] image = new float[(int) shape.size()];
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < image.length; i++) {
        image[i] = random.nextFloat();
      }
      return new Noise(size, shape, image);
    }

    @Override
    public Map<String, Shape> inputs() {
      return Map.of(Network.INPUT, shape);
    }

    @Override
    public void fill(
        int epoch, int[] indices, Map<String, FloatBuffer> inputs, FloatBuffer scores) {
      for (int index : indices) {
        inputs.get(Network.INPUT).put(image);
        scores.put(index % 2);
      }
    }
  }

  public static void main(String[] args) throws IOException {
    Network network = args[0].equals("memnet") ? MemNet.network() : ResMem.network();
    boolean auto = args[1].equals("auto");
    int batch = Integer.parseInt(args[2]);
    int steps = Integer.parseInt(args[3]);
    int threads = Integer.parseInt(args[4]);
    TrainSettings settings =
        TrainSettings.builder()
            .epochs(1)
            .batch(batch)
            .optimiser(Optimiser.adamW())
            .learningRate(1e-5)
            .machine(
                auto
                    ? new Machine(threads, "cpu", Machine.Precision.AUTO, Machine.Layout.AUTO)
                    : Machine.plain(threads))
            .build();
    Path folder = Files.createTempDirectory("mneme-train-steps");
    try {

      new Trainer(
              network,
              Initialisation.TORCH.weights(network, 1),
              Noise.of(batch * steps, network.input()),
              Noise.of(0, network.input()),
              settings,
              new Checkpoints(folder, 0, 0))
          .start(
              new TrainingListener() {
                @Override
                public void onStart(Start start) {
                  System.out.printf("# %s%n", start);
                }

                @Override
                public void onStep(Step step) {
                  System.out.printf(Locale.ROOT, "%.4f%n", batch / step.examplesPerSecond());
                  System.out.flush();
                }
              });
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
