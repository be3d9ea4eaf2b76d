package org.mneme.responses;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One picture shown to one participant, and the answer.
 *
 * @param participant who
 * @param image the picture's name, as {@link org.mneme.data.ImageId} has it
 * @param order the trial's number within the participant's session; rising, with gaps allowed
 * @param kind what the picture is for
 * @param repeat whether this participant had seen the picture before
 * @param answer what the participant said
 * @param lag how many trials ago the participant saw the picture last; NaN for a first showing, or
 *     where it is not known
 * @param responseTime in the file's own unit; NaN where there is none
 * @param file where the trial was read
 * @param line in which line of it, from 1
 */
public record Trial(
    String participant,
    String image,
    double order,
    Kind kind,
    boolean repeat,
    Answer answer,
    double lag,
    double responseTime,
    Path file,
    long line) {
  /** What a picture is for. */
  public enum Kind {
    /** Its memorability is measured. */
    TARGET,
    /** It fills the time between a target and its repeat. */
    FILLER,
    /** It is repeated soon, to see whether the participant attends. */
    VIGILANCE,
    /** Practice or study: nothing is counted. */
    IGNORED
  }

  /** What a participant said. */
  public enum Answer {
    /** "I have seen this before." */
    OLD,
    /** "This is new", or no key was pressed where a key means old. */
    NEW,
    /** The response was not recorded. */
    MISSING
  }

  /**
   * Checks the names.
   *
   * @param participant who
   * @param image the picture's name
   * @param order the trial's number within the participant's session
   * @param kind what the picture is for
   * @param repeat whether this participant had seen the picture before
   * @param answer what the participant said
   * @param lag how many trials ago the participant saw the picture last; NaN if unknown
   * @param responseTime in the file's own unit; NaN where there is none
   * @param file where the trial was read
   * @param line in which line of it, from 1
   * @throws IllegalArgumentException if a name is empty
   */
  public Trial {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(answer);
    Objects.requireNonNull(file);
    if (participant.isEmpty() || image.isEmpty()) {
      throw new IllegalArgumentException("a trial needs a participant and an image");
    }
  }

  Trial with(Kind other) {
    return new Trial(
        participant, image, order, other, repeat, answer, lag, responseTime, file, line);
  }

  Trial withRepeat(boolean other, double ago) {
    return new Trial(participant, image, order, kind, other, answer, ago, responseTime, file, line);
  }

  boolean isAnswered() {
    return answer != Answer.MISSING;
  }

  boolean saysOld() {
    return answer == Answer.OLD;
  }
}
