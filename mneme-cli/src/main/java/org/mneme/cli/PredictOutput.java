package org.mneme.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.mneme.predict.PredictionFile;
import org.mneme.predict.RowFormat;
import org.mneme.predict.SettingsFile;
import org.mneme.report.Gallery;
import org.mneme.score.ScoringSettings;

/**
 * One place where scores are to go.
 *
 * @param console whose standard output is meant where there is no file
 * @param file empty for standard output
 * @param format what the scores are written as
 */
record PredictOutput(Console console, Optional<Path> file, Format format) {

  /** Standard output: a table for people, CSV for programs, unless a format is asked for. */
  static PredictOutput standard(Console console, Optional<Format> wanted) {
    return new PredictOutput(
        console,
        Optional.empty(),
        wanted.orElse(console.outIsTerminal() ? Format.TABLE : Format.CSV));
  }

  /** Finds out before minutes are spent. */
  void requireWritable() throws IOException {
    if (file.isEmpty()) {
      return;
    }
    Path path = file.get();
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException(
          "%s: the folder %s does not exist. Make it first".formatted(path, folder));
    }
    if (Files.isDirectory(path)) {
      throw new IOException(path + ": is a folder; name a file in it");
    }
    if (!Files.isWritable(Files.exists(path) ? path : folder)) {
      throw new AccessDeniedException(path.toString());
    }
  }

  /**
   * What takes the scores; the caller closes it.
   *
   * @param gallery a new page, for the format that is one
   * @param settings written beside a file of rows
   * @param sorted whether all is written at the end, highest first
   * @param top the most that are written then
   * @param resume whether the file's own rows are kept
   * @param sure whether the model tells how sure it is
   */
  ScoreSink sink(
      Supplier<Gallery> gallery,
      ScoringSettings settings,
      boolean sorted,
      Optional<Integer> top,
      boolean resume,
      boolean sure)
      throws IOException {
    if (format == Format.HTML) {
      return new GallerySink(gallery.get(), output(true));
    }
    Optional<RowFormat> rows = format.rows();
    if (sorted) {
      if (file.isPresent() && rows.isPresent()) {
        SettingsFile.write(file.get(), settings);
      }
      return new SortedSink(format, output(true), settings.precision(), top, sure);
    }
    if (file.isEmpty() || rows.isEmpty()) {
      return new RowSink(format, output(false), settings.precision(), sure);
    }
    return new FileSink(
        resume
            ? PredictionFile.resume(file.get(), rows.get(), settings, sure)
            : PredictionFile.begin(file.get(), rows.get(), settings, sure));
  }

  private Output output(boolean whole) throws IOException {
    if (file.isEmpty()) {
      return Output.standard(console);
    }
    return whole ? Output.replacing(file.get()) : Output.file(file.get());
  }
}
