package org.mneme.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Stands for {@code mneme spark} in the list of commands. The script {@code mneme} of a source
 * folder runs it in a process of its own, because Spark's libraries are no part of the command
 * line.
 */
@Command(
    name = "spark",
    description =
        "Tries out on this machine what scores millions of images on a cluster of Apache Spark.",
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
        "'mneme spark' needs Mneme's source folder, whose script ./mneme fetches Spark and runs it%s. On a cluster, give mneme-spark.jar to spark-submit: docs/spark.md"
            .formatted(arguments.isEmpty() ? "" : " with these arguments"));
  }
}
