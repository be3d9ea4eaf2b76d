package org.mneme.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.Shared;

/**
 * A stream over a landing folder whose driver is killed as {@code kill -9} does, and begun again.
 */
@Tag("slow")
class KilledStreamIT {
  private static final int PICTURES = 160;
  private static final int PICTURES_PER_BATCH = 10;
  private static final int KILLS = 3;
  private static final long SECONDS = 600;

  @TempDir private Path folder;

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("mneme tests")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate();
  }

  /** Scores all that has landed; in a process of its own. */
  public static void main(String[] args) throws Exception {
    StructType files =
        StructType.fromDDL(
            "path STRING, modificationTime TIMESTAMP, length BIGINT, content BINARY");
    Dataset<Row> stream =
        session()
            .readStream()
            .format("binaryFile")
            .schema(files)
            .option("maxFilesPerTrigger", PICTURES_PER_BATCH)
            .load(args[0]);
    new MemorabilityScorer()
        .setModel(args[1])
        .transform(stream)
        .drop("content")
        .writeStream()
        .format("parquet")
        .option("path", args[2])
        .option("checkpointLocation", args[3])
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
  }

  private Process launch(Path images, Path model) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.addAll(List.of("-Xmx700m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(KilledStreamIT.class.getName());
    command.addAll(List.of(images.toString(), model.toString()));
    command.addAll(
        List.of(folder.resolve("scores").toString(), folder.resolve("checkpoint").toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  /** Batches that readers of the output see. */
  private int batches() throws IOException {
    Path committed = folder.resolve("scores/_spark_metadata");
    if (!Files.isDirectory(committed)) {
      return 0;
    }
    return (int)
        Scored.files(committed).stream()
            .filter(file -> String.valueOf(file.getFileName()).matches("\\d+(\\.compact)?"))
            .count();
  }

  @Test
  void eachPictureHasOneRowThoughTheDriverIsKilledThreeTimes() throws Exception {
    Path images = Files.createDirectories(folder.resolve("landing"));
    List<Path> landed = new ArrayList<>();
    for (Path file : Scored.files(Shared.path("data/lnsim/images")).subList(0, PICTURES)) {
      landed.add(Files.copy(file, images.resolve(String.valueOf(file.getFileName()))));
    }
    Path model = Scored.model(folder);
    for (int kill = 0; kill < KILLS; kill++) {
      int before = batches();
      Process process = launch(images, model);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      while (batches() < before + 2 && process.isAlive() && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      // Somewhere within the batch that follows.
      Thread.sleep(60L * kill);
      process.destroyForcibly().waitFor();
      assertTrue(batches() > before, Files.readString(folder.resolve("log")));
    }
    assertTrue(batches() < PICTURES / PICTURES_PER_BATCH, "it had ended before the last kill");

    Process last = launch(images, model);
    assertTrue(last.waitFor(SECONDS, TimeUnit.SECONDS));
    assertEquals(0, last.exitValue(), Files.readString(folder.resolve("log")));

    Map<String, Integer> found = new TreeMap<>();
    SparkSession spark = session();
    try {
      for (Row row :
          spark
              .read()
              .parquet(folder.resolve("scores").toString())
              .select("path", "score")
              .collectAsList()) {
        String name = row.getString(0).substring(row.getString(0).lastIndexOf('/') + 1);
        int bits = Float.floatToIntBits(row.getFloat(1));
        assertEquals(null, found.put(name, bits), name + " has two rows");
      }
    } finally {
      spark.stop();
    }
    assertEquals(Scored.predicted(model, landed), found);
  }
}
