package org.mneme.catalog;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.mneme.golden.Needed;
import org.mneme.progress.Progress;

/**
 * The published models themselves, for tests: fetched through the machine's pip into the user's
 * cache if they are not there yet.
 */
public final class RealModels {
  private RealModels() {}

  /**
   * The model's fp32 file. Where it cannot be fetched, the calling test is skipped with the reason,
   * but fails on a CI machine.
   */
  public static Path file(PublishedModel model) throws IOException {
    return file(model, Catalog.ofUser(), System.getenv());
  }

  static Path file(PublishedModel model, Catalog catalog, Map<String, String> environment)
      throws IOException {
    try {
      return catalog.fetch(model, Progress.SILENT);
    } catch (FetchException e) {
      if (!Needed.onCi(environment)) {
        abort("skipped: " + e.getMessage());
      }
      throw e;
    }
  }
}
