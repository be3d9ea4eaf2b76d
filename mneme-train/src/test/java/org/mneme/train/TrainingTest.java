package org.mneme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.catalog.Catalog;
import org.mneme.data.DataSet;
import org.mneme.data.ReadOptions;
import org.mneme.data.Shares;
import org.mneme.onnx.OnnxFile;
import org.mneme.progress.CancelledException;
import org.mneme.track.NewRun;
import org.mneme.track.Run;
import org.mneme.track.RunStatus;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;
import org.mneme.weights.Tensor;

/** Trains the small MemNet on a dozen pictures, from a request to a finished run. */
class TrainingTest {
  private static final int PICTURES = 12;

  @TempDir private static Path folder;
  private static Path data;

  @BeforeAll
  static void makePictures() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    Files.createDirectories(data.resolve("images"));
    Random random = new Random(1);
    List<String> lines = new ArrayList<>(List.of("image,score"));
    for (int i = 0; i < PICTURES; i++) {
      BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 400; p++) {
        image.setRGB(p % 20, p / 20, random.nextInt(1 << 24));
      }
      ImageIO.write(image, "png", data.resolve("images/%s.png".formatted(i)).toFile());
      lines.add("%s.png,0.%s".formatted(i, 30 + 5 * i));
    }
    Files.write(data.resolve("scores.csv"), lines);
  }

  private static TrainRequest request() {
    return TrainRequest.of(data, NetworkChoice.Name.MEMNET_SMALL)
        .withData(TrainData.of(data).withShares(new Shares(8, 4, 0), 1))
        .withSettings(
            TrainSettings.builder()
                .epochs(3)
                .batch(4)
                .keep(TrainSettings.Keep.LAST)
                .machine(Machine.plain(1))
                .build());
  }

  private static RunStore store(String name) {
    return RunStore.at(folder.resolve(name));
  }

  private static FinishedTraining train(RunStore store, TrainingListener listener)
      throws IOException {
    return Training.of(request(), Catalog.at(folder.resolve("home")))
        .run(store, "small", false, listener)
        .get(0);
  }

  /** The last epoch begins, and then something goes wrong. */
  private static TrainingListener failingIn(int epoch) {
    return new TrainingListener() {
      @Override
      public void onEpoch(EpochFigures figures) {
        if (figures.epoch() == epoch) {
          throw new UncheckedIOException(new IOException("No space left on device"));
        }
      }
    };
  }

  private static void assertSameWeights(FinishedTraining expected, FinishedTraining actual)
      throws IOException {
    Map<String, Tensor> first = OnnxFile.read(expected.model()).floatTensors();
    Map<String, Tensor> second = OnnxFile.read(actual.model()).floatTensors();
    assertEquals(first.keySet(), second.keySet());
    first.forEach(
        (name, tensor) -> assertArrayEquals(tensor.floats(), second.get(name).floats(), 0, name));
  }

  @Test
  void aFailedRunWithACheckpointIsResumedToTheSameWeights() throws IOException {
    FinishedTraining whole = train(store("whole"), TrainingListener.SILENT);

    RunStore store = store("failed");
    IOException e = assertThrows(IOException.class, () -> train(store, failingIn(2)));
    assertEquals("No space left on device", e.getMessage());
    RunSummary failed = store.list().get(0);
    assertEquals(RunStatus.FAILED, failed.status());
    assertEquals("No space left on device", failed.reason());

    List<TrainingListener.Start> starts = new ArrayList<>();
    FinishedTraining resumed =
        train(
            store,
            new TrainingListener() {
              @Override
              public void onStart(Start start) {
                starts.add(start);
              }
            });
    assertEquals(failed.id(), resumed.run());
    assertEquals(4, starts.get(0).step(), "two epochs of two steps were done");
    assertEquals(1, store.list().size());
    assertEquals(RunStatus.FINISHED, store.list().get(0).status());
    assertSameWeights(whole, resumed);
  }

  /** A kill leaves such a run as interrupted, a Ctrl-C too. */
  @Test
  void aCancelledRunIsInterruptedAndResumedInAnyLocale() throws IOException {
    FinishedTraining whole = train(store("american"), TrainingListener.SILENT);
    Locale before = Locale.getDefault();
    try {
      for (String tag : List.of("de-DE", "tr-TR", "ar-EG-u-nu-arab")) {
        RunStore store = store(tag);
        Locale.setDefault(Locale.US);
        boolean[] cancelled = {false};
        TrainingListener cancelling =
            new TrainingListener() {
              @Override
              public void onStep(Step step) {
                cancelled[0] = step.step() == 5;
              }

              @Override
              public boolean isCancelled() {
                return cancelled[0];
              }
            };
        assertThrows(CancelledException.class, () -> train(store, cancelling), tag);
        assertEquals(RunStatus.INTERRUPTED, store.list().get(0).status(), tag);

        Locale.setDefault(Locale.forLanguageTag(tag));
        FinishedTraining resumed = train(store, TrainingListener.SILENT);
        assertEquals(1, store.list().size(), tag);
        assertSameWeights(whole, resumed);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "network, vgg, unknown network 'vgg'",
    "freeze, layer9, no tensor of network 'memnet-small' is named like 'layer9'",
    "freeze, *, all of network 'memnet-small' is frozen",
    "learning_rate_of, tail=1, no tensor of network 'memnet-small' is named like 'tail'",
    "init, nobody, nobody",
    "device, cuda, device cuda",
    "network, triplemem, segmentation is missing",
    "segmentation_map, colours, segmentation_map must be"
  })
  void whatCannotBeTrainedMakesNoRun(String name, String value, String message) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>(TrainCodec.write(request()));
    values.put(name, value);
    RunStore store = store("none-" + name + value.hashCode());
    Exception e =
        assertThrows(
            Exception.class,
            () ->
                Training.of(TrainCodec.read(values), Catalog.at(folder.resolve("home")))
                    .run(store, "none", false, TrainingListener.SILENT));
    assertTrue(String.valueOf(e.getMessage()).contains(message), e.toString());
    assertEquals(List.of(), store.list());
    assertFalse(Files.exists(store.folder()), "no folder either");
  }

  @Test
  void aRunOfAnEarlierFormIsNamedAndNotResumed() throws IOException {
    RunStore store = store("earlier");
    try (Run run = store.create(NewRun.of("small", Map.of("epochs", 3L)))) {
      assertEquals(RunStatus.RUNNING, run.summary().status());
    }
    List<String> said = new ArrayList<>();
    FinishedTraining finished = train(store, saying(said));
    assertEquals(2, store.list().size());
    assertNotEquals(store.list().get(0).id(), finished.run());
    assertEquals(1, said.size(), said.toString());
    assertTrue(said.get(0).contains("was begun by an earlier version of Mneme"), said.get(0));
  }

  @Test
  void aDamagedCheckpointIsNamedAndANewRunBegins() throws IOException {
    RunStore store = store("damaged");
    assertThrows(IOException.class, () -> train(store, failingIn(1)));
    String first = store.list().get(0).id();
    Path state = store.folder().resolve(first).resolve("checkpoints/state.safetensors");
    Files.write(state, new byte[] {1, 2, 3});
    List<String> said = new ArrayList<>();
    FinishedTraining finished = train(store, saying(said));
    assertNotEquals(first, finished.run());
    assertTrue(said.get(0).startsWith("Run %s cannot be resumed: ".formatted(first)), said.get(0));
  }

  private static TrainingListener saying(List<String> said) {
    return new TrainingListener() {
      @Override
      public void say(String line) {
        said.add(line);
      }
    };
  }

  /** So that a run and a report of the same data can be matched. */
  @Test
  void aRunNamesItsDataAndItsSplit() throws IOException {
    RunStore store = store("hashes");
    FinishedTraining finished = train(store, TrainingListener.SILENT);
    DataSet set = DataSet.read(data, ReadOptions.STRICT);
    NewRun about = store.summary(finished.run()).about();
    assertEquals(set.fingerprint(), about.dataHash());
    assertEquals(request().data().splits(set).get(0).fingerprint(), about.splitHash());
    String note = OnnxFile.card(finished.model()).orElseThrow().notes().get("training.data");
    assertTrue(note.contains(set.fingerprint()), note);
  }

  /** ResMem with its ResNet frozen took 3.4 GB resident, MemNet 1.7 GB, batches of 32. */
  @Test
  void memoryComesFromTheNetwork() throws IOException {
    Catalog catalog = Catalog.at(folder.resolve("home"));
    TrainSettings settings = TrainSettings.builder().build();
    Map<NetworkChoice.Name, Long> bytes = new LinkedHashMap<>();
    for (NetworkChoice.Name name :
        List.of(
            NetworkChoice.Name.MEMNET_SMALL,
            NetworkChoice.Name.MEMNET,
            NetworkChoice.Name.RESMEM)) {
      TrainRequest request = TrainRequest.of(data, name).withSettings(settings);
      bytes.put(name, Training.of(request, catalog).memoryBytes());
    }
    assertEquals(1.7e9, bytes.get(NetworkChoice.Name.MEMNET), .4e9);
    assertEquals(3.4e9, bytes.get(NetworkChoice.Name.RESMEM), .8e9);
    assertTrue(bytes.get(NetworkChoice.Name.MEMNET_SMALL) < 1e9, bytes.toString());
    TrainRequest free =
        TrainRequest.of(data, NetworkChoice.Name.RESMEM)
            .withFrozen(List.of())
            .withSettings(settings);
    assertTrue(Training.of(free, catalog).memoryBytes() > 2 * bytes.get(NetworkChoice.Name.RESMEM));
  }
}
