package org.mneme.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Lists {@code mneme spark} among the commands. The script {@code mneme} of a source folder runs it
 * in a process of its own, because Spark's libraries must not meet those of the command line.
 */
@Command(
    name = "spark",
    description = "Scores images with Apache Spark on this machine, as on a cluster.",
    footerHeading = HelpText.EXAMPLES,
    footer = {"  mneme spark --input photos/ --output scores/", "  mneme spark --help"})
final class SparkCommand implements Callable<Integer> {
  @Parameters(
      hidden = true,
      arity = "0..*",
      description = "What the program for spark-submit takes; its --help lists it.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws IOException {
    throw new IOException(
        "spark %s: runs only from Mneme's source folder, where the script ./mneme fetches Spark. On a cluster, give mneme-spark.jar to spark-submit: docs/spark.md"
            .formatted(String.join(" ", arguments)));
  }
}
