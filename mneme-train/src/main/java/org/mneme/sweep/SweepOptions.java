package org.mneme.sweep;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a sweep is run.
 *
 * @param maxTrials how many trials the sweep may have, those of earlier calls counted
 * @param maxTime how long this call may take; trials that run at its end are left to be continued
 * @param parallel trials at a time
 * @param seed of everything random
 * @param dataHash that tells the data from others; with other data it is another sweep
 * @param memoryBytes for all trials at a time; one is always run, however large
 * @param command that was given
 */
public record SweepOptions(
    OptionalInt maxTrials,
    Optional<Duration> maxTime,
    int parallel,
    long seed,
    @Nullable String dataHash,
    long memoryBytes,
    String command) {

  /**
   * Checks the limits.
   *
   * @param maxTrials how many trials the sweep may have, those of earlier calls counted
   * @param maxTime how long this call may take
   * @param parallel trials at a time
   * @param seed of everything random
   * @param dataHash that tells the data from others
   * @param memoryBytes for all trials at a time
   * @param command that was given
   * @throws IllegalArgumentException if a limit is not above 0
   */
  public SweepOptions {
    if (maxTrials.isPresent() && maxTrials.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "the number of trials (%d) must be 1 or more".formatted(maxTrials.getAsInt()));
    }
    if (maxTime.isPresent() && maxTime.get().compareTo(Duration.ZERO) <= 0) {
      throw new IllegalArgumentException("the time must be more than none");
    }
    if (parallel < 1) {
      throw new IllegalArgumentException(
          "trials at a time (%d) must be 1 or more".formatted(parallel));
    }
  }

  /**
   * {@return the usual options: one trial at a time, seed 1, no limits, four fifths of the
   * machine's memory}
   */
  public static SweepOptions defaults() {
    return new SweepOptions(
        OptionalInt.empty(), Optional.empty(), 1, 1, null, machineMemory() / 5 * 4, "");
  }

  private static long machineMemory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : Long.MAX_VALUE;
  }

  /**
   * {@return a copy that ends after this many trials}
   *
   * @param maxTrials 1 or more, those of earlier calls counted
   */
  public SweepOptions withMaxTrials(int maxTrials) {
    return new SweepOptions(
        OptionalInt.of(maxTrials), maxTime, parallel, seed, dataHash, memoryBytes, command);
  }

  /**
   * {@return a copy that ends after this time}
   *
   * @param maxTime above 0
   */
  public SweepOptions withMaxTime(Duration maxTime) {
    return new SweepOptions(
        maxTrials, Optional.of(maxTime), parallel, seed, dataHash, memoryBytes, command);
  }

  /**
   * {@return a copy that runs this many trials at a time}
   *
   * @param parallel 1 or more
   */
  public SweepOptions withParallel(int parallel) {
    return new SweepOptions(maxTrials, maxTime, parallel, seed, dataHash, memoryBytes, command);
  }

  /**
   * {@return a copy with another seed}
   *
   * @param seed of everything random
   */
  public SweepOptions withSeed(long seed) {
    return new SweepOptions(maxTrials, maxTime, parallel, seed, dataHash, memoryBytes, command);
  }

  /**
   * {@return a copy that knows which data it is on}
   *
   * @param dataHash the data set's fingerprint; null where there is none
   */
  public SweepOptions withDataHash(@Nullable String dataHash) {
    return new SweepOptions(maxTrials, maxTime, parallel, seed, dataHash, memoryBytes, command);
  }

  /**
   * {@return a copy that lets trials take this much memory}
   *
   * @param memoryBytes for all trials at a time
   */
  public SweepOptions withMemoryBytes(long memoryBytes) {
    return new SweepOptions(maxTrials, maxTime, parallel, seed, dataHash, memoryBytes, command);
  }

  /**
   * {@return a copy that names the command that was given}
   *
   * @param command in one line
   */
  public SweepOptions withCommand(String command) {
    return new SweepOptions(maxTrials, maxTime, parallel, seed, dataHash, memoryBytes, command);
  }
}
