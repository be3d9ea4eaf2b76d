package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.report.RunsPage;
import org.mneme.report.RunsReport;
import org.mneme.sweep.Objective;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme runs compare ID...}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {"Compares runs: settings that differ, and metrics, side by side."},
    footerHeading = HelpText.EXAMPLES,
    footer = {"  mneme runs compare RUN1 RUN2", "  mneme runs compare SWEEP --html compare.html"})
final class RunsCompareCommand implements Callable<Integer> {
  private static final String USUAL_METRIC = "val_spearman";

  @ParentCommand private RunsCommand parent;
  @Spec private CommandSpec spec;
  @Mixin private final RunsFlags flags = new RunsFlags();

  @Parameters(
      paramLabel = "ID",
      arity = "1..*",
      description =
          "Ids of runs, or their beginning or end if unambiguous. A sweep stands for its trials.")
  private List<String> ids;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "Metric by which the page ranks runs. Default: val_spearman.")
  private @Nullable String metric;

  @Option(names = "--minimize", description = "Rank lower values of the metric first.")
  private boolean minimize;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write a page with curves and charts.")
  private @Nullable Path html;

  @Override
  public Integer call() throws IOException {
    Ignored.of(spec)
        .refuse(html == null, "it is for the page; add --html FILE", "--metric", "--minimize");
    RunStore store = flags.store();
    List<RunSummary> all = store.list();
    List<RunSummary> chosen = new ArrayList<>();
    for (String id : ids) {
      RunSummary run = flags.find(id, all);
      List<RunSummary> trials =
          all.stream().filter(trial -> run.id().equals(trial.about().parent())).toList();
      chosen.addAll(trials.isEmpty() ? List.of(run) : trials);
    }
    parent.console().out().print(table(chosen));
    if (html != null) {
      String by = metric == null ? USUAL_METRIC : metric;
      requireMeasured(by, chosen);
      Objective objective = minimize ? Objective.minimize(by) : Objective.maximize(by);
      RunsReport report = RunsReport.of("Runs compared", store, chosen, objective);
      try (Output page = Output.replacing(html)) {
        page.write(RunsPage.of(report, Optional.empty()));
        page.finish();
      }
    }
    return 0;
  }

  private void requireMeasured(String by, List<RunSummary> runs) {
    Set<String> measured = new TreeSet<>();
    runs.forEach(run -> measured.addAll(run.metrics().keySet()));
    if (!measured.isEmpty() && !measured.contains(by)) {
      throw new ParameterException(
          spec.commandLine(),
          "none of these runs has the metric '%s'; there are: %s"
              .formatted(by, String.join(", ", measured)));
    }
  }

  /** A row for each setting that differs and each metric, a column for each run. */
  private static TextTable table(List<RunSummary> runs) {
    List<String> header = new ArrayList<>(List.of(""));
    runs.forEach(run -> header.add(run.id()));
    TextTable table = new TextTable(header);
    Set<String> settings = new TreeSet<>();
    Set<String> metrics = new TreeSet<>();
    for (RunSummary run : runs) {
      settings.addAll(run.about().settings().keySet());
      metrics.addAll(run.metrics().keySet());
    }
    row(table, runs, "status");
    for (String name : settings) {
      Set<Object> values = new HashSet<>();
      runs.forEach(run -> values.add(run.value("settings." + name).orElse("-")));
      if (values.size() > 1 || runs.size() == 1) {
        row(table, runs, "settings." + name);
      }
    }
    metrics.forEach(name -> row(table, runs, "metrics." + name));
    return table;
  }

  private static void row(TextTable table, List<RunSummary> runs, String key) {
    List<String> row = new ArrayList<>(List.of(key.replaceFirst("^(settings|metrics)\\.", "")));
    runs.forEach(run -> row.add(run.value(key).map(TextTable::value).orElse("-")));
    table.add(row);
  }
}
