package org.mneme.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.track.RunQuery;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme runs list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists runs, the oldest first.",
      "A key is a setting, a metric (its last value), max:METRIC or min:METRIC (at any step), or one of id, name, kind, parent, status, reason, started, ended, seed, rows."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme runs list --sort -max:val_spearman --limit 10",
      "  mneme runs list --filter status=finished --filter 'learning_rate<0.01'"
    })
final class RunsListCommand implements Callable<Integer> {
  private static final int MOST_METRICS = 3;
  private static final int MOST_SETTINGS = 4;
  private static final String NETWORK = "network";

  /** Trainings are usually ranked by this metric: the best of all epochs. */
  private static final String BEST = "max:val_spearman";

  /** Names of files and the like, which differ from run to run and say little in a table. */
  private static final Set<String> DULL = Set.of("output", "resume", "threads");

  private static final JsonMapper JSON = new JsonMapper();

  @ParentCommand private RunsCommand parent;
  @Spec private CommandSpec spec;
  @Mixin private final RunsFlags flags = new RunsFlags();

  @Option(
      names = "--filter",
      paramLabel = "CONDITION",
      description =
          "Condition such as status=finished, learning_rate<0.01, max:val_spearman>=.6 or"
              + " name~resmem. If repeated, all must hold.")
  private List<String> filters = new ArrayList<>();

  @Option(
      names = "--sort",
      paramLabel = "KEY",
      description = "Sort by this key; -KEY sorts the highest first.")
  private @Nullable String sort;

  @Option(
      names = "--columns",
      paramLabel = "KEY",
      split = ",",
      description =
          "Columns beside the id. Default: the network, status and start, the settings that differ,"
              + " the best val_spearman or other metrics.")
  private List<String> columns = new ArrayList<>();

  @Option(names = "--limit", paramLabel = "N", description = "Show at most N runs.")
  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--json",
      description = "Print one line of JSON for each run, with everything that is known.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    RunQuery query = RunQuery.ALL;
    try {
      for (String filter : filters) {
        query = query.where(filter);
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Messages.of(e), e);
    }
    Ignored.of(spec).refuse(json, "--json writes all there is", "--columns");
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit must be 1 or more, not " + limit);
    }
    if (sort != null) {
      query = query.sortedBy(sort);
    }
    RunStore store = flags.store();
    List<RunSummary> all = store.list();
    if (all.isEmpty()) {
      parent.console().err().println("There are no runs in %s yet".formatted(store.folder()));
      return 0;
    }
    requireKnown(query, all);
    List<RunSummary> found = query.apply(all);
    List<RunSummary> runs = found.subList(0, Math.min(Math.max(0, limit), found.size()));
    if (json) {
      for (RunSummary run : runs) {
        parent.console().out().println(json(run));
      }
      return 0;
    }
    List<String> keys = columns.isEmpty() ? usualColumns(runs) : columns;
    List<String> header = new ArrayList<>(List.of("id"));
    header.addAll(keys); // as --sort and --filter take them
    TextTable table = new TextTable(header);
    for (RunSummary run : runs) {
      List<String> row = new ArrayList<>(List.of(run.id()));
      keys.forEach(key -> row.add(run.value(key).map(value -> text(key, value)).orElse("-")));
      table.add(row);
    }
    parent.console().out().print(table);
    if (runs.size() < all.size()) {
      parent.console().err().println("%d of %d runs".formatted(runs.size(), all.size()));
    }
    return 0;
  }

  /** A key that no run has would be taken and change nothing. */
  private void requireKnown(RunQuery query, List<RunSummary> all) {
    List<String> asked = new ArrayList<>(columns);
    query.conditions().forEach(condition -> asked.add(condition.key()));
    if (query.sort() != null) {
      asked.add(query.sort());
    }
    for (String key : asked) {
      boolean known =
          RunSummary.FIELDS.contains(key)
              || all.stream().anyMatch(run -> run.value(key).isPresent());
      if (!known) {
        Set<String> keys = new TreeSet<>();
        all.forEach(run -> keys.addAll(run.metrics().keySet()));
        all.forEach(run -> keys.addAll(run.about().settings().keySet()));
        throw new ParameterException(
            spec.commandLine(),
            "no run has '%s'. There are: %s, %s"
                .formatted(key, String.join(", ", RunSummary.FIELDS), String.join(", ", keys)));
      }
    }
  }

  /** Times to the second, in ISO 8601. */
  private static String text(String key, Object value) {
    return List.of("started", "ended").contains(key)
        ? Instant.parse(value.toString()).truncatedTo(ChronoUnit.SECONDS).toString()
        : TextTable.value(value);
  }

  private List<String> usualColumns(List<RunSummary> runs) {
    Set<String> keys = new LinkedHashSet<>();
    if (runs.stream().anyMatch(run -> run.value(NETWORK).isPresent())) {
      keys.add(NETWORK);
    }
    keys.addAll(List.of("status", "started"));
    differing(runs).stream().limit(MOST_SETTINGS).forEach(keys::add);
    if (sort != null) {
      keys.add(sort.replaceFirst("^-", ""));
    }
    if (runs.stream().anyMatch(run -> run.value(BEST).isPresent())) {
      keys.add(BEST);
    } else {
      runs.stream()
          .flatMap(run -> run.metrics().keySet().stream())
          .distinct()
          .sorted()
          .limit(MOST_METRICS)
          .forEach(keys::add);
    }
    return List.copyOf(keys);
  }

  private static List<String> differing(List<RunSummary> runs) {
    Map<String, Set<Object>> values = new TreeMap<>();
    for (RunSummary run : runs) {
      run.about()
          .settings()
          .forEach((name, value) -> values.computeIfAbsent(name, n -> new HashSet<>()).add(value));
    }
    return values.entrySet().stream()
        .filter(setting -> setting.getValue().size() > 1 && !DULL.contains(setting.getKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String json(RunSummary run) {
    ObjectNode node = JSON.createObjectNode();
    for (String field : RunSummary.FIELDS) {
      node.putPOJO(field, run.value(field).orElse(null));
    }
    node.put("command", run.about().command());
    node.putPOJO("settings", run.about().settings());
    node.putPOJO("metrics", run.metrics());
    node.putPOJO("lowest", run.lowest());
    node.putPOJO("highest", run.highest());
    node.putPOJO("environment", run.environment());
    return node.toString();
  }
}
