package org.mneme.track;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is listed.
 *
 * @param id also the name of its folder
 * @param about what was known before it began
 * @param status how far it is
 * @param reason why it failed or was stopped
 * @param started when it began, for the first time
 * @param ended when it ended; null if it has not
 * @param rows measured steps
 * @param metrics each one's last value
 * @param lowest each one's lowest value at any step, not-a-number left out
 * @param highest each one's highest
 * @param environment Java, system, processor, threads, Mneme's version
 */
public record RunSummary(
    String id,
    NewRun about,
    RunStatus status,
    @Nullable String reason,
    Instant started,
    @Nullable Instant ended,
    long rows,
    Map<String, Double> metrics,
    Map<String, Double> lowest,
    Map<String, Double> highest,
    Map<String, String> environment) {

  private static final String LOWEST = "min:";
  private static final String HIGHEST = "max:";

  /** What {@link #value} knows of every run. */
  public static final List<String> FIELDS =
      List.of(
          "id", "name", "kind", "parent", "status", "reason", "started", "ended", "seed", "rows");

  /**
   * Keeps copies.
   *
   * @param id also the name of its folder
   * @param about what was known before it began
   * @param status how far it is
   * @param reason why it failed or was stopped
   * @param started when it began, for the first time
   * @param ended when it ended
   * @param rows measured steps
   * @param metrics each one's last value
   * @param lowest each one's lowest value at any step, not-a-number left out
   * @param highest each one's highest
   * @param environment Java, system, processor, threads, Mneme's version
   */
  public RunSummary {
    metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    lowest = Collections.unmodifiableMap(new TreeMap<>(lowest));
    highest = Collections.unmodifiableMap(new TreeMap<>(highest));
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
  }

  /** The same run in another state. */
  RunSummary withState(RunStatus status, @Nullable String reason, @Nullable Instant ended) {
    return new RunSummary(
        id, about, status, reason, started, ended, rows, metrics, lowest, highest, environment);
  }

  /** The same run with what it measured. */
  RunSummary withMeasured(
      long rows,
      Map<String, Double> metrics,
      Map<String, Double> lowest,
      Map<String, Double> highest) {
    return new RunSummary(
        id, about, status, reason, started, ended, rows, metrics, lowest, highest, environment);
  }

  /**
   * {@return a value by name: one of {@link #FIELDS}, a setting, a metric's last value, or {@code
   * min:} or {@code max:} before a metric for its lowest or highest} Where names collide, {@code
   * settings.} or {@code metrics.} goes before.
   *
   * @param key one of these
   */
  public Optional<Object> value(String key) {
    if (FIELDS.contains(key)) {
      return field(key);
    }
    if (key.startsWith(LOWEST)) {
      return Optional.ofNullable(lowest.get(key.substring(LOWEST.length())));
    }
    if (key.startsWith(HIGHEST)) {
      return Optional.ofNullable(highest.get(key.substring(HIGHEST.length())));
    }
    Object setting = about.settings().get(key);
    if (setting != null) {
      return Optional.of(setting);
    }
    if (metrics.containsKey(key)) {
      return Optional.ofNullable(metrics.get(key));
    }
    if (key.startsWith("settings.")) {
      return Optional.ofNullable(about.settings().get(key.substring("settings.".length())));
    }
    return key.startsWith("metrics.")
        ? Optional.ofNullable(metrics.get(key.substring("metrics.".length())))
        : Optional.empty();
  }

  private Optional<Object> field(String key) {
    return Optional.ofNullable(
        switch (key) {
          case "id" -> id;
          case "name" -> about.name();
          case "kind" -> Names.label(about.kind());
          case "parent" -> about.parent();
          case "status" -> status.label();
          case "reason" -> reason;
          case "started" -> started.toString();
          case "ended" -> ended == null ? null : ended.toString();
          case "seed" -> about.seed();
          default -> rows;
        });
  }
}
