package org.mneme.cli;

import java.awt.Desktop;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.web.ServerSettings;
import org.mneme.web.WebServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mneme serve}. Runs until it is told to stop. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:stopped as asked", "1:an error, told in one line", "2:bad usage"},
    description = {
      "Serves a page and an API that score images.",
      "People drop photographs on the page and see their scores; programs send images to the API. It listens on this machine alone unless told otherwise. Ctrl-C stops it; unfinished jobs resume next time."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {"  mneme serve", "  mneme serve --data photos --port 8080 --no-browser"})
final class ServeCommand implements Callable<Integer> {
  private final Catalog catalog;
  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--port", paramLabel = "PORT", description = "Default: ${DEFAULT-VALUE}.")
  private int port = ServerSettings.PORT;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "The address to listen on; one that other machines reach needs --token. Default:"
              + " ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description =
          "A published model or an ONNX file that clients may ask for; may be repeated, the first"
              + " is used unless they do. Default: resmem.")
  private List<String> models = List.of("resmem");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Let clients name folders and lists of images below DIR.")
  private @Nullable Path data;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "What clients must show; also read from the variable MNEME_TOKEN.")
  private @Nullable String token = System.getenv("MNEME_TOKEN");

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Where jobs are kept. Default: the folder server in Mneme's cache.")
  private @Nullable Path state;

  @Option(names = "--no-browser", description = "Do not open the page in the browser.")
  private boolean noBrowser;

  @Mixin private final ScoringFlags scoringFlags = new ScoringFlags();

  ServeCommand(Catalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ServerSettings settings = UsageErrors.checked(Objects.requireNonNull(spec), this::settings);
    try (WebServer server = WebServer.start(settings, catalog, ProgressView.of(console))) {
      String name = host.contains(":") ? "[" + host + "]" : host;
      String address = "http://%s:%d/".formatted(name, server.port());
      console.out().println("Mneme is at " + address);
      console.out().flush();
      if (!noBrowser) {
        open(address);
      }
      server.awaitStop();
      console.err().println("Stopping: finishing what is in flight ...");
    }
    return 0;
  }

  private ServerSettings settings() {
    ServerSettings settings =
        ServerSettings.of(models, state == null ? catalog.folder().resolveSibling("server") : state)
            .withAddress(host, port)
            .withOptions(scoringFlags.options());
    if (data != null) {
      settings = settings.withData(data);
    }
    return token == null || token.isEmpty() ? settings : settings.withToken(token);
  }

  /** Where there is no desktop, the printed address must do. */
  private static void open(String address) {
    try {
      if (Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
        Desktop.getDesktop().browse(URI.create(address));
      }
    } catch (IOException | UnsupportedOperationException e) {
      // The address is printed.
    }
  }
}
