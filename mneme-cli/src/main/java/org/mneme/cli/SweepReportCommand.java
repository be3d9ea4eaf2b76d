package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.report.LivePage;
import org.mneme.report.RunsPage;
import org.mneme.report.RunsReport;
import org.mneme.track.NewRun;
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

/** {@code mneme sweep report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Draws a sweep as a page.",
      "Shows learning curves, parallel coordinates, the importance of each setting, and the best trials with the commands that repeat them."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {"  mneme sweep report --html sweep.html", "  mneme sweep report --live"})
final class SweepReportCommand implements Callable<Integer> {
  @ParentCommand private SweepCommand parent;
  @Spec private CommandSpec spec;
  @Mixin private final RunsFlags flags = new RunsFlags();

  @Parameters(
      paramLabel = "SWEEP",
      arity = "0..1",
      description = "Id of the sweep, or an unambiguous part of it. Default: the latest.")
  private @Nullable String id;

  @Option(names = "--html", paramLabel = "FILE", description = "Write the page to this file.")
  private @Nullable Path html;

  @Option(
      names = "--live",
      description = "Serve the page at a local address, updated while the sweep runs.")
  private boolean live;

  @Option(names = "--port", paramLabel = "N", description = "Port of --live. Default: a free one.")
  private int port;

  @Override
  public Integer call() throws IOException {
    if ((html == null) == !live) {
      throw new ParameterException(spec.commandLine(), "give either --html FILE or --live");
    }
    Ignored.of(spec).refuse(!live, "it is for --live", "--port");
    RunStore store = flags.store();
    RunSummary sweep = sweep(store.list());
    if (html != null) {
      try (Output page = Output.replacing(html)) {
        page.write(RunsPage.of(RunsReport.ofSweep(store, sweep), Optional.empty()));
        page.finish();
      }
      return 0;
    }
    try (LivePage page =
        LivePage.serve(port, refresh -> RunsPage.of(RunsReport.ofSweep(store, sweep), refresh))) {
      parent.console().out().println("The sweep is shown at " + page.address());
      parent.console().err().println("Ctrl-C ends this.");
      page.join();
    }
    return 0;
  }

  private RunSummary sweep(List<RunSummary> runs) throws IOException {
    if (id != null) {
      return flags.find(id, runs);
    }
    List<RunSummary> sweeps =
        runs.stream().filter(run -> run.about().kind() == NewRun.Kind.SWEEP).toList();
    if (sweeps.isEmpty()) {
      throw new IOException(
          "%s: there is no sweep; run one with: mneme sweep FILE.yaml --data DIR --output %s"
              .formatted(flags.store().folder(), flags.store().folder()));
    }
    return sweeps.get(sweeps.size() - 1);
  }
}
