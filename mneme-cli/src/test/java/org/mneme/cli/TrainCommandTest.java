package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.Shared;
import org.mneme.onnx.OnnxFile;
import org.mneme.weights.Tensor;

/** Trains the small MemNet on three dozen real photographs with human scores. */
class TrainCommandTest {
  private static final int IMAGES = 36;
  private static final String SMALL = "memnet-small";

  @TempDir private static Path folder;
  private static Path data;

  @BeforeAll
  static void takeSomeImages() throws IOException {
    Path lnsim = Shared.path("data/lnsim");
    List<String> lines = Files.readAllLines(lnsim.resolve("scores.csv")).subList(0, IMAGES + 1);
    data = Files.write(folder.resolve("some.csv"), lines);
  }

  private static String[] command(Path runs, String network, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "train",
                "--data",
                data.toString(),
                "--images",
                Shared.path("data/lnsim/images").toString(),
                "--network",
                network,
                "--batch-size",
                "8",
                "--precision",
                "float32",
                "--layout",
                "planes",
                "--flip",
                "--shares",
                "28,8,0",
                "--learning-rate",
                "3e-4",
                "--output",
                runs.toString()));
    command.addAll(List.of(more));
    return command.toArray(String[]::new);
  }

  private static Path onlyRun(Path runs) throws IOException {
    try (Stream<Path> folders = Files.list(runs)) {
      List<Path> all = folders.filter(Files::isDirectory).toList();
      assertEquals(1, all.size(), all.toString());
      return all.get(0);
    }
  }

  @Test
  void lossFallsAndTheModelFileScoresAtOnce() throws IOException {
    Path runs = folder.resolve("falls");
    Cli trained = Cli.at(folder.resolve("home"), command(runs, SMALL, "--epochs", "30"));

    assertEquals(0, trained.exit(), trained.err());
    Path run = onlyRun(runs);
    List<Double> losses = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode row = new JsonMapper().readTree(line);
      if (row.has("epoch_train_loss")) {
        losses.add(row.get("epoch_train_loss").asDouble());
      }
    }
    assertEquals(30, losses.size());
    // Below the scores' variance, so more than their mean was learnt.
    assertTrue(losses.get(29) < .75 * losses.get(0), losses.toString());
    assertTrue(Files.readString(run.resolve("train.html")).contains("Validation Spearman"));

    Path picture = Shared.path("data/lnsim/images/0001.jpg");
    Cli scored =
        Cli.pipe("predict", "--model", run.resolve("model.onnx").toString(), picture.toString());
    assertEquals(0, scored.exit(), scored.err());
    assertEquals(2, scored.out().lines().count());
  }

  /** Percentages: the model gives them, and its card says so; shares of their range are learnt. */
  @Test
  void scoresOfAnyRangeAreLearntAsTheyAre() throws IOException {
    Path runs = folder.resolve("percent");
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(data)) {
      String[] cells = line.split(",", -1);
      lines.add(lines.isEmpty() ? line : cells[0] + "," + 100 * Double.parseDouble(cells[1]));
    }
    Path percent = Files.write(folder.resolve("percent.csv"), lines);
    String[] command = command(runs, SMALL, "--epochs", "3", "--any-score");
    command[2] = percent.toString();
    Cli trained = Cli.at(folder.resolve("home"), command);
    assertEquals(0, trained.exit(), trained.err());

    Path model = onlyRun(runs).resolve("model.onnx");
    String meaning = OnnxFile.card(model).orElseThrow().output();
    assertTrue(meaning.startsWith("memorability: 0..100, the scale of its training"), meaning);
    Path picture = Shared.path("data/lnsim/images/0001.jpg");
    Cli scored =
        Cli.pipe("predict", "--format", "csv", "--model", model.toString(), picture.toString());
    double score = Double.parseDouble(scored.out().lines().toList().get(1).split(",", -1)[1]);
    assertTrue(score > 20 && score < 100, scored.out());
  }

  /** At a learning rate of 0 the network stays as it begins: at the mean score. */
  @Test
  void aNetworkThatLearntNothingIsAnError() throws IOException {
    Path runs = folder.resolve("nothing");
    String[] command = command(runs, SMALL, "--epochs", "1");
    command[Arrays.asList(command).indexOf("--learning-rate") + 1] = "0";
    Cli trained = Cli.at(folder.resolve("home"), command);
    assertEquals(1, trained.exit(), trained.out());
    assertTrue(
        trained.err().contains("gives every image the same score: it learnt nothing"),
        trained.err());
    assertFalse(Files.exists(onlyRun(runs).resolve("model.onnx")));
  }

  /** Port 9 of this machine has no server. */
  @Test
  void runEndsAlsoWhenItsMlflowServerCannotBeReached() throws IOException {
    Path runs = folder.resolve("mirrored");
    String[] command = command(runs, SMALL, "--epochs", "1", "--mlflow", "http://127.0.0.1:9");
    Cli trained = Cli.at(folder.resolve("home"), command);

    assertEquals(0, trained.exit(), trained.err());
    assertTrue(
        trained.err().contains("nothing is lost. Send it later: mneme runs sync --runs "),
        trained.err());
    Path run = onlyRun(runs);
    assertTrue(Files.exists(run.resolve("model.onnx")));
    JsonNode about = new JsonMapper().readTree(run.resolve("run.json").toFile());
    assertFalse(about.path("settings").has("mlflow"), "another server makes no other run");
    JsonNode queued = new JsonMapper().readTree(run.resolve("mlflow.json").toFile());
    assertEquals("http://127.0.0.1:9", queued.path("server").asText());
    assertTrue(queued.path("run_id").isNull(), queued.toString());
  }

  /** Fitted to the images also after the kill, to the same bits. */
  @Test
  void killedRunGoesOnToTheSameWeights() throws Exception {
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    String[] fitted = {"--epochs", "4", "--standardise"};
    start(command(whole, SMALL, fitted)).waitFor();
    Process first = start(command(killed, SMALL, fitted));
    while (first.isAlive() && !hasCheckpoint(killed)) {
      Thread.sleep(20);
    }
    first.destroyForcibly().waitFor();
    assertEquals(0, start(command(killed, SMALL, fitted)).waitFor());

    Map<String, Tensor> expected = tensors(onlyRun(whole));
    Map<String, Tensor> resumed = tensors(onlyRun(killed));
    assertEquals(expected.keySet(), resumed.keySet());
    expected.forEach(
        (name, tensor) ->
            assertTrue(Arrays.equals(tensor.floats(), resumed.get(name).floats()), name));
  }

  private static boolean hasCheckpoint(Path runs) throws IOException {
    if (!Files.isDirectory(runs)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(runs)) {
      return files.anyMatch(f -> f.getFileName().toString().equals("state.safetensors"));
    } catch (UncheckedIOException e) {
      return false; // a temporary file went away meanwhile
    }
  }

  private static Map<String, Tensor> tensors(Path run) throws IOException {
    return OnnxFile.read(run.resolve("model.onnx")).floatTensors();
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "org.mneme.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("processes.log").toFile()));
    builder.environment().put("MNEME_HOME", folder.resolve("home").toString());
    return builder.start();
  }

  @Test
  void resumeKeepsFoldsThatAreFinished() throws IOException {
    Path runs = folder.resolve("folds");
    String[] command = command(runs, SMALL, "--epochs", "1", "--folds", "2");
    command =
        Arrays.stream(command).filter(w -> !w.matches("--shares|28,8,0")).toArray(String[]::new);
    Path home = folder.resolve("home");
    assertEquals(0, Cli.at(home, with(command, "--fold", "2")).exit());
    Path second = onlyRun(runs);
    String trainedFirst = Files.readString(second.resolve("scores.csv"));

    Cli both = Cli.at(home, with(command, "--resume"));
    assertEquals(0, both.exit(), both.err());
    assertTrue(both.err().contains("fold2: trained already, " + second), both.err());
    assertTrue(both.out().contains("2 folds, 36 images"), both.out());
    assertTrue(both.out().contains(". Spearman within the folds "), both.out());
    String scores = Files.readString(runs.resolve(SMALL + "-folds.csv"));
    assertTrue(scores.endsWith(trainedFirst.substring(trainedFirst.indexOf('\n') + 1)), scores);

    Files.writeString(second.resolve("scores.csv"), "image,score\n");
    Cli emptied = Cli.at(home, with(command, "--resume"));
    assertEquals(1, emptied.exit());
    assertTrue(emptied.err().contains("Train anew, not keeping what is finished"), emptied.err());
  }

  private static String[] with(String[] command, String... more) {
    return Stream.of(command, more).flatMap(Arrays::stream).toArray(String[]::new);
  }

  @Test
  void whatCannotBeTrainedIsSaidInOneLine() {
    Path runs = folder.resolve("none");
    Cli network = Cli.pipe(command(runs, "vgg"));
    assertEquals(2, network.exit());
    assertTrue(network.err().contains("unknown network 'vgg' (there are resmem"), network.err());

    Cli frozen = Cli.pipe(command(runs, SMALL, "--freeze", "layer9"));
    assertEquals(1, frozen.exit());
    assertTrue(frozen.err().contains("layer9"), frozen.err());

    Cli triple = Cli.pipe(command(runs, "triplemem"));
    assertEquals(2, triple.exit());
    assertTrue(triple.err().contains("--segmentation"), triple.err());
  }
}
