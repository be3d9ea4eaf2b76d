package org.mneme.spark;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** Runs a program of spark-submit: errors are one line on standard error, and an exit code. */
final class SparkProgram {
  private SparkProgram() {}

  static int run(Callable<Integer> program, String[] args, PrintStream err) {
    return new CommandLine(program)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(
            (e, arguments) -> {
              err.println("mneme: " + e.getMessage());
              err.println("Options are listed by: --help");
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              err.println("mneme: " + Failures.describe(e));
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(args);
  }
}
