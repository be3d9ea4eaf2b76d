package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mneme.catalog.Catalog;
import org.mneme.features.CacheEntry;
import org.mneme.features.FeatureCache;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mneme cache list|prune}. */
@Command(
    name = "cache",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {"Lists or deletes cached features of frozen networks."})
final class CacheCommand implements Callable<Integer> {
  private final Path folder;
  private final Console console;
  @Spec private CommandSpec spec;

  CacheCommand(Catalog catalog, Console console) {
    this.folder = catalog.features();
    this.console = console;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "say what to do: list or prune");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the cached features, the latest used first.",
      footerHeading = HelpText.EXAMPLES,
      footer = "  mneme cache list")
  int list() throws IOException {
    TextTable table =
        new TextTable(List.of("LAYER", "STATISTIC", "IMAGES", "MB", "USED", "VIEW", "NETWORK"));
    long bytes = 0;
    for (CacheEntry entry : new FeatureCache(folder).entries()) {
      bytes += entry.bytes();
      table.add(
          List.of(
              entry.layer(),
              entry.statistic(),
              String.format(Locale.ROOT, "%,d", entry.images()),
              String.format(Locale.ROOT, "%.1f", entry.bytes() / 1e6),
              entry.used().toString().substring(0, 16),
              entry.isTooOld() ? "(earlier version, not used)" : view(entry),
              entry.network().substring(0, Math.min(8, entry.network().length()))));
    }
    console.out().print(table);
    console.out().println(String.format(Locale.ROOT, "%s: %.1f MB", folder, bytes / 1e6));
    return 0;
  }

  /** The place in the picture, without how it is prepared. */
  private static String view(CacheEntry entry) {
    return entry.view().replaceFirst(".*\\],? ?", "").strip();
  }

  @Command(
      name = "prune",
      mixinStandardHelpOptions = true,
      description = "Deletes cached features that were not used lately.",
      footerHeading = HelpText.EXAMPLES,
      footer = {"  mneme cache prune", "  mneme cache prune --days 0"})
  int prune(
      @Option(
              names = "--days",
              defaultValue = "30",
              paramLabel = "N",
              description = "Keep what was used in the last N days; 0 deletes all. Default: 30.")
          int days)
      throws IOException {
    if (days < 0) {
      throw new ParameterException(spec.commandLine(), "--days must not be negative");
    }
    Instant before = Instant.now().minus(Duration.ofDays(days));
    long freed = 0;
    int deleted = 0;
    FeatureCache cache = new FeatureCache(folder);
    for (CacheEntry entry : cache.entries()) {
      if (days == 0 || entry.isTooOld() || entry.used().isBefore(before)) {
        cache.delete(entry);
        freed += entry.bytes();
        deleted++;
      }
    }
    console
        .out()
        .println(String.format(Locale.ROOT, "%d deleted, %.1f MB freed", deleted, freed / 1e6));
    return 0;
  }
}
