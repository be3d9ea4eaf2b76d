package org.mneme.responses;

import java.util.Objects;

/**
 * How files of trials are read.
 *
 * @param columns which column is what
 * @param words what the values mean
 * @param firstMarker in a wide table, what columns of the first showing begin or end with
 * @param repeatMarker in a wide table, what columns of the repeat begin or end with
 * @param allRepeats whether a picture's third and later showings to a participant are counted as
 *     repeats. Otherwise only the first repeat is, because each showing refreshes the memory
 * @param vigilanceLag a picture that comes back within so many trials is for vigilance; 0 to go by
 *     the file's kinds only
 * @param fastest responses quicker than this are left out, as made before the picture was seen; in
 *     the file's own unit, 0 for none
 * @param skipBad whether bad rows are left out and listed, instead of being an error
 */
public record TrialReading(
    TrialColumns columns,
    TrialWords words,
    String firstMarker,
    String repeatMarker,
    boolean allRepeats,
    double vigilanceLag,
    double fastest,
    boolean skipBad) {
  /** Usual names and words, first repeats only, no bad row. */
  public static final TrialReading USUAL =
      new TrialReading(TrialColumns.USUAL, TrialWords.USUAL, "first", "repeat", false, 0, 0, false);

  /**
   * Checks all.
   *
   * @param columns which column is what
   * @param words what the values mean
   * @param firstMarker in a wide table, what columns of the first showing begin or end with
   * @param repeatMarker in a wide table, what columns of the repeat begin or end with
   * @param allRepeats whether a picture's third and later showings are counted as repeats
   * @param vigilanceLag a picture that comes back within so many trials is for vigilance; 0 for
   *     none
   * @param fastest responses quicker than this are left out; 0 for none
   * @param skipBad whether bad rows are left out and listed
   * @throws IllegalArgumentException if a number is negative, or the markers are empty or the same
   */
  public TrialReading {
    Objects.requireNonNull(columns);
    Objects.requireNonNull(words);
    if (firstMarker.isBlank() || repeatMarker.isBlank() || firstMarker.equals(repeatMarker)) {
      throw new IllegalArgumentException(
          "the markers of a wide table's columns must be two different words, not '%s' and '%s'"
              .formatted(firstMarker, repeatMarker));
    }
    if (!(vigilanceLag >= 0) || !(fastest >= 0)) {
      throw new IllegalArgumentException(
          "the vigilance lag and the fastest response must not be negative: %s, %s"
              .formatted(vigilanceLag, fastest));
    }
  }

  /**
   * {@return a copy with other columns}
   *
   * @param other which column is what
   */
  public TrialReading withColumns(TrialColumns other) {
    return new TrialReading(
        other, words, firstMarker, repeatMarker, allRepeats, vigilanceLag, fastest, skipBad);
  }

  /**
   * {@return a copy with other words}
   *
   * @param other what the values mean
   */
  public TrialReading withWords(TrialWords other) {
    return new TrialReading(
        columns, other, firstMarker, repeatMarker, allRepeats, vigilanceLag, fastest, skipBad);
  }

  /**
   * {@return a copy for wide tables with other markers}
   *
   * @param first what columns of the first showing begin or end with
   * @param repeat what columns of the repeat begin or end with
   */
  public TrialReading withMarkers(String first, String repeat) {
    return new TrialReading(
        columns, words, first, repeat, allRepeats, vigilanceLag, fastest, skipBad);
  }

  /**
   * {@return a copy that counts later repeats, or does not}
   *
   * @param all true to count every repeat
   */
  public TrialReading withAllRepeats(boolean all) {
    return new TrialReading(
        columns, words, firstMarker, repeatMarker, all, vigilanceLag, fastest, skipBad);
  }

  /**
   * {@return a copy that takes pictures with short lags as vigilance trials}
   *
   * @param most the longest such lag, in trials; 0 for none
   */
  public TrialReading withVigilanceLag(double most) {
    return new TrialReading(
        columns, words, firstMarker, repeatMarker, allRepeats, most, fastest, skipBad);
  }

  /**
   * {@return a copy that leaves very quick responses out}
   *
   * @param least the quickest response that counts, in the file's own unit; 0 for all
   */
  public TrialReading withFastest(double least) {
    return new TrialReading(
        columns, words, firstMarker, repeatMarker, allRepeats, vigilanceLag, least, skipBad);
  }

  /**
   * {@return a copy that leaves bad rows out and lists them, or refuses the file}
   *
   * @param skip true to leave them out
   */
  public TrialReading withSkipBad(boolean skip) {
    return new TrialReading(
        columns, words, firstMarker, repeatMarker, allRepeats, vigilanceLag, fastest, skip);
  }
}
