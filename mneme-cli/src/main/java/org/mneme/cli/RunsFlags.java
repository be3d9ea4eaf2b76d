package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;
import picocli.CommandLine.Option;

/** Which runs a command is about; the same for every command on runs. */
final class RunsFlags {
  private static final Path USUAL = Path.of("runs");

  @Option(names = "--runs", paramLabel = "DIR", description = "Folder of the runs. Default: runs.")
  private @Nullable Path named;

  /**
   * The runs.
   *
   * @throws IllegalArgumentException if the user named a folder that does not exist
   */
  RunStore store() {
    if (named != null && !Files.isDirectory(named)) {
      throw new IllegalArgumentException(
          "%s: no such folder; name the one that training wrote its runs to: --runs DIR"
              .formatted(named));
    }
    return RunStore.at(folder());
  }

  private Path folder() {
    return named == null ? USUAL : named;
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
    Path folder = folder();
    throw new IOException(
        found.isEmpty()
            ? "%s: there is no run '%s'. List them with: mneme runs list --runs %s"
                .formatted(folder, name, folder)
            : "%s: '%s' may be %s or %s; give more of it"
                .formatted(folder, name, found.get(0).id(), found.get(1).id()));
  }
}
