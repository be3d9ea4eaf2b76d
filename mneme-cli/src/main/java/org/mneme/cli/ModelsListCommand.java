package org.mneme.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mneme.catalog.CachedModel;
import org.mneme.catalog.Catalog;
import org.mneme.catalog.PublishedModel;
import org.mneme.onnx.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code mneme models list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {"Lists the published models and your copies of them."},
    footerHeading = HelpText.EXAMPLES,
    footer = {"  mneme models list"})
final class ModelsListCommand implements Callable<Integer> {
  private static final String ROW = "%-18s %-10s %8s  %-9s %-34s %s%n";

  @ParentCommand private ModelsCommand models;

  @Override
  public Integer call() throws IOException {
    Catalog catalog = models.catalog();
    PrintStream out = models.console().out();
    out.printf(Locale.ROOT, ROW, "MODEL", "PRECISION", "SIZE", "FIDELITY", "LICENCE", "FILE");
    for (PublishedModel model : catalog.published()) {
      boolean any = false;
      for (Precision precision : Precision.values()) {
        CachedModel copy = catalog.cached(model, precision).orElse(null);
        if (copy != null) {
          any = true;
          out.printf(
              Locale.ROOT,
              ROW,
              model.name(),
              precision.name().toLowerCase(Locale.ROOT),
              megabytes(copy.bytes()),
              copy.card().fidelity().map(f -> String.format(Locale.ROOT, "%.4f", f)).orElse("-"),
              model.licence(),
              copy.file());
        }
      }
      if (!any) {
        out.printf(
            Locale.ROOT,
            ROW,
            model.name(),
            "-",
            megabytes(model.downloadBytes()),
            "-",
            model.licence(),
            "not here yet; get it with: mneme models fetch " + model.name());
      }
    }
    return 0;
  }

  private static String megabytes(long bytes) {
    return Math.round(bytes / 1e6) + " MB";
  }
}
