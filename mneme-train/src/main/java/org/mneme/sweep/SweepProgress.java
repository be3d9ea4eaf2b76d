package org.mneme.sweep;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mneme.track.RunSummary;

/**
 * How far a sweep is.
 *
 * @param over trials that ended, the stopped and failed among them
 * @param stopped trials that were ended early because others did better
 * @param failed trials that an error ended
 * @param planned trials in all, if there is an end of them
 * @param running ids
 * @param best so far
 * @param left until all trials are done or the time is up, from how long trials took so far
 */
public record SweepProgress(
    int over,
    int stopped,
    int failed,
    OptionalLong planned,
    List<String> running,
    Optional<RunSummary> best,
    Optional<Duration> left) {
  /**
   * Keeps a copy.
   *
   * @param over trials that ended, the stopped and failed among them
   * @param stopped trials that were ended early because others did better
   * @param failed trials that an error ended
   * @param planned trials in all, if there is an end of them
   * @param running ids
   * @param best so far
   * @param left until all trials are done or the time is up, from how long trials took so far
   */
  public SweepProgress {
    running = List.copyOf(running);
  }
}
