package org.mneme.responses;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Trials of participants whose memory is known, as rows of a long table. */
final class Simulated {
  private Simulated() {}

  /**
   * Each participant sees some pictures twice, among fillers and vigilance pictures.
   *
   * @param memory probability that each picture is recognised after 60 trials
   * @param slope of that probability with ln(lag)
   * @param falseAlarms probability that a first showing is called old
   * @param share of the pictures that a participant sees
   */
  static List<String> rows(
      double[] memory,
      double slope,
      double falseAlarms,
      int participants,
      double share,
      long seed) {
    Random random = new Random(seed);
    List<String> rows = new ArrayList<>(List.of("participant,trial,image,kind,repeat,response,rt"));
    for (int who = 0; who < participants; who++) {
      List<Integer> drawn = new ArrayList<>();
      for (int image = 0; image < memory.length; image++) {
        if (random.nextDouble() < share) {
          drawn.add(image);
        }
      }
      Collections.shuffle(drawn, random);
      List<double[]> events = new ArrayList<>(); // when, picture
      for (int i = 0; i < drawn.size(); i++) {
        double first = 3 * i + random.nextDouble();
        events.add(new double[] {first, drawn.get(i)});
        events.add(new double[] {first + 5 + 150 * random.nextDouble(), drawn.get(i)});
        events.add(new double[] {first + 1, -1 - i});
        if (i % 8 == 0) {
          events.add(new double[] {first + 2.5, 100_000 + i});
          events.add(new double[] {first + 5.5, 100_000 + i});
        }
      }
      events.sort((a, b) -> Double.compare(a[0], b[0]));
      int[] seenAt = new int[200_000];
      for (int trial = 1; trial <= events.size(); trial++) {
        int picture = (int) events.get(trial - 1)[1];
        boolean target = picture >= 0 && picture < 100_000;
        boolean repeat = picture >= 0 && seenAt[picture] > 0;
        int lag = repeat ? trial - seenAt[picture] : 0;
        if (picture >= 0) {
          seenAt[picture] = trial;
        }
        double chance =
            !repeat ? falseAlarms : target ? memory[picture] + slope * Math.log(lag / 60.0) : .97;
        rows.add(
            String.format(
                Locale.ROOT,
                "p%03d,%d,%s,%s,%d,%d,%.3f",
                who,
                trial,
                target
                    ? "t%04d.jpg".formatted(picture)
                    : picture < 0 ? "f%d.jpg".formatted(-picture) : "v%d.jpg".formatted(picture),
                target ? "target" : picture < 0 ? "filler" : "vigilance",
                repeat ? 1 : 0,
                random.nextDouble() < chance ? 1 : 0,
                .4 + random.nextDouble()));
      }
    }
    return rows;
  }

  static double[] memory(int pictures, long seed) {
    Random random = new Random(seed);
    double[] memory = new double[pictures];
    for (int i = 0; i < pictures; i++) {
      memory[i] = Math.max(.25, Math.min(.95, .65 + .13 * random.nextGaussian()));
    }
    return memory;
  }
}
