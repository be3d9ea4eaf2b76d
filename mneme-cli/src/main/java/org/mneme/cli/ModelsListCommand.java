package org.mneme.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mneme.catalog.CachedModel;
import org.mneme.catalog.Catalog;
import org.mneme.catalog.PublishedModel;
import org.mneme.onnx.Fidelity;
import org.mneme.onnx.ModelCard;
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
              precision.title(),
              megabytes(copy.bytes()),
              fidelity(copy.card()),
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

  /** The lowest rank correlation with fp32 of all kinds of pictures that it was measured on. */
  private static String fidelity(ModelCard card) {
    return card.fidelity().stream().mapToDouble(Fidelity::spearman).min().stream()
        .mapToObj(lowest -> String.format(Locale.ROOT, "%.4f", lowest))
        .findFirst()
        .orElse("-");
  }

  private static String megabytes(long bytes) {
    return Math.round(bytes / 1e6) + " MB";
  }
}
