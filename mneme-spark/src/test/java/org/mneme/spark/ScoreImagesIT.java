package org.mneme.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.Shared;

/**
 * The program on a cluster of two workers that are processes of their own, which are killed,
 * stopped and replaced while it runs. The pictures are LNSIM's 2,000 with a small network.
 */
@Tag("slow")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends POSIX signals")
class ScoreImagesIT {
  private static final String CLUSTER = "local-cluster[2,1,1024]";

  @TempDir private Path folder;

  private List<String> arguments(Path images, Path model, Path output, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--input", images.toString()));
    arguments.addAll(List.of("--model", model.toString(), "--output", output.toString()));
    arguments.addAll(List.of("--output-format", "csv"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static Map<String, String> conf(String... namesAndValues) {
    Map<String, String> conf = new java.util.TreeMap<>();
    conf.put("spark.executor.memory", "900m");
    conf.put("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      conf.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return conf;
  }

  private static void assertAllOnce(Path images, Path model, Path output) throws IOException {
    List<Path> files = Scored.files(images);
    List<CSVRecord> rows = Scored.rows(output);
    assertEquals(files.size(), rows.size());
    assertEquals(Scored.predicted(model, files), Scored.scores(rows));
  }

  @Test
  void aWorkerKilledInTheMiddleCostsNoPictureAndDoublesNone() throws Exception {
    Path images = Shared.path("data/lnsim/images");
    Path model = Scored.model(folder);
    Path output = folder.resolve("scores");
    try (Submitted run =
        Submitted.start(
            folder, CLUSTER, conf(), arguments(images, model, output, "--slice", "500"))) {
      run.awaitLine(" done\n");
      List<ProcessHandle> executors = run.executors();
      assertFalse(executors.isEmpty(), run.log());
      Submitted.signal("KILL", executors.get(0));

      assertEquals(0, run.exit(), run.log());
      assertAllOnce(images, model, output);
      // Two processes at first, and the one in the place of the killed one.
      assertTrue(run.log().contains("the network was opened by 3 processes"), run.log());
    }
  }

  @Test
  void aKilledDriverIsContinuedWithoutScoringAgain() throws Exception {
    Path images = Shared.path("data/lnsim/images");
    Path model = Scored.model(folder);
    Path output = folder.resolve("scores");
    try (Submitted run =
        Submitted.start(
            folder, CLUSTER, conf(), arguments(images, model, output, "--slice", "300"))) {
      run.awaitLine(" done\n");
      run.killDriver();
    }
    int before = Scored.rows(output).size();
    assertTrue(before > 0 && before < 2000, before + " rows");
    // Scores of a task that had ended when its driver was killed: they must not appear later.
    Path left = Files.createDirectories(output.resolve("_temporary/0/task_0_0000_m_000000"));
    Path copied = Scored.files(output).get(Scored.files(output).size() - 1);
    Files.copy(copied, left.resolve("part-00000-left.csv"));

    Submitted refused = Submitted.run(folder, "local[1]", conf(), arguments(images, model, output));
    assertEquals(1, refused.exit());
    assertEquals(1, refused.lines("mneme: " + output + ": there is output already").size());

    Submitted resumed =
        Submitted.run(folder, CLUSTER, conf(), arguments(images, model, output, "--resume"));
    assertEquals(0, resumed.exit(), resumed.log());
    assertAllOnce(images, model, output);
    assertTrue(
        resumed.log().contains(String.format(java.util.Locale.ROOT, "%,d done before", before)),
        before + " before: " + resumed.log());
  }

  @Test
  void aTaskThatRunsTwiceOnSpeculationHasItsRowsOnce() throws Exception {
    Path images = Shared.path("data/lnsim/images");
    Path model = Scored.model(folder);
    Path output = folder.resolve("scores");
    try (Submitted run =
        Submitted.start(
            folder,
            CLUSTER,
            conf(
                "spark.speculation", "true",
                "spark.speculation.interval", "200ms",
                "spark.speculation.multiplier", "1.1",
                "spark.speculation.quantile", "0.5",
                "spark.speculation.minTaskRuntime", "500ms",
                "spark.executor.heartbeatInterval", "2s",
                "spark.network.timeout", "600s"),
            arguments(images, model, output, "--slice", "700"))) {
      run.awaitLine(" done\n");
      ProcessHandle stopped = run.executors().get(0);
      Submitted.signal("STOP", stopped);
      // Long enough for its tasks to be run again on the other worker.
      run.awaitLine("Marking task");
      Submitted.signal("CONT", stopped);

      assertEquals(0, run.exit(), run.log());
      assertAllOnce(images, model, output);
    }
  }

  @Test
  void whatIsWrongWithAnImageIsItsRowAndWhatIsWrongWithTheJobIsOneLine() throws Exception {
    Path model = Scored.model(folder);
    Path images = Files.createDirectories(folder.resolve("images"));
    List<Path> some = Scored.files(Shared.path("data/lnsim/images")).subList(0, 3);
    for (Path file : some) {
      Files.copy(file, images.resolve(String.valueOf(file.getFileName())));
    }
    Path corrupt = Files.writeString(images.resolve("corrupt.jpg"), "not a picture");
    Path table = folder.resolve("table.csv");
    Files.writeString(
        table,
        String.join(
            "\n",
            "picture,note",
            some.get(0) + ",whole",
            corrupt + ",corrupt",
            images.resolve("missing.jpg") + ",missing",
            "nowhere://bucket/picture.jpg,of a file system that is not there",
            images + ",a folder",
            ",no path",
            some.get(0) + ",again",
            ""));
    Path output = folder.resolve("rows");
    Submitted run =
        Submitted.run(
            folder,
            "local[1]",
            conf(),
            arguments(table, model, output, "--input-format", "csv", "--path-column", "picture"));

    assertEquals(0, run.exit(), run.log());
    List<String> found = new ArrayList<>();
    for (CSVRecord row : Scored.rows(output)) {
      found.add(
          "%s: %s"
              .formatted(
                  Scored.name(row), row.get("score").isEmpty() ? row.get("error") : "score"));
    }
    found.sort(null);
    assertEquals(7, found.size(), found.toString());
    String all = String.join("\n", found);
    assertTrue(all.contains(": no path; the row has no image"), all);
    assertTrue(all.contains("corrupt.jpg: not a picture"), all);
    assertTrue(all.contains("images: is a folder; give an image file"), all);
    assertTrue(all.contains("missing.jpg: no such file; check the name"), all);
    assertTrue(all.contains("picture.jpg: reading it failed (No FileSystem for scheme"), all);
    assertEquals(2, found.stream().filter(line -> line.endsWith(": score")).count(), all);

    for (String input : List.of(folder + "/missing", "nowhere://bucket/images")) {
      Submitted wrong =
          Submitted.run(
              folder,
              "local[1]",
              conf(),
              arguments(Path.of("x"), model, folder.resolve("none")).stream()
                  .map(a -> a.equals("x") ? input : a)
                  .toList());
      assertEquals(1, wrong.exit(), wrong.log());
      assertEquals(1, wrong.lines("mneme: ").size(), wrong.log());
      assertTrue(wrong.lines("mneme: ").get(0).contains(input), wrong.log());
      assertFalse(wrong.log().contains("\tat "), wrong.log());
    }
  }
}
