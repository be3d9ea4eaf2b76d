package org.mneme.responses;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mneme.data.DataException;
import org.mneme.data.Problem;
import org.mneme.data.Problems;

/**
 * Reads files of trials: one for all participants, or one for each.
 *
 * <p>A table is long or wide, which is seen from its columns:
 *
 * <ul>
 *   <li><b>Long</b>: a row is a trial, with a participant, an image and a response (or whether it
 *       was correct).
 *   <li><b>Wide, by image</b>: a row is a participant and an image, with {@code first_response} and
 *       {@code repeat_response}; also {@code first_trial}, {@code repeat_trial}, {@code first_rt}
 *       and so on.
 *   <li><b>Wide, by participant</b>: a row is a participant, and {@code IMAGE_first} and {@code
 *       IMAGE_repeat} hold the responses; an empty cell was not shown.
 * </ul>
 *
 * <p>What a file does not say is taken from the order of the trials: whether a picture is repeated,
 * and how many trials ago it was seen last. Where a participant's trial numbers begin again, what
 * stands before is a false start: it is left out, and so are the pictures that were seen in it,
 * because they were not new any more.
 */
public final class TrialFiles {
  private TrialFiles() {}

  /**
   * Reads trials.
   *
   * @param files CSV files, UTF-8 or UTF-16, of any usual delimiter; where no column names the
   *     participant and there are several files, each file is a participant
   * @param reading how they are read
   * @return the trials that count, and what was left out
   * @throws DataException naming file and line, if a row is bad and may not be skipped
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if no file is given
   */
  public static Trials read(List<Path> files, TrialReading reading) throws IOException {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no file of trials was given");
    }
    Problems problems = new Problems();
    List<TrialRow> rows = new ArrayList<>();
    for (Path file : files) {
      TrialTable.read(file, files.size() > 1, reading, problems, rows);
    }
    Sessions sessions = new Sessions(reading, problems);
    List<Trial> trials = sessions.trials(rows);
    List<Problem> settled = problems.settle(reading.skipBad());
    if (trials.isEmpty()) {
      throw new DataException(files.get(0) + ": has no trial that counts");
    }
    return new Trials(trials, sessions.notes(), settled);
  }
}
