package org.mneme.train;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.mneme.network.MemNet;
import org.mneme.network.Network;
import org.mneme.network.ResMem;
import org.mneme.network.Shape;

/**
 * Times training steps as {@code against-python/train_with_torch.py} does: images of noise, AdamW,
 * squared error, the whole step from a filled batch to changed weights.
 *
 * <p>It is in the package of the trainer, which is not public.
 *
 * <p>Arguments: {@code memnet}, {@code resmem} or {@code resmem-frozen}; {@code fp32} or {@code
 * auto}; batch; steps; threads. Prints seconds of each step, a line each, after what was chosen.
 */
public final class TrainSteps {
  private static final String FROZEN = "resmem-frozen";

  /** The ResNet's output, which a training with a frozen ResNet keeps of each image. */
  private static final String RESNET = "features.fc";

  private TrainSteps() {}

  /** Noise, the same for each place in the batch. */
  private record Noise(int size, Map<String, Shape> inputs, Map<String, float[]> values)
      implements Examples {
    static Noise of(int size, Map<String, Shape> inputs) {
      SplittableRandom random = new SplittableRandom(1);
      Map<String, float[]> values = new HashMap<>();
      inputs.forEach(
          (name, shape) -> {
            float[] value = new float[(int) shape.size()];
            for (int i = 0; i < value.length; i++) {
              value[i] = random.nextFloat();
            }
            values.put(name, value);
          });
      return new Noise(size, inputs, values);
    }

    @Override
    public void fill(int epoch, int[] indices, Map<String, FloatBuffer> into, FloatBuffer scores) {
      for (int index : indices) {
        into.forEach((name, buffer) -> buffer.put(values.get(name)));
        scores.put(index % 2);
      }
    }
  }

  public static void main(String[] args) throws IOException {
    Network network = args[0].equals("memnet") ? MemNet.network() : ResMem.network();
    boolean frozen = args[0].equals(FROZEN);
    Map<String, Shape> inputs = new LinkedHashMap<>(Map.of(Network.INPUT, network.input()));
    if (frozen) {
      inputs.put(RESNET, network.shapeOf(RESNET));
    }
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
            .freeze(frozen ? new String[] {"features"} : new String[0])
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
              Noise.of(batch * steps, inputs),
              Noise.of(0, inputs),
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
