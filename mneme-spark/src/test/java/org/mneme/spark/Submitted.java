package org.mneme.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * One run of {@code spark-submit} in a process of its own, with the jar that users get and the
 * Spark that the build lays out. Its master is {@code local-cluster}: the driver starts a master
 * and workers, and these start executors, each a process.
 */
final class Submitted implements AutoCloseable {
  private static final Path HOME = Path.of(System.getProperty("mneme.spark.home"));
  static final Path JAR = Path.of(System.getProperty("mneme.spark.jar"));
  private static final Path TRAIN_JAR = JAR.resolveSibling("mneme-spark-train.jar");
  private static final long SECONDS = 900;

  private final Process process;
  private final Path log;

  private Submitted(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts the scoring of images. */
  static Submitted start(
      Path folder, String master, Map<String, String> conf, List<String> arguments)
      throws IOException {
    return start(folder, master, conf, "org.mneme.spark.ScoreImages", JAR, arguments);
  }

  /** Starts a command of Mneme's command line, as {@code ./mneme} does for sweeps on a cluster. */
  static Submitted startCommand(
      Path folder, String master, Map<String, String> conf, List<String> arguments)
      throws IOException {
    return start(folder, master, conf, "org.mneme.cli.Main", TRAIN_JAR, arguments);
  }

  private static Submitted start(
      Path folder,
      String master,
      Map<String, String> conf,
      String program,
      Path jar,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.addAll(List.of("-Xmx700m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", HOME.resolve("jars") + "/*"));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", master, "--class", program));
    Map<String, String> all = new java.util.TreeMap<>(conf);
    all.put("spark.ui.enabled", "false");
    all.put("spark.driver.bindAddress", "127.0.0.1");
    all.put("spark.driver.host", "127.0.0.1");
    all.forEach((name, value) -> command.addAll(List.of("--conf", name + "=" + value)));
    command.add(jar.toString());
    command.addAll(arguments);
    Path log = Files.createTempFile(folder, "spark", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", HOME.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    // Else a worker takes a Spark home without shell scripts for Spark's own source folder.
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    return new Submitted(builder.start(), log);
  }

  /** Runs it to its end. */
  static Submitted run(Path folder, String master, Map<String, String> conf, List<String> arguments)
      throws IOException, InterruptedException {
    Submitted submitted = start(folder, master, conf, arguments);
    submitted.exit();
    return submitted;
  }

  /** Waits for its end. */
  int exit() throws IOException, InterruptedException {
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      close();
      throw new AssertionError("no end after %d s:%n%s".formatted(SECONDS, log()));
    }
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All that it and its workers wrote. */
  String log() throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8);
  }

  /** What Mneme said, without Spark's log. */
  List<String> lines(String start) throws IOException {
    return log().lines().filter(line -> line.startsWith(start)).toList();
  }

  /** Waits until it has said so. */
  void awaitLine(String part) throws IOException, InterruptedException {
    for (long i = 0; i < SECONDS * 20; i++) {
      if (log().contains(part)) {
        return;
      }
      if (!process.isAlive()) {
        throw new AssertionError("ended without '%s':%n%s".formatted(part, log()));
      }
      Thread.sleep(50);
    }
    throw new AssertionError("never said '%s':%n%s".formatted(part, log()));
  }

  /** The executors that run now. */
  List<ProcessHandle> executors() {
    try (Stream<ProcessHandle> all = process.descendants()) {
      return all.filter(
              each -> each.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
          .toList();
    }
  }

  /** Sends a signal to a process. */
  static void signal(String signal, ProcessHandle to) throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-" + signal, String.valueOf(to.pid())).start().waitFor();
    if (exit != 0) {
      throw new AssertionError("kill -%s %d: exit code %d".formatted(signal, to.pid(), exit));
    }
  }

  /** Kills the driver alone, as kill -9 does. */
  void killDriver() throws InterruptedException {
    List<ProcessHandle> executors = executors();
    process.destroyForcibly().waitFor();
    // They end by themselves when they miss the driver; the test waits for that.
    for (ProcessHandle each : executors) {
      each.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }
  }

  @Override
  public void close() {
    executors().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
