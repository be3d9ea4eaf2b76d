package org.mneme.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.mneme.track.MlflowMirror;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code mneme runs sync}. */
@Command(
    name = "sync",
    mixinStandardHelpOptions = true,
    description = {
      "Sends to MLflow servers what has not arrived there yet.",
      "Exits with 1 if something could not be sent."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {"  mneme runs sync", "  mneme runs sync --runs other-runs/"})
final class RunsSyncCommand implements Callable<Integer> {
  @ParentCommand private RunsCommand parent;
  @Mixin private final RunsFlags flags = new RunsFlags();

  @Override
  public Integer call() throws IOException {
    MlflowMirror.Sent sent = MlflowMirror.sync(flags.store());
    parent.console().out().println("Sent: " + Counted.of(sent.sent(), "run"));
    for (String failure : sent.failures()) {
      parent.console().err().println(Messages.oneLine("mneme: " + failure));
    }
    return sent.failures().isEmpty() ? 0 : 1;
  }
}
