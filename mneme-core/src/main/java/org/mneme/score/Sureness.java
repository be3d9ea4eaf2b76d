package org.mneme.score;

/**
 * How sure a score is, of models that tell.
 *
 * @param low lower end of the interval that holds the human score of most pictures; NaN where the
 *     model does not tell
 * @param high upper end of it; NaN where the model does not tell
 * @param familiar the share, 0..1, of the pictures that the model was fitted to which are at least
 *     as unlike the others as this picture is. Below .05 the picture is of another kind, and score
 *     and interval may be far off. NaN where the model does not tell
 */
public record Sureness(float low, float high, float familiar) {
  /** What {@link #low} is called in files and answers. */
  public static final String LOW = "low";

  /** What {@link #high} is called in files and answers. */
  public static final String HIGH = "high";

  /** The output of a model's graph that is {@link #familiar}. */
  public static final String FAMILIAR = "familiar";

  /** Pictures below it are of another kind than those that the model was fitted to. */
  public static final float UNFAMILIAR = .05f;

  /** Says nothing, for a model that does not tell. */
  public static final Sureness NONE = new Sureness(Float.NaN, Float.NaN, Float.NaN);

  /** {@return whether the model says that the picture is of another kind than it knows} */
  public boolean isUnfamiliar() {
    return familiar < UNFAMILIAR;
  }
}
