package org.mneme.responses;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mneme.progress.Progress;

/** Computes a score for each picture from the trials of an experiment. */
public final class ResponseStudy {
  private ResponseStudy() {}

  /**
   * Leaves participants out, scores the targets, and splits the participants into random halves.
   *
   * @param read the trials
   * @param settings how scores are made
   * @param progress hears of the halvings, and can end the work
   * @return the scores with all that they rest on
   * @throws IllegalArgumentException if nobody or no picture is left, a rule is about something
   *     that the trials do not have, or there are too few participants for halves
   * @throws org.mneme.progress.CancelledException if the progress does not want it any longer
   */
  public static ResponseReport of(Trials read, ResponseSettings settings, Progress progress) {
    Map<String, List<Trial>> byParticipant = new LinkedHashMap<>();
    for (Trial trial : read.trials()) {
      byParticipant.computeIfAbsent(trial.participant(), each -> new ArrayList<>()).add(trial);
    }
    List<Participant> participants = new ArrayList<>();
    List<List<Trial>> kept = new ArrayList<>();
    byParticipant.forEach(
        (name, trials) -> {
          Participant who = Participant.of(name, trials, settings.rules());
          participants.add(who);
          if (!who.isExcluded()) {
            kept.add(trials);
          }
        });
    settings.rules().requireUsable(participants);
    if (kept.isEmpty()) {
      throw new IllegalArgumentException(
          "all %d participants are left out; the first, '%s': %s"
              .formatted(
                  participants.size(),
                  participants.get(0).name(),
                  String.join("; ", participants.get(0).reasons())));
    }
    List<String> notes = new ArrayList<>(read.notes());
    List<Trial> targets =
        kept.stream()
            .flatMap(List::stream)
            .filter(trial -> trial.kind() == Trial.Kind.TARGET)
            .toList();
    List<String> images = scored(targets, settings, notes);
    Optional<LagModel> lag = lag(targets, settings);
    CountedTrials counted = new CountedTrials(kept, images, settings.score(), lag);
    List<double[]> halves = new ArrayList<>();
    Optional<Reliability> reliability =
        settings.halvings() == 0
            ? Optional.empty()
            : Optional.of(
                Reliability.of(counted, settings.halvings(), settings.seed(), halves, progress));
    return new ResponseReport(
        settings, participants, counted.memories(), lag, reliability, halves, notes);
  }

  private static Optional<LagModel> lag(List<Trial> targets, ResponseSettings settings) {
    if (settings.lag().isEmpty()) {
      return Optional.empty();
    }
    List<Trial> repeats = targets.stream().filter(Trial::repeat).toList();
    return Optional.of(LagModel.fit(repeats, settings.lag().getAsDouble()));
  }

  /** Pictures with enough answers for a score, by name. */
  private static List<String> scored(
      List<Trial> targets, ResponseSettings settings, List<String> notes) {
    Map<String, int[]> counts = new TreeMap<>();
    for (Trial trial : targets) {
      counts.computeIfAbsent(trial.image(), each -> new int[2])[trial.repeat() ? 1 : 0]++;
    }
    List<String> images = new ArrayList<>();
    int few = 0;
    int withoutFirsts = 0;
    for (Map.Entry<String, int[]> each : counts.entrySet()) {
      int firsts = each.getValue()[0];
      if (each.getValue()[1] < settings.leastResponses()) {
        few++;
      } else if (firsts == 0 && settings.score().needsFirsts()) {
        withoutFirsts++;
      } else {
        images.add(each.getKey());
      }
    }
    String why =
        String.format(
            Locale.ROOT,
            "of %,d target pictures, %,d have fewer than %d answered repeats and %,d no answered"
                + " first showing",
            counts.size(),
            few,
            settings.leastResponses(),
            withoutFirsts);
    if (images.isEmpty()) {
      throw new IllegalArgumentException(
          "no picture can be scored: "
              + why
              + (withoutFirsts > 0 ? ". Hit rates alone need no first showing" : ""));
    }
    if (few + withoutFirsts > 0) {
      notes.add(why + ": they have no score");
    }
    return images;
  }
}
