package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mneme.catalog.Catalog;
import org.mneme.image.PictureFiles;
import org.mneme.input.Inputs;
import org.mneme.predict.PredictionFile;
import org.mneme.predict.PredictionJob;
import org.mneme.predict.RowFormat;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;
import org.mneme.score.ScoringModel;

/** Scores the images of {@code mneme select}, as {@code mneme predict} does. */
final class SelectScoring {
  private static final Set<String> TABLES = Set.of(".csv", ".tsv", ".txt");

  private final Catalog catalog;
  private final Console console;

  SelectScoring(Catalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  /** Whether an argument is a table: by its ending, or a file that is no picture. */
  static boolean isTable(String argument) {
    String lower = argument.toLowerCase(Locale.ROOT);
    if (TABLES.stream().anyMatch(lower::endsWith)) {
      return true;
    }
    try {
      Path file = Path.of(argument);
      return Files.isRegularFile(file) && !PictureFiles.isPicture(file);
    } catch (InvalidPathException e) {
      return false; // such as a glob
    }
  }

  /**
   * Scores images.
   *
   * @param output the folder that gets scores.csv
   * @return that file
   * @throws IOException if there are no images, or none could be scored
   */
  Path score(Inputs inputs, String model, Path output) throws IOException {
    List<String> missing = inputs.missing();
    if (!missing.isEmpty()) {
      throw new IOException(
          "%s: no such file or folder; check the name".formatted(String.join(", ", missing)));
    }
    Iterator<Path> images = inputs.images();
    if (!images.hasNext()) {
      throw new IOException(NamedImages.none(inputs.arguments()));
    }
    ScoringModel scoring =
        ScoringModel.of(
            catalog.resolve(model, Optional.empty(), ProgressView.of(console)),
            ScorerOptions.defaults(),
            catalog.hashes());
    Files.createDirectories(output);
    Path file = output.resolve("scores.csv");
    PredictionJob.Summary summary;
    try (Interruption interruption = Interruption.watch();
        Scorer scorer = scoring.open();
        PredictionFile rows =
            PredictionFile.begin(file, RowFormat.CSV, scoring.settings(), scorer.tellsSureness());
        PredictView view =
            new PredictView(console.errIsTerminal() ? console.err() : null, inputs, interruption)) {
      summary = PredictionJob.run(scorer, images, rows.finished(), rows, view);
    }
    if (!summary.complete()) {
      throw new IOException("ended early; no sets were selected");
    }
    if (summary.scored() == 0) {
      throw new IOException(file + ": no image could be scored; each row says why");
    }
    console.err().println(describe(summary, file));
    return file;
  }

  private static String describe(PredictionJob.Summary summary, Path file) {
    String failed =
        summary.failed() == 0
            ? ""
            : String.format(
                Locale.ROOT, "; %,d could not be read and are left out", summary.failed());
    return String.format(Locale.ROOT, "%,d images scored (%s)%s", summary.scored(), file, failed);
  }
}
