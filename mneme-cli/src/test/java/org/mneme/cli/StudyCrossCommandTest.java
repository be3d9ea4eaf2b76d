package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.track.RunStatus;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;

/** Trains the small MemNet on two generated data sets in the exact form of LaMem and MemCat. */
class StudyCrossCommandTest {
  private static final int IMAGES = 10;

  @TempDir private static Path folder;
  private static Path lamem;
  private static Path memcat;

  @BeforeAll
  static void makeDataSets() throws IOException {
    lamem = folder.resolve("lamem");
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= IMAGES; i++) {
      String name = "%08d.jpg".formatted(i);
      Cli.picture(lamem.resolve("images").resolve(name), i);
      lines.add("%s 0.%06d".formatted(name, 300000 + 50000 * i));
    }
    Files.createDirectories(lamem.resolve("splits"));
    Files.write(lamem.resolve("splits/train_1.txt"), lines.subList(0, 7));
    Files.write(lamem.resolve("splits/val_1.txt"), lines.subList(7, 8));
    Files.write(lamem.resolve("splits/test_1.txt"), lines.subList(8, IMAGES));

    memcat = folder.resolve("memcat");
    StringBuilder rows =
        new StringBuilder(
            "image_file,category,subcategory,memorability_w_fa_correction,"
                + "memorability_wo_fa_correction\n");
    for (int i = 0; i < IMAGES; i++) {
      Cli.picture(memcat.resolve("animal/bear/bear_%d.jpg".formatted(i)), 100 + i);
      rows.append("bear_%d.jpg,animal,bear,0.%d,0.9\n".formatted(i, 40 + 3 * i));
    }
    Files.writeString(memcat.resolve("memcat_image_data.csv"), rows);
  }

  private static Cli study(Path output, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "study",
                "cross",
                "--data=" + lamem,
                "--data=" + memcat + "=MemCat",
                "--network=memnet-small",
                "--epochs=1",
                "--batch-size=4",
                "--precision=float32",
                "--layout=planes",
                "--output=" + output));
    command.addAll(List.of(more));
    return Cli.at(folder.resolve("home"), command.toArray(String[]::new));
  }

  private static JsonNode json(Path output) throws IOException {
    return new JsonMapper().readTree(output.resolve("study.json").toFile());
  }

  /** When each run ended: another training would have another run or another end. */
  private static Map<String, String> ends(Path output) throws IOException {
    Map<String, String> ends = new TreeMap<>();
    for (RunSummary run : RunStore.at(output.resolve("runs")).list()) {
      assertEquals(RunStatus.FINISHED, run.status());
      ends.put(run.id(), String.valueOf(run.ended()));
    }
    return ends;
  }

  @Test
  void everySetIsTrainedOnAndEvaluatedOnAndNothingTwice() throws IOException {
    Path output = folder.resolve("two seeds");
    Cli first = study(output, "--seeds=1");
    assertEquals(0, first.exit(), first.err());
    Map<String, String> one = ends(output);
    assertEquals(3, one.size());
    assertTrue(first.err().contains("no intervals with one seed"), first.err());

    assertRepeats(json(output).get("trainings").get(1), output);

    // As after a kill: a finished part stays, the rest is trained.
    Cli second = study(output, "--seeds=2");
    assertEquals(0, second.exit(), second.err());
    Map<String, String> two = ends(output);
    assertEquals(6, two.size());
    assertTrue(two.entrySet().containsAll(one.entrySet()));

    JsonNode study = json(output);
    Cli third = study(output, "--seeds=2");
    assertEquals(0, third.exit(), third.err());
    assertEquals(two, ends(output));
    assertEquals(study.get("matrix"), json(output).get("matrix"));
    assertEquals(study.get("trainings"), json(output).get("trainings"));
    assertEquals(second.out(), third.out());

    // A fifth of ten images is held out; the combination's are those of both.
    assertEquals(
        "[{\"name\":\"lamem\",\"train\":8,\"val\":2},{\"name\":\"MemCat\",\"train\":8,\"val\":2},"
            + "{\"name\":\"combined\",\"train\":16,\"val\":4}]",
        study.get("sets").toString());
    assertEquals(9, study.get("matrix").size());
    for (JsonNode training : study.get("trainings")) {
      assertEquals(1, training.get("val_spearman").size());
      // Training's own figure of the epoch that was kept, found again with the model file.
      assertEquals(
          training.get("val_spearman").get(0).asDouble(),
          training
              .get("evaluated_on")
              .get(training.get("trained_on").asText())
              .get("value")
              .asDouble(),
          1e-12);
    }
    assertTrue(first.out().startsWith("SPEARMAN, TRAINED ON"), first.out());
    String page = Files.readString(output.resolve("study.html"));
    assertTrue(page.contains("There are no intervals with 2 seeds"));
    assertTrue(page.contains("<svg"));
    assertFalse(page.contains("<script"));
  }

  /** The command that a run records is a mneme train that gives the same model. */
  private static void assertRepeats(JsonNode training, Path output) throws IOException {
    String command = training.get("command").asText();
    assertTrue(command.startsWith("mneme train "), command);
    List<String> again = new ArrayList<>(List.of(command.split(" ")));
    again.remove(0);
    again.add("--output=" + folder.resolve("again"));
    Cli train = Cli.at(folder.resolve("home"), again.toArray(String[]::new));
    assertEquals(0, train.exit(), train.err());
    RunSummary run = RunStore.at(folder.resolve("again")).list().get(0);
    RunSummary original = RunStore.at(output.resolve("runs")).summary(training.get("run").asText());
    assertEquals(original.about().dataHash(), run.about().dataHash());
    assertEquals(original.metrics().get("val_loss"), run.metrics().get("val_loss"));
  }

  @Test
  void whatCannotBeStudiedIsSaidInOneLine() {
    Path output = folder.resolve("none");
    Cli one = Cli.pipe("study", "cross", "--data=" + lamem, "--output=" + output);
    assertEquals(2, one.exit());
    assertTrue(one.err().contains("--data must be given at least twice"), one.err());

    Cli same = study(output, "--data=" + lamem);
    assertEquals(1, same.exit());
    assertTrue(same.err().contains("two data sets are named lamem"), same.err());

    Cli name = study(output, "--data=" + lamem + "=combined");
    assertEquals(1, name.exit());
    assertTrue(name.err().contains("give the set another name: DIR=NAME"), name.err());

    Cli none = study(output, "--seeds=0");
    assertEquals(2, none.exit());
  }
}
