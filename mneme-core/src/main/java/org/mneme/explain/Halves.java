package org.mneme.explain;

import java.io.IOException;
import java.util.Locale;
import org.mneme.progress.Progress;

/**
 * Paired occlusion: the picture is halved in several ways (left and right, above and below, middle
 * and rim, ...), and each half is scored with the other hidden. What one half scores more than the
 * other says where the score comes from. The map is the smooth one that gives exactly these
 * differences when it is summed over the halves, and whose sum over the picture is what the picture
 * scores more than when all of it is hidden.
 *
 * <p>Halves are those above and below the median of a two-dimensional cosine, and the map is a sum
 * of the same cosines. Scores of a part and of its complement are subtracted, because what two
 * parts do together then cancels (Covert and Lee, 2021, "Improving KernelSHAP: practical Shapley
 * value estimation using linear regression", section 4.2, paired sampling).
 *
 * @param order the cosines' highest order, 1 to 8: the half-waves across and down are together no
 *     more, so that the picture is halved in {@code (order + 1) * (order + 2) / 2 - 1} ways
 * @param fill what stands in place of what is hidden
 */
public record Halves(int order, Fill fill) implements MapMethod {
  /** Its name. */
  public static final String NAME = "halves";

  /** The usual halves, five. */
  public static final Halves DEFAULT = new Halves(2, Fill.BLUR);

  private static final int MOST = 8;

  /**
   * Checks the range.
   *
   * @param order the cosines' highest order, 1 to 8
   * @param fill what stands in place of what is hidden
   * @throws IllegalArgumentException if the order is out of its range
   */
  public Halves {
    if (order < 1 || order > MOST) {
      throw new IllegalArgumentException("halvings must be 1 to %d, not %d".formatted(MOST, order));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return String.format(
        Locale.ROOT,
        "paired occlusion: the picture is halved in %d ways, each half hidden in turn and filled with %s",
        ways(),
        fill.describe());
  }

  @Override
  public String meaning() {
    return "What each hundredth of the seen area adds to the score, from halves that are hidden by %s"
        .formatted(fill.describe());
  }

  @Override
  public int passes() {
    return 2 * ways() + 1;
  }

  private int ways() {
    return (order + 1) * (order + 2) / 2 - 1;
  }

  @Override
  public ScoreMap map(Subject subject, Progress progress) throws IOException {
    HalvedPicture halved = HalvedPicture.of(this, subject);
    return halved.map(subject.scores(halved.count(), halved::variant, progress));
  }
}
