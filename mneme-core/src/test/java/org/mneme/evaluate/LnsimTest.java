package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mneme.golden.Shared;

/**
 * The published ResMem (resmem 1.1.6, its authors' own package) on the 2,000 public LNSIM images.
 * The figures are the project's reference figures, to the digit printed there.
 */
class LnsimTest {
  /** By image and column; the header names the columns. */
  private static List<String[]> rows(String file) throws IOException {
    List<String[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Shared.path("data/lnsim/" + file))) {
      rows.add(line.split(",", -1));
    }
    return rows.subList(1, rows.size());
  }

  private static double[] column(List<String[]> rows, int column) {
    return rows.stream().mapToDouble(row -> Double.parseDouble(row[column])).toArray();
  }

  @Test
  void resMemsFiguresOnLnsimAreThePublishedOnes() throws IOException {
    List<String[]> truth = rows("scores.csv");
    List<String[]> predictions = rows("resmem-1.1.6.csv");
    List<String[]> halves = rows("halves.csv");
    for (int i = 0; i < truth.size(); i++) {
      assertEquals(truth.get(i)[0], predictions.get(i)[0]);
      assertEquals(truth.get(i)[0], halves.get(i)[0]);
    }
    ScoreTable table = ScoreTable.of(column(truth, 1)).withModel("ResMem", column(predictions, 1));
    for (int split = 0; split < 25; split++) {
      table = table.withHalving(column(halves, 1 + 2 * split), column(halves, 2 + 2 * split));
    }
    Evaluation evaluation = Evaluation.of(table, Missing.REFUSE, Intervals.DEFAULT);
    assertEquals(2000, evaluation.images());
    ModelEvaluation resMem = evaluation.models().get(0);
    Map<Figure, Double> published =
        Map.of(
            Figure.SPEARMAN, .5032,
            Figure.PEARSON, .5130,
            Figure.PREDICTION_MEAN, .5733,
            Figure.PREDICTION_SD, .1001,
            Figure.TRUTH_MEAN, .6013,
            Figure.TRUTH_SD, .1352);
    published.forEach(
        (figure, value) ->
            assertEquals(value, resMem.figure(figure).value(), .00005, figure.name()));
    assertEquals(.01519, resMem.figure(Figure.MSE).value(), .000005);
    assertEquals(.777, evaluation.humans().orElseThrow().spearman().value(), .0005);
    assertEquals(25, evaluation.humans().orElseThrow().halvings());
    assertEquals(.5032 / .777, resMem.shareOfHumans().orElseThrow().value(), .0005);
    // Student's normal-theory interval of a correlation of .50 among 2,000: about .034 either way.
    Estimate rho = resMem.figure(Figure.SPEARMAN);
    assertEquals(.068, rho.high() - rho.low(), .012);
  }

  /** Seen on the histogram: a heap from .4116 to .417, then a gap; nothing at the upper end. */
  @Test
  void resMemNeverGoesUnderAboutPointFourOne() throws IOException {
    List<PileUp> found = PileUp.find(column(rows("resmem-1.1.6.csv"), 1));
    assertEquals(1, found.size());
    PileUp floor = found.get(0);
    assertEquals(PileUp.Side.FLOOR, floor.side());
    assertEquals(.41157, floor.at(), .00001);
    assertTrue(floor.share() > .04 && floor.share() < .06, floor.toString());
    assertEquals(List.of(), PileUp.find(column(rows("scores.csv"), 1)));
  }

  /** The article's complaint, and that it can be mended in part on images the mending never saw. */
  @Test
  void recalibrationHelpsOnLnsim() throws IOException {
    double[] truth = column(rows("scores.csv"), 1);
    double[] predictions = column(rows("resmem-1.1.6.csv"), 1);
    double[] line = Calibration.heldOut(truth, predictions, 1, Recalibration.Line::fit);
    // In-sample, the best line leaves (1 - .5130^2) of the truth's variance: .0134655.
    double best = (1 - .5130 * .5130) * Math.pow(Figure.TRUTH_SD.of(truth, truth), 2);
    assertEquals(best, Figure.MSE.of(truth, line), .0001);
  }
}
