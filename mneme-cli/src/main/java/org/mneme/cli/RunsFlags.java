package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;
import picocli.CommandLine.Option;

/** Which runs a command is about; the same for every command on runs. */
final class RunsFlags {
  @Option(names = "--runs", paramLabel = "DIR", description = "Where the runs are. Default: runs.")
  private Path folder = Path.of("runs");

  RunStore store() {
    return RunStore.at(folder);
  }

  /**
   * A run by its id, the end or the beginning of it if no other has that.
   *
   * @param runs of the store
   */
  RunSummary find(String name, List<RunSummary> runs) throws IOException {
    for (RunSummary run : runs) {
      if (run.id().equals(name)) {
        return run;
      }
    }
    List<RunSummary> found =
        runs.stream().filter(run -> run.id().startsWith(name) || run.id().endsWith(name)).toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new IOException(
        found.isEmpty()
            ? "%s: there is no run '%s'. List them with: mneme runs list --runs %s"
                .formatted(folder, name, folder)
            : "%s: '%s' may be %s or %s; give more of it"
                .formatted(folder, name, found.get(0).id(), found.get(1).id()));
  }
}
