package org.mneme.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mneme.track.MlflowMirror;
import org.mneme.track.RunStore;
import picocli.CommandLine.Option;

/** Where a command's runs are copied to; the same for every command that makes some. */
final class MlflowFlags {
  static final String OPTION = "--mlflow";

  @Option(
      names = OPTION,
      paramLabel = "URI",
      description =
          "Also log every run to this MLflow server, such as http://localhost:5000. If it cannot"
              + " be reached, nothing is lost: mneme runs sync sends it later.")
  private @Nullable URI server;

  RunStore store(Path folder) {
    RunStore store = RunStore.at(folder);
    return server == null ? store : store.mirroredTo(server);
  }

  /** Sends in the background until it is closed; without a server it does nothing. */
  MlflowMirror mirror(RunStore store, Consumer<String> warnings) {
    return server == null
        ? MlflowMirror.none(store)
        : MlflowMirror.start(store, warning -> warnings.accept(RemedyFlags.message(warning)));
  }
}
