package org.mneme.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.data.DataSet;
import org.mneme.data.ReadOptions;
import org.mneme.data.Readings;
import org.mneme.evaluate.Figure;
import org.mneme.progress.Progress;

class ResponseStudyTest {
  @TempDir Path folder;

  private Trials read(List<String> rows) throws IOException {
    Path csv = folder.resolve("trials.csv");
    Files.write(csv, rows);
    return TrialFiles.read(List.of(csv), TrialReading.USUAL);
  }

  private ResponseReport report(List<String> rows, ResponseSettings settings) throws IOException {
    return ResponseStudy.of(read(rows), settings, Progress.SILENT);
  }

  /**
   * 120 participants, 150 pictures, half of them each: the slope of -.07 must lie within four
   * standard errors, and the scores at a lag of 60 follow the memory that they were drawn from.
   */
  @Test
  void aSimulationsMemoryAndSlopeAreFoundAgain() throws IOException {
    double[] memory = Simulated.memory(150, 1);
    ResponseReport report =
        report(Simulated.rows(memory, -.07, .1, 120, .5, 2), ResponseSettings.USUAL.withLag(60));
    LagModel lag = report.lag().orElseThrow();
    assertEquals(-.07, lag.slope(), 4 * lag.error());
    assertTrue(lag.error() < .01, lag.toString());
    assertTrue(lag.p() < 1e-6, lag.toString());
    double[] scores = report.pictures().stream().mapToDouble(report::score).toArray();
    assertEquals(150, scores.length);
    double bias = 0;
    for (int i = 0; i < scores.length; i++) {
      bias += (scores[i] - (memory[i] - .1)) / scores.length;
    }
    assertEquals(0, bias, .012); // standard error of 9,000 answers each: .006
    double rho = Figure.SPEARMAN.of(memory, scores);
    // The square of the correlation with the truth is the reliability of the scores.
    double reliability = report.reliability().orElseThrow().whole();
    assertEquals(Math.sqrt(reliability), rho, .06);
  }

  /** Uncorrected hit rates of short lags are too high; carried to a common lag they are not. */
  @Test
  void lagsThatDifferBetweenPicturesNoLongerCount() throws IOException {
    List<String> rows = new ArrayList<>(List.of("participant,image,repeat,response,lag"));
    Random random = new Random(5);
    for (int who = 0; who < 400; who++) {
      for (int image = 0; image < 20; image++) {
        int lag = image < 10 ? 5 + random.nextInt(20) : 80 + random.nextInt(100);
        double chance = .7 - .08 * Math.log(lag / 50.0);
        rows.add("%d,%d.jpg,0,0,".formatted(who, image));
        rows.add(
            "%d,%d.jpg,1,%d,%d".formatted(who, image, random.nextDouble() < chance ? 1 : 0, lag));
      }
    }
    ResponseSettings settings = ResponseSettings.USUAL.withScore(MemoryScore.HIT_RATE);
    assertTrue(difference(report(rows, settings)) > .12);
    assertEquals(0, difference(report(rows, settings.withLag(50))), .05);
  }

  private static double difference(ResponseReport report) {
    double difference = 0;
    for (PictureMemory picture : report.pictures()) {
      boolean early = Integer.parseInt(picture.image().replace(".jpg", "")) < 10;
      difference += (early ? .1 : -.1) * report.score(picture);
    }
    return difference;
  }

  /** Agreement at fewer responses is what the formula says of the halves of all. */
  @Test
  void theCurveFollowsSpearmanAndBrown() throws IOException {
    ResponseReport report =
        report(
            Simulated.rows(Simulated.memory(200, 3), 0, .08, 160, .6, 4),
            ResponseSettings.USUAL.withHalvings(40, 1));
    Reliability reliability = report.reliability().orElseThrow();
    assertTrue(reliability.curve().size() >= 5, reliability.toString());
    for (ReliabilityPoint point : reliability.curve()) {
      assertEquals(point.expected(), point.spearman(), .05, point.toString());
    }
    ReliabilityPoint halves = reliability.halves();
    assertEquals(halves.spearman(), halves.expected(), 1e-12);
    double r = halves.spearman();
    assertEquals(2 * r / (1 + r), reliability.whole(), 1e-12);
    long needed = reliability.responsesFor(.8).orElseThrow();
    assertTrue(reliability.at((double) needed) >= .8 && reliability.at(needed - 1.0) < .8);
  }

  /** By hand: r of one response .1 gives k = .8 (1 - .1) / (.1 (1 - .8)) = 36. */
  @Test
  void theNumberNeededIsTheFormulas() {
    ReliabilityPoint point = new ReliabilityPoint(5, 9, 10, .5, .5, .5, .5, .5);
    Reliability reliability = new Reliability(1, List.of(point), Reliability.single(.5, 9));
    assertEquals(.1, reliability.single(), 1e-15);
    assertEquals(OptionalLong.of(36), reliability.responsesFor(.8));
    assertEquals(.5, reliability.at(9), 1e-15);
    Reliability none = new Reliability(1, List.of(point), Reliability.single(-.1, 9));
    assertEquals(OptionalLong.empty(), none.responsesFor(.8));
    assertThrows(IllegalArgumentException.class, () -> reliability.responsesFor(1));
  }

  @Test
  void participantsAreLeftOutByEachRuleWithTheReason() throws IOException {
    List<String> rows = new ArrayList<>(List.of("participant,image,kind,repeat,response,rt"));
    for (String who : List.of("good", "inattentive", "yes-sayer", "hasty", "guessing", "short")) {
      int images = who.equals("short") ? 2 : 8;
      for (int image = 0; image < images; image++) {
        boolean alarm = who.equals("yes-sayer") ? image != 0 : image == 0;
        boolean hit = !who.equals("guessing") || image == 1;
        String time = who.equals("hasty") ? "0.1" : "0.7";
        rows.add("%s,%d.jpg,target,0,%d,%s".formatted(who, image, alarm ? 1 : 0, time));
        rows.add("%s,%d.jpg,target,1,%d,%s".formatted(who, image, hit ? 1 : 0, time));
        rows.add("%s,v%d.jpg,vigilance,0,0,%s".formatted(who, image, time));
        int attends = who.equals("inattentive") && image > 0 ? 0 : 1;
        rows.add("%s,v%d.jpg,vigilance,1,%d,%s".formatted(who, image, attends, time));
      }
    }
    ResponseReport report =
        report(
            rows,
            ResponseSettings.USUAL
                .withRules(new ExclusionRules(.5, .4, .5, .3, 5, 20))
                .withHalvings(0, 1));
    assertEquals(
        List.of(
            "inattentive: vigilance hit rate 0.125 below 0.500 (1 of 8)",
            "yes-sayer: false-alarm rate 0.438 above 0.400 (7 of 16)",
            "hasty: median response time 0.1 below 0.3",
            "guessing: d' 0.000 below 0.500",
            "short: 8 trials, fewer than 20"),
        report.excluded().stream()
            .map(who -> who.name() + ": " + String.join("; ", who.reasons()))
            .collect(Collectors.toList()));
    assertEquals(1, report.pictures().get(1).repeats());
  }

  @Test
  void aRuleAboutWhatIsNotThereIsAnError() throws IOException {
    Trials trials =
        read(List.of("participant,image,repeat,response", "a,x.jpg,0,0", "a,x.jpg,1,1"));
    for (ExclusionRules rules :
        List.of(
            new ExclusionRules(.5, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0),
            new ExclusionRules(Double.NaN, Double.NaN, Double.NaN, .2, Double.NaN, 0))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ResponseStudy.of(trials, ResponseSettings.USUAL.withRules(rules), Progress.SILENT));
    }
  }

  /** What is written is read again without an option; halves agree as the report says. */
  @Test
  void theFilesAreReadAsADataSetAndAsHalves() throws IOException {
    ResponseReport report =
        report(
            Simulated.rows(Simulated.memory(40, 3), -.05, .5, 60, .8, 4), ResponseSettings.USUAL);
    ResponseFiles.write(report, folder.resolve("out"));
    DataSet data =
        DataSet.read(folder.resolve("out/scores.csv"), ReadOptions.STRICT.withNeedImages(false));
    assertEquals(40, data.items().size());
    for (int i = 0; i < 40; i++) {
      assertEquals(report.score(report.pictures().get(i)), data.items().get(i).score());
    }
    Readings halves = Readings.halves(folder.resolve("out/halves.csv"), data.items(), null, false);
    assertEquals(50, halves.columns().size());
    double sum = 0;
    for (int c = 0; c < 50; c += 2) {
      int at = c;
      double[] a = data.items().stream().mapToDouble(i -> halves.byId().get(i.id())[at]).toArray();
      double[] b =
          data.items().stream().mapToDouble(i -> halves.byId().get(i.id())[at + 1]).toArray();
      sum += Figure.SPEARMAN.of(a, b) / 25;
    }
    assertEquals(report.reliability().orElseThrow().halves().spearman(), sum, 1e-12);
    List<String> curve = Files.readAllLines(folder.resolve("out/reliability.csv"));
    assertEquals(report.reliability().orElseThrow().curve().size() + 1, curve.size());
    assertEquals(61, Files.readAllLines(folder.resolve("out/participants.csv")).size());
  }

  /** By hand: more false alarms than hits is -.5, written as 0. */
  @Test
  void aScoreBelowZeroIsWrittenAsZeroAndSaid() throws IOException {
    ResponseReport report =
        report(
            List.of(
                "participant,image,repeat,response",
                "a,x.jpg,0,old",
                "a,x.jpg,1,new",
                "b,x.jpg,0,new",
                "b,x.jpg,1,new"),
            ResponseSettings.USUAL.withHalvings(0, 1));
    PictureMemory picture = report.pictures().get(0);
    assertEquals(-.5, picture.corrected());
    assertEquals(0, report.score(picture));
    assertTrue(
        report.allNotes().stream().anyMatch(note -> note.startsWith("1 scores below 0")),
        report.allNotes().toString());
  }
}
