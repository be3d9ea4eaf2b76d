package org.mneme.responses;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Scores made of trials, how reliable they are, and who and what was left out.
 *
 * @param settings how they were made
 * @param participants all, in the order of the files, with the reasons of those who are left out
 * @param pictures with a score, by name
 * @param lag the fitted model, where hit rates were carried to a common lag
 * @param reliability empty where no halves were asked for
 * @param halves scores of the halves of all participants, in pairs, each as long as {@code
 *     pictures}; NaN where a half has no answer about a picture. Not to be written to
 * @param notes what was left out or derived, one line each
 */
public record ResponseReport(
    ResponseSettings settings,
    List<Participant> participants,
    List<PictureMemory> pictures,
    Optional<LagModel> lag,
    Optional<Reliability> reliability,
    List<double[]> halves,
    List<String> notes) {
  /**
   * Keeps copies of the lists.
   *
   * @param settings how they were made
   * @param participants all, with the reasons of those who are left out
   * @param pictures with a score, by name
   * @param lag the fitted model, where hit rates were carried to a common lag
   * @param reliability empty where no halves were asked for
   * @param halves scores of the halves of all participants, in pairs
   * @param notes what was left out or derived, one line each
   */
  public ResponseReport {
    participants = List.copyOf(participants);
    pictures = List.copyOf(pictures);
    halves = List.copyOf(halves);
    notes = List.copyOf(notes);
  }

  /** {@return those who are left out, in the order of the files} */
  public List<Participant> excluded() {
    return participants.stream().filter(Participant::isExcluded).toList();
  }

  /**
   * {@return a picture's score, by the figure that was asked for; a fraction is kept within 0..1}
   *
   * @param picture one of {@link #pictures}
   */
  public double score(PictureMemory picture) {
    double score = exactScore(picture);
    return settings.score().isFraction() ? Math.max(0, Math.min(1, score)) : score;
  }

  /** The score before it is kept within 0..1. */
  double exactScore(PictureMemory picture) {
    return settings
        .score()
        .of(
            picture.hits(),
            picture.repeats(),
            picture.falseAlarms(),
            picture.firsts(),
            picture.laggedHitRate() * picture.repeats());
  }

  /** {@return the notes, and how many scores were kept within 0..1} */
  public List<String> allNotes() {
    List<String> all = new ArrayList<>(notes);
    long moved = pictures.stream().filter(picture -> score(picture) != exactScore(picture)).count();
    if (moved > 0) {
      all.add(
          "%d scores below 0 or above 1 are written as 0 or 1; the columns beside keep the figures"
              .formatted(moved));
    }
    return all;
  }
}
