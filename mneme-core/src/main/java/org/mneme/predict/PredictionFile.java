package org.mneme.predict;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.mneme.onnx.Precision;
import org.mneme.score.Outcome;
import org.mneme.score.Score;
import org.mneme.score.ScoringSettings;

/**
 * A file of scores that grows row by row, and beside it the settings that made them. Every row is
 * handed on in one piece, so that a killed run leaves whole rows and at most one torn one, which is
 * cut off when the file is continued. For one thread.
 */
public final class PredictionFile implements PredictionJob.Sink, AutoCloseable {
  private final RowFormat format;
  private final Optional<Precision> precision;
  private final FinishedRows finished;
  private final boolean sure;
  private final FileOutputStream out;

  private PredictionFile(
      Path file,
      RowFormat format,
      ScoringSettings settings,
      FinishedRows finished,
      boolean append,
      boolean sure)
      throws IOException {
    this.format = format;
    this.sure = sure;
    this.precision = settings.precision();
    this.finished = finished;
    // This is no channel, which would close when its thread is interrupted.
    this.out = new FileOutputStream(file.toFile(), append);
    if (!append || finished.needsHeader()) {
      write(format.header(sure));
    }
  }

  /**
   * Begins a file, in the place of an older one.
   *
   * @param file is written anew; beside it {@link SettingsFile}
   * @param format of the rows
   * @param settings what decides the scores, written beside the file
   * @return the file with its first line; the caller closes it
   * @throws IOException if it cannot be written
   */
  public static PredictionFile begin(Path file, RowFormat format, ScoringSettings settings)
      throws IOException {
    return begin(file, format, settings, false);
  }

  /**
   * Begins a file, in the place of an older one.
   *
   * @param file is written anew; beside it {@link SettingsFile}
   * @param format of the rows
   * @param settings what decides the scores, written beside the file
   * @param sure whether the rows say how sure their scores are
   * @return the file with its first line; the caller closes it
   * @throws IOException if it cannot be written
   */
  public static PredictionFile begin(
      Path file, RowFormat format, ScoringSettings settings, boolean sure) throws IOException {
    SettingsFile.write(file, settings);
    return new PredictionFile(file, format, settings, FinishedRows.none(), false, sure);
  }

  /**
   * Continues a file, or begins it if it is not there.
   *
   * @param file that an earlier run wrote; need not exist
   * @param format of the rows, as before
   * @param settings what decides the scores, compared with those written beside the file
   * @return the file, at its end; the caller closes it
   * @throws PredictionException if it is not such a file, or was begun with other settings; it is
   *     then left as it was
   */
  public static PredictionFile resume(Path file, RowFormat format, ScoringSettings settings)
      throws IOException {
    return resume(file, format, settings, false);
  }

  /**
   * Continues a file, or begins it if it is not there.
   *
   * @param file that an earlier run wrote; need not exist
   * @param format of the rows, as before
   * @param settings what decides the scores, compared with those written beside the file
   * @param sure whether the rows say how sure their scores are, as before
   * @return the file, at its end; the caller closes it
   * @throws PredictionException if it is not such a file, or was begun with other settings; it is
   *     then left as it was
   */
  public static PredictionFile resume(
      Path file, RowFormat format, ScoringSettings settings, boolean sure) throws IOException {
    SettingsFile.requireSame(file, settings);
    FinishedRows finished = FinishedRows.of(file, format, sure);
    SettingsFile.write(file, settings);
    return new PredictionFile(file, format, settings, finished, true, sure);
  }

  /** {@return what the file already had} */
  public FinishedRows finished() {
    return finished;
  }

  @Override
  public void accept(Score row) throws IOException {
    write(format.row(row, precision, sure));
  }

  /**
   * Writes the row of an image that is not known by a path of this machine.
   *
   * @param image what the row calls it
   * @param outcome its score, or why there is none
   * @throws IOException if the row cannot be written
   */
  public void accept(String image, Outcome outcome) throws IOException {
    write(format.row(image, outcome, precision, sure));
  }

  /**
   * Returns when all rows are on the disk itself, where a loss of power leaves them.
   *
   * @throws IOException if the disk refuses
   */
  public void sync() throws IOException {
    out.getFD().sync();
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
