package org.mneme.cli;

import org.mneme.responses.ExclusionRules;
import picocli.CommandLine.Option;

/** Which participants are left out. */
final class ExclusionFlags {
  @Option(
      names = "--min-vigilance",
      paramLabel = "SHARE",
      description = "Leave out who recognised less than this share (0..1) of vigilance repeats.")
  private double vigilance = Double.NaN;

  @Option(
      names = "--max-false-alarms",
      paramLabel = "SHARE",
      description = "Leave out who took more than this share (0..1) of first showings for repeats.")
  private double falseAlarms = Double.NaN;

  @Option(
      names = "--min-d-prime",
      paramLabel = "N",
      description = "Leave out whose d' over all targets is below this.")
  private double dPrime = Double.NaN;

  @Option(
      names = "--min-median-time",
      paramLabel = "TIME",
      description = "Leave out whose median response time is below this, in the file's own unit.")
  private double fastest = Double.NaN;

  @Option(
      names = "--max-median-time",
      paramLabel = "TIME",
      description = "Leave out whose median response time is above this, in the file's own unit.")
  private double slowest = Double.NaN;

  @Option(
      names = "--min-trials",
      paramLabel = "N",
      description = "Leave out who answered fewer trials than this.")
  private int trials;

  /**
   * The rules.
   *
   * @throws IllegalArgumentException if one cannot hold
   */
  ExclusionRules rules() {
    return new ExclusionRules(vigilance, falseAlarms, dPrime, fastest, slowest, trials);
  }
}
