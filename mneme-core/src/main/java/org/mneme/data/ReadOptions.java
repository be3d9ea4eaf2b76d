package org.mneme.data;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How to read a data set.
 *
 * @param columns of a plain CSV file
 * @param splitNumber which of the splits that come with the data; LaMem has 1..5
 * @param falseAlarms MemCat's scores with the correction for false alarms, as LaMem's scores have
 *     it, or without
 * @param needImages whether an image that is not there is an error
 * @param images the folder that image names start from, where it is not the format's own
 * @param absolutePaths whether a file may name images by absolute paths. Off, because such a file
 *     works on one machine only, and because one from elsewhere should not reach other files. Names
 *     with {@code ..} are refused always
 * @param anyScore whether scores outside 0..1 are taken
 * @param scale what scores are divided by before anything else: 100 makes 0..1 of percentages
 * @param skipBad whether to leave bad rows out and list them, instead of refusing the data
 */
public record ReadOptions(
    Columns columns,
    int splitNumber,
    boolean falseAlarms,
    boolean needImages,
    Optional<Path> images,
    boolean absolutePaths,
    boolean anyScore,
    double scale,
    boolean skipBad) {
  /** Usual columns, split 1, corrected scores in 0..1, every image there, no bad row. */
  public static final ReadOptions STRICT =
      new ReadOptions(Columns.USUAL, 1, true, true, Optional.empty(), false, false, 1, false);

  /**
   * Checks both numbers.
   *
   * @param columns of a plain CSV file
   * @param splitNumber which of the splits that come with the data
   * @param falseAlarms MemCat's scores with the correction for false alarms, as LaMem's scores have
   *     it, or without
   * @param needImages whether an image that is not there is an error
   * @param images the folder that image names start from, where it is not the format's own
   * @param absolutePaths whether a file may name images by absolute paths
   * @param anyScore whether scores outside 0..1 are taken
   * @param scale what scores are divided by before anything else
   * @param skipBad whether to leave bad rows out and list them, instead of refusing the data
   * @throws IllegalArgumentException if {@code splitNumber} is below 1, or {@code scale} not a
   *     number above 0
   */
  public ReadOptions {
    Objects.requireNonNull(columns);
    Objects.requireNonNull(images);
    if (splitNumber < 1) {
      throw new IllegalArgumentException("splits count from 1, not " + splitNumber);
    }
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException(
          "scores can be divided by a number above 0, such as 100, not by " + scale);
    }
  }

  /**
   * {@return a copy that reads other columns}
   *
   * @param other of a plain CSV file
   */
  public ReadOptions withColumns(Columns other) {
    return new ReadOptions(
        other,
        splitNumber,
        falseAlarms,
        needImages,
        images,
        absolutePaths,
        anyScore,
        scale,
        skipBad);
  }

  /**
   * {@return a copy that takes another of the splits that come with the data}
   *
   * @param number from 1
   */
  public ReadOptions withSplitNumber(int number) {
    return new ReadOptions(
        columns, number, falseAlarms, needImages, images, absolutePaths, anyScore, scale, skipBad);
  }

  /**
   * {@return a copy that takes the other of MemCat's two scores}
   *
   * @param corrected true for those with the correction for false alarms
   */
  public ReadOptions withFalseAlarms(boolean corrected) {
    return new ReadOptions(
        columns,
        splitNumber,
        corrected,
        needImages,
        images,
        absolutePaths,
        anyScore,
        scale,
        skipBad);
  }

  /**
   * {@return a copy that needs every image to be there, or does not}
   *
   * @param need false to read scores alone
   */
  public ReadOptions withNeedImages(boolean need) {
    return new ReadOptions(
        columns, splitNumber, falseAlarms, need, images, absolutePaths, anyScore, scale, skipBad);
  }

  /**
   * {@return a copy whose image names start from another folder}
   *
   * @param folder absolute, or below the working directory
   */
  public ReadOptions withImages(Path folder) {
    return new ReadOptions(
        columns,
        splitNumber,
        falseAlarms,
        needImages,
        Optional.of(folder),
        absolutePaths,
        anyScore,
        scale,
        skipBad);
  }

  /**
   * {@return a copy that takes absolute paths of images, or refuses them}
   *
   * @param allowed true for a file that was made on this machine
   */
  public ReadOptions withAbsolutePaths(boolean allowed) {
    return new ReadOptions(
        columns, splitNumber, falseAlarms, needImages, images, allowed, anyScore, scale, skipBad);
  }

  /**
   * {@return a copy that takes scores outside 0..1, or refuses them}
   *
   * @param any true to take every finite score
   */
  public ReadOptions withAnyScore(boolean any) {
    return new ReadOptions(
        columns, splitNumber, falseAlarms, needImages, images, absolutePaths, any, scale, skipBad);
  }

  /**
   * {@return a copy that divides scores first}
   *
   * @param divisor above 0; 100 makes 0..1 of percentages
   */
  public ReadOptions withScale(double divisor) {
    return new ReadOptions(
        columns,
        splitNumber,
        falseAlarms,
        needImages,
        images,
        absolutePaths,
        anyScore,
        divisor,
        skipBad);
  }

  /**
   * {@return a copy that leaves bad rows out and lists them, or refuses the data}
   *
   * @param skip true to leave them out
   */
  public ReadOptions withSkipBad(boolean skip) {
    return new ReadOptions(
        columns,
        splitNumber,
        falseAlarms,
        needImages,
        images,
        absolutePaths,
        anyScore,
        scale,
        skip);
  }
}
