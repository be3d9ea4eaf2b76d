package org.mneme.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Spark that trials and tests run on is the one that the code is compiled for. */
class SparkVersionTest {
  @ParameterizedTest
  @ValueSource(strings = {"spark.version", "scala.version"})
  void bothPomsNameTheSame(String property) throws IOException {
    assertEquals(
        version(Path.of("../pom.xml"), property), version(Path.of("home/pom.xml"), property));
  }

  /**
   * {@code ./mneme spark} starts Spark from the folder that the launcher's build lays it out in.
   */
  @Test
  void theLauncherFindsSparkWhereItsBuildPutsIt() throws IOException {
    String profile = Files.readString(Path.of("home/pom.xml")).replaceAll("(?s).*<profiles>", "");
    Matcher target = Pattern.compile("<mneme.target>([^<]+)<").matcher(profile);
    assertTrue(target.find(), profile);
    String home = "spark_home=$root/mneme-spark/home/" + target.group(1) + "/spark\n";
    assertTrue(Files.readString(Path.of("../mneme")).contains(home), home);
  }

  private static String version(Path pom, String property) throws IOException {
    Matcher version =
        Pattern.compile("<%1$s>([^<]+)</%1$s>".formatted(Pattern.quote(property)))
            .matcher(Files.readString(pom));
    return version.find() ? version.group(1) : "none in " + pom;
  }
}
