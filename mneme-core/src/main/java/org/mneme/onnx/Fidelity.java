package org.mneme.onnx;

import java.util.Locale;

/**
 * How closely an int8 file's scores follow those of the fp32 file that it was made from, measured
 * on pictures of one kind that it was not fitted to.
 *
 * @param pictures which they were: the folder or files named by whoever measured
 * @param images how many they were; 0 where that was not recorded
 * @param spearman rank correlation of the two files' scores
 * @param slope of the int8 scores on the fp32 scores, by least squares; below 1, differences
 *     between pictures come out too small
 * @param shift mean of the int8 scores minus mean of the fp32 scores
 * @param sdRatio standard deviation of the int8 scores over that of the fp32 scores
 */
public record Fidelity(
    String pictures, int images, double spearman, double slope, double shift, double sdRatio) {
  /** The fewest images whose rank correlation says enough. */
  private static final int FEWEST_IMAGES = 30;

  /**
   * {@return whether scores that follow fp32's like this may stand for them: ranks of .99 at least,
   * the level within .005, and differences between pictures within 5 %, on 30 images at least}
   */
  public boolean isClose() {
    return images >= FEWEST_IMAGES
        && spearman >= .99
        && Math.abs(shift) <= .005
        && Math.abs(slope - 1) <= .05;
  }

  /** What files of earlier builds record: a rank correlation, without saying on what. */
  static Fidelity ofRanksOnly(double spearman) {
    return new Fidelity("not recorded", 0, spearman, Double.NaN, Double.NaN, Double.NaN);
  }

  /** {@return the figures in one line, for people} */
  public String describe() {
    return images == 0
        ? String.format(Locale.ROOT, "Spearman %.4f with fp32; pictures %s", spearman, pictures)
        : String.format(
            Locale.ROOT,
            "Spearman %.4f with fp32, slope %.3f, mean shift %+.4f, SD ratio %.3f on %d images of %s",
            spearman,
            slope,
            shift,
            sdRatio,
            images,
            pictures);
  }
}
