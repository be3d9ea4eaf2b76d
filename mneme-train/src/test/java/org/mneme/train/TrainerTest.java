package org.mneme.train;

import static org.bytedeco.openblas.presets.openblas_nolapack.blas_get_num_threads;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.onnx.OnnxExport;
import org.mneme.score.GraphRunner;
import org.mneme.weights.Tensor;

class TrainerTest {
  private static final Map<String, Tensor> WEIGHTS = RandomWeights.of(Planted.NETWORK, 1);
  private static final Planted TRAIN = new Planted(200, 1);
  private static final Planted VALIDATION = new Planted(60, 2);

  @TempDir private Path folder;

  private static TrainSettings.Builder settings() {
    return TrainSettings.builder().epochs(4).batch(16).learningRate(3e-3).machine(Machine.plain(1));
  }

  private Trainer trainer(TrainSettings settings, Examples train, Path where) {
    return new Trainer(
        Planted.NETWORK, WEIGHTS, train, VALIDATION, settings, new Checkpoints(where, 0, 0));
  }

  private Trained train(TrainSettings settings) throws IOException {
    return trainer(settings, TRAIN, folder.resolve("run")).start(TrainingListener.SILENT);
  }

  /** Brightness gives the score away, so that a network that learns at all orders new images. */
  @Test
  void trainingFindsWhatIsPlanted() throws IOException {
    Trained trained = train(settings().build());
    List<EpochFigures> history = trained.history();
    assertEquals(4, history.size());
    assertTrue(history.get(3).trainLoss() < history.get(0).trainLoss(), history.toString());
    assertTrue(history.get(trained.bestEpoch()).spearman() > .9, history.toString());
  }

  /** Every loss, schedule and way of averaging goes all the way, and learns. */
  @Test
  void everyLossAndScheduleLearns() throws IOException {
    List<TrainSettings> all =
        List.of(
            settings().loss(Loss.huber(.1)).schedule(new Schedule.Step(2, .5)).build(),
            settings()
                .loss(Loss.squared().withOrder(Loss.Order.PAIRWISE, .1, .1))
                .schedule(new Schedule.Cosine(.5, .01))
                .build(),
            settings()
                .loss(Loss.squared().withOrder(Loss.Order.SPEARMAN, .1, .1))
                .schedule(new Schedule.Plateau(.5, 1))
                .build(),
            settings()
                .optimiser(Optimiser.sgd(.9))
                .learningRate(.05)
                .clipNorm(1)
                .schedule(new Schedule.Exponential(.9))
                .build(),
            settings().averaging(.9).accumulate(2).build());
    for (int i = 0; i < all.size(); i++) {
      Trained trained =
          trainer(all.get(i), TRAIN, folder.resolve("run" + i)).start(TrainingListener.SILENT);
      double best = trained.history().get(trained.bestEpoch()).spearman();
      assertTrue(best > .8, all.get(i) + " " + trained.history());
    }
  }

  /** Float32 throughout on both sides; 1e-5 is what is promised. */
  @Test
  void exportedNetworkPredictsWhatTrainingReported() throws Exception {
    Trained trained = train(settings().averaging(.99).build());
    Path model = folder.resolve("model.onnx");
    OnnxExport.write(Planted.NETWORK, trained.weights(), TestCards.fp32("planted", 16), model);
    int count = VALIDATION.size();
    FloatBuffer images = FloatBuffer.allocate(count * 3 * 16 * 16);
    int[] all = new int[count];
    Arrays.setAll(all, i -> i);
    VALIDATION.fill(
        trained.bestEpoch(), all, Map.of(Network.INPUT, images), FloatBuffer.allocate(count));
    float[] scores = new float[count];
    try (GraphRunner onnx = new GraphRunner(Files.readAllBytes(model), 1, "planted")) {
      GraphRunner.Floats input =
          new GraphRunner.Floats(images.flip(), new long[] {count, 3, 16, 16});
      onnx.run(Map.of(Network.INPUT, input)).get("score").values().get(scores);
    }
    assertArrayEquals(scores, trained.predictions(), 1e-5f);
  }

  @Test
  void frozenTensorsKeepEveryBitAndABatchNormItsFigures() throws IOException {
    Trained trained = train(settings().freeze("conv1", "bn1").build());
    for (String name : WEIGHTS.keySet()) {
      boolean same =
          Arrays.equals(WEIGHTS.get(name).floats(), trained.weights().get(name).floats());
      assertEquals(name.startsWith("conv1") || name.startsWith("bn1"), same, name);
    }
  }

  @Test
  void aGroupsRateOfZeroChangesNothingInIt() throws IOException {
    Trained trained = train(settings().groups(new Group(new NamePattern("fc?"), 0, 0)).build());
    for (String name : WEIGHTS.keySet()) {
      boolean same =
          Arrays.equals(WEIGHTS.get(name).floats(), trained.weights().get(name).floats());
      assertEquals(name.startsWith("fc"), same, name);
    }
  }

  /** The gradients of batches are added up: one of 16 is two of 8, where no batch norm learns. */
  @Test
  void twoBatchesThatAccumulateAreOneOfTwiceTheSize() throws IOException {
    TrainSettings.Builder still =
        settings()
            .epochs(1)
            .freeze("bn1")
            .groups(new Group(new NamePattern("fc2"), 0, 0))
            .optimiser(Optimiser.sgd(0))
            .learningRate(.1);
    Map<String, Tensor> weights = new LinkedHashMap<>(WEIGHTS);
    // Dropout draws for each batch by itself; before weights of zero it draws in vain.
    weights.put("fc2.weight", Tensor.of(Shape.of(1, 32), new float[32]));
    Trained whole = noDropout(weights, still.build(), "whole");
    Trained halves = noDropout(weights, still.batch(8).accumulate(2).build(), "halves");
    for (String name : weights.keySet()) {
      float[] expected = whole.weights().get(name).floats();
      assertArrayEquals(expected, halves.weights().get(name).floats(), 1e-6f, name);
    }
    assertEquals(whole.history().get(0).trainLoss(), halves.history().get(0).trainLoss(), 1e-6);
  }

  private Trained noDropout(Map<String, Tensor> weights, TrainSettings settings, String run)
      throws IOException {
    return new Trainer(
            Planted.NETWORK,
            weights,
            TRAIN,
            VALIDATION,
            settings,
            new Checkpoints(folder.resolve(run), 0, 0))
        .start(TrainingListener.SILENT);
  }

  @Test
  void trainingStopsWhenTheValidationGetsNoBetter() throws IOException {
    Trained trained = train(settings().epochs(50).learningRate(0).patience(3).build());
    // Without a rate only the batch norm's figures move, and with them the order a little.
    int epochs = trained.history().size();
    assertTrue(epochs < 50, epochs + " epochs");
    assertEquals(3, epochs - 1 - trained.bestEpoch());
  }

  @Test
  void aLossThatIsNoNumberStopsWithTheLastCheckpointKept() throws IOException {
    Examples poisoned =
        new Poisoned(
            TRAIN,
            (epoch, scores) -> {
              if (epoch == 2) {
                scores.put(0, Float.NaN);
              }
            });
    Trainer trainer = trainer(settings().build(), poisoned, folder);
    TrainingException e =
        assertThrows(TrainingException.class, () -> trainer.start(TrainingListener.SILENT));
    // 200 examples are 13 batches of at most 16, so that epoch 2 begins with step 27.
    assertTrue(
        e.getMessage()
            .matches(
                "step 27 \\(epoch 2\\): the loss is no number \\(NaN\\); its batch is planted-\\d+.png, .* and 10 more. The checkpoint of step 26 stays in .*state.safetensors. Lower the learning rate, or clip gradients."),
        e.getMessage());
    RunFiles.Saved kept = new RunFiles(folder).read();
    assertEquals(26, kept.state().step());
    for (Tensor tensor : kept.tensors().values()) {
      for (float value : tensor.floats()) {
        assertTrue(Float.isFinite(value));
      }
    }
  }

  /** Examples with something done to their scores. */
  private record Poisoned(Examples examples, Poison poison) implements Examples {
    private interface Poison {
      void spoil(int epoch, FloatBuffer scores) throws IOException;
    }

    @Override
    public int size() {
      return examples.size();
    }

    @Override
    public Map<String, Shape> inputs() {
      return examples.inputs();
    }

    @Override
    public void fill(int epoch, int[] indices, Map<String, FloatBuffer> inputs, FloatBuffer scores)
        throws IOException {
      examples.fill(epoch, indices, inputs, scores);
      poison.spoil(epoch, scores);
    }

    @Override
    public String name(int index) {
      return examples.name(index);
    }
  }

  @Test
  void whatFailsInBringingExamplesIsPassedOn() {
    Examples failing =
        new Poisoned(
            TRAIN,
            (epoch, scores) -> {
              throw new IOException("a.jpg: is gone");
            });
    Trainer trainer = trainer(settings().build(), failing, folder);
    IOException e = assertThrows(IOException.class, () -> trainer.start(TrainingListener.SILENT));
    assertEquals("a.jpg: is gone", e.getMessage());
  }

  /** /dev/full takes no byte; only Linux has it. */
  @Test
  void aFullDiskIsOneClearLine() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/full")), "skipped: there is no /dev/full here");
    long pid = ProcessHandle.current().pid();
    Path part = folder.resolve(".weights.safetensors.%d.part".formatted(pid));
    TrainingListener fillsDisk =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochFigures epoch) {
            if (epoch.epoch() == 1) {
              link(part);
            }
          }
        };
    Trainer trainer =
        trainer(settings().keep(TrainSettings.Keep.LAST).epochs(2).build(), TRAIN, folder);
    TrainingException e = assertThrows(TrainingException.class, () -> trainer.start(fillsDisk));
    assertTrue(
        e.getMessage()
            .matches(
                ".*weights.safetensors: cannot be written at step 26: No space left on device. The checkpoint of step 13 stays in .*state.safetensors. Free space, then resume."),
        e.getMessage());
    Files.deleteIfExists(part);
    Trained resumed = trainer.resume(TrainingListener.SILENT);
    assertEquals(2, resumed.history().size());
  }

  private static void link(Path part) {
    try {
      Files.createSymbolicLink(part, Path.of("/dev/full"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRunInTheFolderIsNotOverwrittenByAStart() throws IOException {
    Trainer trainer = trainer(settings().epochs(1).build(), TRAIN, folder);
    Trained first = trainer.start(TrainingListener.SILENT);
    TrainingException e =
        assertThrows(TrainingException.class, () -> trainer.start(TrainingListener.SILENT));
    assertTrue(e.getMessage().contains("a run is here already"), e.getMessage());
    Trained again = trainer.resume(TrainingListener.SILENT);
    assertEquals(first.history(), again.history());
    assertArrayEquals(first.predictions(), again.predictions(), 0);
  }

  @Test
  void aRunGoesOnOnlyWithWhatItWasBegunWith() throws IOException {
    trainer(settings().epochs(1).build(), TRAIN, folder).start(TrainingListener.SILENT);
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () ->
                trainer(settings().epochs(2).build(), TRAIN, folder)
                    .resume(TrainingListener.SILENT));
    assertTrue(
        e.getMessage().contains("was begun with epochs 1, not 2. Resume with the same"),
        e.getMessage());
  }

  @Test
  void aPatternThatTakesNothingIsRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> trainer(settings().freeze("features").build(), TRAIN, folder));
    assertEquals(
        "no tensor of network 'planted' is named like 'features'; its first is 'conv1.weight'",
        e.getMessage());
  }

  @Test
  void aGpuThatIsNotThereIsOneClearLine() {
    assumeFalse(torch.cuda_is_available());
    Machine gpu = new Machine(1, "cuda", Machine.Precision.AUTO, Machine.Layout.AUTO);
    TrainingException e =
        assertThrows(TrainingException.class, () -> train(settings().machine(gpu).build()));
    assertTrue(e.getMessage().startsWith("device cuda: "), e.getMessage());
    assertTrue(e.getMessage().contains("-Pcuda"), e.getMessage());
  }

  /** OpenBLAS, which multiplies libtorch's matrices, counts its threads by itself. */
  @Test
  void asManyThreadsAreUsedAsAreAskedFor() throws IOException {
    for (int threads : List.of(2, 1)) {
      TrainSettings settings = settings().epochs(1).machine(Machine.plain(threads)).build();
      trainer(settings, TRAIN, folder.resolve("run" + threads)).start(TrainingListener.SILENT);
      assertEquals(threads, torch.get_num_threads());
      assertEquals(threads, blas_get_num_threads());
    }
  }

  /** What is fastest differs by machine; that it is measured, told and kept does not. */
  @Test
  void precisionAndLayoutAreMeasuredToldAndKept() throws IOException {
    TrainSettings measured = settings().epochs(2).machine(Machine.measured()).build();
    List<TrainingListener.Start> starts = new ArrayList<>();
    TrainingListener stops =
        new TrainingListener() {
          @Override
          public void onStart(Start start) {
            starts.add(start);
          }

          @Override
          public void onStep(Step step) {
            if (step.step() == 20 && starts.size() == 1) {
              throw new IllegalStateException("stopped by the test");
            }
          }
        };
    Trainer trainer = trainer(measured, TRAIN, folder);
    assertThrows(IllegalStateException.class, () -> trainer.start(stops));
    trainer.resume(stops);
    assertEquals(3, starts.get(0).millisPerStep().size(), starts.toString());
    assertEquals(0, starts.get(0).step());
    assertTrue(starts.get(1).millisPerStep().isEmpty());
    assertEquals(13, starts.get(1).step());
    assertEquals(26, starts.get(1).steps());
    assertEquals(starts.get(0).bfloat16(), starts.get(1).bfloat16());
    assertEquals(starts.get(0).channelsLast(), starts.get(1).channelsLast());
  }

  @Test
  void bfloat16LearnsAsWell() throws IOException {
    Machine machine =
        new Machine(2, "cpu", Machine.Precision.BFLOAT16, Machine.Layout.CHANNELS_LAST);
    Trained trained = train(settings().machine(machine).build());
    assertTrue(
        trained.history().get(trained.bestEpoch()).spearman() > .9, trained.history().toString());
    assertFalse(
        Arrays.equals(
            trained.predictions(), new float[VALIDATION.size()])); // it did predict something
  }
}
