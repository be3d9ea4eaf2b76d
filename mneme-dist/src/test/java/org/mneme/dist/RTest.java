package org.mneme.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.Needed;
import org.mneme.golden.TestModels;

/**
 * The package for R, built and checked as R's archive of packages does it, with this build's Mneme.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "builds with a script for POSIX shells")
class RTest {
  private static final Path CLIENT = Path.of("..", "clients", "r").toAbsolutePath().normalize();

  @TempDir Path temporary;

  @Test
  void thePackageBuildsAndPassesItsCheckWithoutErrorsAndWarnings() throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    Distribution.Outcome tools =
        Distribution.run(
            temporary,
            environment,
            List.of(
                "sh",
                "-c",
                "R --version && pandoc --version && Rscript -e 'for (p in c(\"processx\","
                    + " \"jsonlite\", \"curl\", \"testthat\", \"knitr\", \"rmarkdown\")) library(p,"
                    + " character.only = TRUE)'"));
    if (tools.exit() != 0) {
      Needed.absent(
          "R, pandoc, or one of R's packages processx, jsonlite, curl, testthat, knitr and rmarkdown: "
              + tools.err().strip());
    }
    Path root = Distribution.unpack(temporary);
    environment.put("MNEME_LAUNCHER", root.resolve("mneme").toString());
    if (!isFetched("resmem")) {
      environment.put(
          "MNEME_VIGNETTE_MODEL", TestModels.tiny(temporary.resolve("tiny.onnx"), 1).toString());
    }
    require(
        Distribution.run(
            temporary,
            environment,
            List.of(CLIENT.resolve("build.sh").toString(), temporary.toString())));
    Path built;
    try (Stream<Path> files = Files.list(temporary)) {
      built = files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
    }
    // What R asks of its archive's servers is left out; nothing in the package needs them.
    environment.put("_R_CHECK_CRAN_INCOMING_", "false");
    environment.put("_R_CHECK_SYSTEM_CLOCK_", "false");
    Distribution.Outcome checked =
        Distribution.run(
            temporary, environment, List.of("R", "CMD", "check", "--no-manual", built.toString()));
    require(checked);
    assertFalse(checked.out().contains("WARNING"), checked.out());
    assertFalse(checked.out().contains("ERROR"), checked.out());
    assertTrue(checked.out().contains("re-building of vignette outputs ... OK"), checked.out());
  }

  private static void require(Distribution.Outcome outcome) {
    assertEquals(0, outcome.exit(), outcome.out() + outcome.err());
  }

  /** Whether this user has the model; otherwise the vignette would fetch it. */
  private static boolean isFetched(String model) {
    String home =
        Optional.ofNullable(System.getenv("MNEME_HOME"))
            .orElse(System.getProperty("user.home") + "/.cache/mneme");
    return Files.exists(Path.of(home, "models", model + ".onnx"));
  }
}
