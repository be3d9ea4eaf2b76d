package org.mneme.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.mneme.progress.Progress;

/** A process that fetches, for tests that need more than one or that kill it. */
final class FetchMain {
  private FetchMain() {}

  /** Arguments: home folder, Python, the tiny model's weights. Prints what a user would see. */
  public static void main(String[] args) throws IOException {
    Catalog catalog =
        new Catalog(
            Path.of(args[0]),
            List.of(TinyModel.of(Path.of(args[2]))),
            Pip.of(Map.of("MNEME_PYTHON", args[1]), "Linux"));
    catalog.fetch(
        catalog.published().get(0),
        new Progress() {
          @Override
          public void say(String line) {
            System.out.println(line);
          }
        });
  }
}
