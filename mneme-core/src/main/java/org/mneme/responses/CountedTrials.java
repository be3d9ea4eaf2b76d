package org.mneme.responses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The answers about targets, participant by participant, and scores of any of these. */
final class CountedTrials {
  private final List<String> images;
  private final List<int[]> imageOf = new ArrayList<>();
  private final List<byte[]> what = new ArrayList<>();
  private final List<double[]> carried = new ArrayList<>();
  private final MemoryScore score;
  private final boolean lagged;

  private static final byte OLD = 1;
  private static final byte REPEAT = 2;

  /**
   * @param byParticipant answered trials, of which those of targets are taken
   * @param images pictures that are scored
   */
  CountedTrials(
      List<List<Trial>> byParticipant,
      List<String> images,
      MemoryScore score,
      Optional<LagModel> lag) {
    this.images = List.copyOf(images);
    this.score = score;
    this.lagged = lag.isPresent();
    Map<String, Integer> places = new LinkedHashMap<>();
    images.forEach(image -> places.put(image, places.size()));
    for (List<Trial> trials : byParticipant) {
      List<Trial> some =
          trials.stream()
              .filter(trial -> trial.kind() == Trial.Kind.TARGET)
              .filter(trial -> places.containsKey(trial.image()))
              .toList();
      imageOf.add(some.stream().mapToInt(trial -> places.get(trial.image())).toArray());
      byte[] codes = new byte[some.size()];
      double[] values = new double[some.size()];
      for (int i = 0; i < codes.length; i++) {
        Trial trial = some.get(i);
        codes[i] = (byte) ((trial.saysOld() ? OLD : 0) | (trial.repeat() ? REPEAT : 0));
        values[i] = trial.repeat() ? lag.map(model -> model.carried(trial)).orElse(0.0) : 0;
      }
      what.add(codes);
      carried.add(values);
    }
  }

  int participants() {
    return what.size();
  }

  List<String> images() {
    return images;
  }

  /** Counts of each picture. */
  @SuppressWarnings("ArrayRecordComponent") // private, and never compared
  private record Counts(long[] hits, long[] repeats, long[] alarms, long[] firsts, double[] sums) {}

  private Counts count(int[] participants) {
    int n = images.size();
    Counts counts = new Counts(new long[n], new long[n], new long[n], new long[n], new double[n]);
    for (int who : participants) {
      int[] of = imageOf.get(who);
      byte[] codes = what.get(who);
      double[] values = carried.get(who);
      for (int i = 0; i < of.length; i++) {
        int old = codes[i] & OLD;
        if ((codes[i] & REPEAT) != 0) {
          counts.hits[of[i]] += old;
          counts.repeats[of[i]]++;
          counts.sums[of[i]] += values[i];
        } else {
          counts.alarms[of[i]] += old;
          counts.firsts[of[i]]++;
        }
      }
    }
    return counts;
  }

  /**
   * Scores by some participants.
   *
   * @param scores a score an image, NaN where it cannot be made of these answers
   * @param responses mean number of answered repeats of an image
   */
  @SuppressWarnings("ArrayRecordComponent") // package-private, and never written after
  record Scored(double[] scores, double responses) {}

  Scored score(int[] participants) {
    Counts counts = count(participants);
    double[] scores = new double[images.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] =
          score.of(
              counts.hits[i],
              counts.repeats[i],
              counts.alarms[i],
              counts.firsts[i],
              lagged ? counts.sums[i] : Double.NaN);
    }
    return new Scored(scores, Arrays.stream(counts.repeats).average().orElse(0));
  }

  /** How each picture was remembered by everybody. */
  List<PictureMemory> memories() {
    int[] all = new int[participants()];
    Arrays.setAll(all, i -> i);
    Counts counts = count(all);
    List<PictureMemory> memories = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      memories.add(
          new PictureMemory(
              images.get(i),
              counts.hits[i],
              counts.repeats[i] - counts.hits[i],
              counts.alarms[i],
              counts.firsts[i] - counts.alarms[i],
              lagged ? counts.sums[i] / counts.repeats[i] : Double.NaN));
    }
    return memories;
  }
}
