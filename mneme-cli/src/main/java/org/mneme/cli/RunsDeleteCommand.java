package org.mneme.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mneme.track.RunStatus;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code mneme runs delete ID...}. */
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description = {"Deletes runs and all their files; a sweep with its trials."},
    footerHeading = HelpText.EXAMPLES,
    footer = {"  mneme runs delete RUN", "  mneme runs delete SWEEP --yes"})
final class RunsDeleteCommand implements Callable<Integer> {
  @ParentCommand private RunsCommand parent;
  @Mixin private final RunsFlags flags = new RunsFlags();

  @Parameters(
      paramLabel = "ID",
      arity = "1..*",
      description = "Ids of runs, or their beginning or end if unambiguous.")
  private List<String> ids;

  @Option(names = "--yes", description = "Delete. Without it, only list what would be deleted.")
  private boolean yes;

  @Override
  public Integer call() throws IOException {
    RunStore store = flags.store();
    List<RunSummary> all = store.list();
    Map<String, RunSummary> chosen = new LinkedHashMap<>();
    for (String id : ids) {
      RunSummary run = flags.find(id, all);
      // Trials first: a sweep that was killed at being deleted has no trials without it.
      all.stream()
          .filter(trial -> run.id().equals(trial.about().parent()))
          .forEach(trial -> chosen.put(trial.id(), trial));
      chosen.put(run.id(), run);
    }
    for (RunSummary run : chosen.values()) {
      if (run.status() == RunStatus.RUNNING) {
        throw new IOException(
            "%s: is running; end it before deleting it"
                .formatted(store.folder().resolve(run.id())));
      }
    }
    for (String id : chosen.keySet()) {
      if (yes) {
        store.delete(id);
      }
      parent.console().out().println((yes ? "deleted " : "would delete ") + id);
    }
    if (!yes) {
      parent.console().err().println("Nothing was deleted; --yes does it.");
    }
    return 0;
  }
}
